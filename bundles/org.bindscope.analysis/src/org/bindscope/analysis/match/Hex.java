// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

/** Fixed-width hexadecimal numbers; a formatter would take most of the time of a machine's verdicts. */
final class Hex {

    private static final String LOWER = "0123456789abcdef";
    private static final String UPPER = "0123456789ABCDEF";

    private Hex() {
    }

    static StringBuilder lower(StringBuilder out, long value, int digits) {
        return append(out, value, digits, LOWER);
    }

    static StringBuilder upper(StringBuilder out, long value, int digits) {
        return append(out, value, digits, UPPER);
    }

    private static StringBuilder append(StringBuilder out, long value, int digits, String alphabet) {
        int wanted = digits;
        while (wanted < 16 && value >>> 4 * wanted != 0) {
            wanted++;
        }
        for (int i = wanted - 1; i >= 0; i--) {
            out.append(alphabet.charAt((int) (value >>> 4 * i) & 0xf));
        }
        return out;
    }
}
