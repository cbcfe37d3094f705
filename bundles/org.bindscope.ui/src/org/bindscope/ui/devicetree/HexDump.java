// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.devicetree;

/** Bytes as hexadecimal lines of sixteen, with offset and printable characters. */
public final class HexDump {

    /** Most bytes that are shown; 4,096 lines. */
    public static final int MOST = 65536;

    private HexDump() {
    }

    /**
     * Formats a value.
     *
     * @param value the bytes
     * @param base  offset of the first byte
     * @return lines ended by line feeds; a last line says what was left out
     */
    public static String of(byte[] value, long base) {
        StringBuilder out = new StringBuilder();
        int end = Math.min(value.length, MOST);
        for (int line = 0; line < end; line += 16) {
            hex(out, base + line, 8);
            out.append(' ');
            for (int i = line; i < line + 16; i++) {
                if (i % 8 == 0) {
                    out.append(' ');
                }
                if (i < end) {
                    hex(out, value[i] & 0xff, 2);
                    out.append(' ');
                } else {
                    out.append("   ");
                }
            }
            out.append(' ');
            for (int i = line; i < Math.min(line + 16, end); i++) {
                int c = value[i] & 0xff;
                out.append(c >= ' ' && c < 0x7f ? (char) c : '.');
            }
            out.append('\n');
        }
        if (value.length > end) {
            out.append(value.length - end).append(" more bytes are not shown\n");
        }
        return out.toString();
    }

    private static void hex(StringBuilder out, long value, int digits) {
        for (int i = digits - 1; i >= 0; i--) {
            out.append(Character.forDigit((int) (value >> 4 * i & 0xf), 16));
        }
    }
}
