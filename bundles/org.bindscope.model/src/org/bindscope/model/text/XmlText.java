// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.model.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Makes text from strangers fit for the model: what XML 1.0 cannot hold (section 2.2 of the XML
 * recommendation, production Char) and bytes that are no UTF-8 are written as {@code \xNN}, one
 * group for each byte, so that a model saved as XMI loads again equal.
 */
public final class XmlText {

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private XmlText() {
    }

    /**
     * Replaces the characters that XML cannot hold.
     *
     * @param text any text, unpaired surrogates included
     * @return the text itself where nothing had to be replaced
     */
    public static String of(String text) {
        int length = text.length();
        int clean = 0;
        while (clean < length && isPlain(text.charAt(clean))) {
            clean++;
        }
        if (clean == length) {
            return text;
        }
        StringBuilder out = new StringBuilder(length + 16).append(text, 0, clean);
        for (int at = clean; at < length;) {
            int codePoint = text.codePointAt(at);
            if (isXmlChar(codePoint)) {
                out.appendCodePoint(codePoint);
            } else {
                appendUtf8(out, codePoint);
            }
            at += Character.charCount(codePoint);
        }
        return out.toString();
    }

    /**
     * Decodes UTF-8 and replaces what XML cannot hold.
     *
     * @param bytes the bytes of a file or property
     * @return text that an XML document can hold
     */
    public static String decode(byte[] bytes) {
        return decode(bytes, 0, bytes.length);
    }

    /**
     * Decodes a part of an array.
     *
     * @param bytes  the bytes
     * @param offset first byte, within the array
     * @param length number of bytes, within the array
     * @return text that an XML document can hold
     * @throws IndexOutOfBoundsException when the part is not within the array
     */
    public static String decode(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int at = offset;
        while (at < end && bytes[at] >= 0 && isPlain((char) bytes[at])) {
            at++;
        }
        if (at == end) {
            return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
        }
        return of(decodeWithEscapes(ByteBuffer.wrap(bytes, offset, length)));
    }

    private static String decodeWithEscapes(ByteBuffer in) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        StringBuilder out = new StringBuilder(in.remaining() + 16);
        CharBuffer chars = CharBuffer.allocate(1024);
        while (true) {
            CoderResult result = decoder.decode(in, chars, true);
            chars.flip();
            out.append(chars);
            chars.clear();
            if (result.isError()) {
                for (int i = 0; i < result.length(); i++) {
                    appendByte(out, in.get());
                }
                decoder.reset();
            } else if (result.isUnderflow()) {
                return out.toString();
            }
        }
    }

    /** True for characters that certainly need no second look. */
    private static boolean isPlain(char c) {
        return c >= 0x20 && c < 0x7f || c == '\n' || c == '\t';
    }

    private static boolean isXmlChar(int codePoint) {
        return codePoint == '\t' || codePoint == '\n' || codePoint == '\r'
                || codePoint >= 0x20 && codePoint <= 0xd7ff
                || codePoint >= 0xe000 && codePoint <= 0xfffd
                || codePoint >= 0x10000 && codePoint <= 0x10ffff;
    }

    private static void appendUtf8(StringBuilder out, int codePoint) {
        if (codePoint < 0x80) {
            appendByte(out, codePoint);
        } else {
            // Only unpaired surrogates and the two non-characters U+FFFE and U+FFFF come here.
            appendByte(out, 0xe0 | codePoint >> 12);
            appendByte(out, 0x80 | codePoint >> 6 & 0x3f);
            appendByte(out, 0x80 | codePoint & 0x3f);
        }
    }

    private static void appendByte(StringBuilder out, int value) {
        out.append("\\x").append(HEX[value >> 4 & 15]).append(HEX[value & 15]);
    }
}
