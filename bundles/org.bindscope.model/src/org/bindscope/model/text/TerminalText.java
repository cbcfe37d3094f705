// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.model.text;

/** Lines that a program wrote for a terminal, as they look there. */
public final class TerminalText {

    private static final char ESCAPE = 0x1b;
    private static final char BYTE_ORDER_MARK = 0xfeff;

    private TerminalText() {
    }

    /**
     * Takes control sequences (ECMA-48 section 5.4), carriage returns and byte order marks out of a line. A
     * captured text may hold the escape as the four characters that {@link XmlText} makes of it.
     *
     * @param line one line
     * @return the line as a terminal shows it; the line itself where there was nothing to take out
     */
    public static String plain(String line) {
        if (line.indexOf('\r') < 0 && line.indexOf(ESCAPE) < 0 && line.indexOf('\\') < 0
                && line.indexOf(BYTE_ORDER_MARK) < 0) {
            return line;
        }
        StringBuilder plain = new StringBuilder(line.length());
        int at = 0;
        while (at < line.length()) {
            char c = line.charAt(at);
            int start = c == ESCAPE ? at + 1 : line.startsWith("\\x1b", at) ? at + 4 : -1;
            if (start >= 0 && start < line.length() && line.charAt(start) == '[') {
                at = sequenceEnd(line, start + 1);
            } else {
                if (c != '\r' && c != BYTE_ORDER_MARK) {
                    plain.append(c);
                }
                at++;
            }
        }
        return plain.toString();
    }

    /** Behind the final byte, which is one of {@code @} to {@code ~}. */
    private static int sequenceEnd(String line, int from) {
        int at = from;
        while (at < line.length() && (line.charAt(at) < '@' || line.charAt(at) > '~')) {
            at++;
        }
        return Math.min(at + 1, line.length());
    }
}
