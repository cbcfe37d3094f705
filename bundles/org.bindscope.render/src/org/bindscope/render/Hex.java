// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render;

/** Identifiers in lower-case hexadecimal without a prefix, in the widths of PCI. */
final class Hex {

    private static final char[] DIGITS = "0123456789abcdef".toCharArray();

    private Hex() {
    }

    /** The low bits of a value as so many digits. */
    static String digits(long value, int count) {
        char[] out = new char[count];
        long rest = value;
        for (int i = count - 1; i >= 0; i--) {
            out[i] = DIGITS[(int) (rest & 15)];
            rest >>>= 4;
        }
        return new String(out);
    }

    /** A 16-bit id: four digits. */
    static String id(int value) {
        return digits(value, 4);
    }

    /** A class code: six digits. */
    static String classCode(int value) {
        return digits(value, 6);
    }

    /** A revision: two digits. */
    static String revision(int value) {
        return digits(value, 2);
    }

    /** An unsigned 64-bit address with 0x, without leading zeros. */
    static String address(long value) {
        return "0x" + Long.toHexString(value);
    }
}
