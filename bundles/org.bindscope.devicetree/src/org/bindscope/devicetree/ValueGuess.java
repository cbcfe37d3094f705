// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

/**
 * What dtc takes a value without type information for. The rule is dtc's (1.6.1): a text when the last byte is NUL, all bytes
 * are printable ASCII, NUL or one of {@code \a \b \t \n \v \f \r}, and at most half of them are NUL; else cells when the length is a
 * multiple of four; else bytes.
 */
public enum ValueGuess {
    /** No value at all. */
    EMPTY,
    /** One or more strings, each terminated by NUL. */
    STRINGS,
    /** 32-bit cells. */
    CELLS,
    /** Bytes. */
    BYTES;

    /** {@return the guess for the value of this property} */
    public static ValueGuess of(FdtProperty property) {
        return of(property.array(), property.arrayStart(), property.length());
    }

    static ValueGuess of(byte[] data, int start, int length) {
        if (length == 0) {
            return EMPTY;
        }
        if (data[start + length - 1] == 0 && isText(data, start, length)) {
            return STRINGS;
        }
        return length % 4 == 0 ? CELLS : BYTES;
    }

    private static boolean isText(byte[] data, int start, int length) {
        int nuls = 0;
        for (int i = start; i < start + length; i++) {
            int c = data[i];
            if (c == 0) {
                nuls++;
            } else if (!(c >= 0x20 && c <= 0x7e) && !(c >= 7 && c <= 13)) {
                return false;
            }
        }
        return nuls <= length - nuls;
    }
}
