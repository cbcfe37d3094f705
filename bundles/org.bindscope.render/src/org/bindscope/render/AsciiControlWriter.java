// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;

/**
 * Writes the characters of a JSON document that a terminal would obey as JSON escapes. The value stays
 * the same; JSON alone would let DEL, the control characters above it, direction marks and unpaired
 * surrogates through.
 */
final class AsciiControlWriter extends FilterWriter {

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    AsciiControlWriter(Writer out) {
        super(out);
    }

    @Override
    public void write(int c) throws IOException {
        if (isPlain((char) c)) {
            out.write(c);
        } else {
            write(Character.toString((char) c), 0, 1);
        }
    }

    @Override
    public void write(char[] text, int offset, int length) throws IOException {
        write(new String(text, offset, length), 0, length);
    }

    @Override
    public void write(String text, int offset, int length) throws IOException {
        int end = offset + length;
        int from = offset;
        int at = offset;
        while (at < end) {
            if (isPlain(text.charAt(at))) {
                at++;
                continue;
            }
            // The end cuts a pair only where the caller does, and then both halves are escaped.
            int codePoint = at + 1 < end ? text.codePointAt(at) : text.charAt(at);
            int count = Character.charCount(codePoint);
            if (!VisibleText.isHarmless(codePoint)) {
                out.write(text, from, at - from);
                for (int i = 0; i < count; i++) {
                    escape(text.charAt(at + i));
                }
                from = at + count;
            }
            at += count;
        }
        out.write(text, from, end - from);
    }

    private static boolean isPlain(char c) {
        return c < 0x7f;
    }

    private void escape(char c) throws IOException {
        out.write("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.write(HEX[c >> shift & 15]);
        }
    }
}
