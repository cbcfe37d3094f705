// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render;

/**
 * Makes text of unknown origin safe to print on a terminal: characters that move the cursor, hide
 * text or turn its direction are shown as escapes, so that what is seen is what is there.
 */
public final class VisibleText {

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private VisibleText() {
    }

    /**
     * Shows the characters that a terminal would obey as escapes: {@code \n}, {@code \r}, {@code \t},
     * {@code \xNN} for other control characters, <code>&#92;u{NNNN}</code> for the rest.
     *
     * @param text any text, unpaired surrogates included
     * @return one line; the text itself where nothing had to be replaced
     */
    public static String of(String text) {
        int length = text.length();
        int clean = 0;
        while (clean < length && text.charAt(clean) >= 0x20 && text.charAt(clean) < 0x7f) {
            clean++;
        }
        if (clean == length) {
            return text;
        }
        StringBuilder out = new StringBuilder(length + 16).append(text, 0, clean);
        for (int at = clean; at < length;) {
            int codePoint = text.codePointAt(at);
            append(out, codePoint);
            at += Character.charCount(codePoint);
        }
        return out.toString();
    }

    private static void append(StringBuilder out, int codePoint) {
        if (codePoint >= 0x20 && codePoint < 0x7f) {
            out.append((char) codePoint);
        } else if (codePoint == '\n') {
            out.append("\\n");
        } else if (codePoint == '\r') {
            out.append("\\r");
        } else if (codePoint == '\t') {
            out.append("\\t");
        } else if (codePoint < 0xa0) {
            out.append("\\x").append(HEX[codePoint >> 4]).append(HEX[codePoint & 15]);
        } else if (isHarmless(codePoint)) {
            out.appendCodePoint(codePoint);
        } else {
            out.append("\\u{").append(Integer.toHexString(codePoint)).append('}');
        }
    }

    /** Letters, marks, digits, punctuation, symbols and the plain space; no format characters. */
    static boolean isHarmless(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.FORMAT, Character.CONTROL, Character.SURROGATE, Character.PRIVATE_USE,
                    Character.UNASSIGNED, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
