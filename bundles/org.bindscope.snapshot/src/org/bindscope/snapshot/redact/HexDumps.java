// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.redact;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Configuration spaces in the hexadecimal form of lspci -x: lines of an offset, a colon and sixteen bytes, the
 * first of them at offset 0.
 */
final class HexDumps {

    private static final Pattern LINE = Pattern.compile("(?m)^([0-9a-f]{2,3}):((?: [0-9a-f]{2}){16})[ \t\r]*$");
    private static final int ROW = 16;
    private static final int MAX = 4096;

    private HexDumps() {
    }

    /**
     * Changes the configuration spaces in a text.
     *
     * @param text   any text
     * @param change gets the bytes of one function and gives the bytes to write, as many
     * @return the text with the lines written again whose bytes changed
     */
    static String redact(String text, UnaryOperator<byte[]> change) {
        Matcher line = LINE.matcher(text);
        StringBuilder out = new StringBuilder(text.length());
        int from = 0;
        byte[] config = new byte[MAX];
        int[] places = new int[MAX / ROW];
        int rows = 0;
        while (true) {
            boolean found = line.find();
            boolean goesOn = found && rows < places.length && Integer.parseInt(line.group(1), 16) == rows * ROW;
            if (!goesOn && rows > 0) {
                from = write(text, out, from, config, places, rows, change);
                rows = 0;
                goesOn = found && Integer.parseInt(line.group(1), 16) == 0;
            }
            if (!found) {
                return out.append(text, from, text.length()).toString();
            }
            if (goesOn) {
                places[rows] = line.start(2) + 1;
                System.arraycopy(HexFormat.ofDelimiter(" ").parseHex(line.group(2).substring(1)), 0, config, rows * ROW, ROW);
                rows++;
            }
        }
    }

    private static int write(String text, StringBuilder out, int from, byte[] config, int[] places, int rows,
            UnaryOperator<byte[]> change) {
        byte[] before = Arrays.copyOf(config, rows * ROW);
        byte[] after = change.apply(before);
        int at = from;
        for (int row = 0; row < rows; row++) {
            if (!Arrays.equals(before, row * ROW, (row + 1) * ROW, after, row * ROW, (row + 1) * ROW)) {
                out.append(text, at, places[row])
                        .append(HexFormat.ofDelimiter(" ").formatHex(after, row * ROW, (row + 1) * ROW));
                at = places[row] + ROW * 3 - 1;
            }
        }
        return at;
    }
}
