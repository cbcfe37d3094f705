// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.util.Locale;
import java.util.Optional;

/**
 * The strict syntax of everything that may go from a snapshot into a script or configuration, and
 * the cleaning of text that only goes into comments. A snapshot can come from a stranger: what does
 * not have the syntax of its kind is refused, never quoted and hoped for.
 */
public final class SafeText {

    /** Longest driver or module name that is accepted; the kernel's MODULE_NAME_LEN is 56 to 60. */
    public static final int MAX_NAME = 64;

    /** Longest label in a comment, in characters. */
    public static final int MAX_LABEL = 120;

    private SafeText() {
    }

    /**
     * Whether a text is a full PCI address: {@code dddd:bb:dd.f}, lower-case hexadecimal, with a
     * domain of four to eight digits, a device number up to 1f and a function number up to 7.
     *
     * @param text any text
     * @return true for a full address only; no blanks or line ends around it are accepted
     */
    public static boolean isAddress(String text) {
        int length = text.length();
        if (length < 12 || length > 16) {
            return false;
        }
        int colon = length - 8;
        return hex(text, 0, colon)
                && text.charAt(colon) == ':' && hex(text, colon + 1, colon + 3)
                && text.charAt(colon + 3) == ':' && hex(text, colon + 4, colon + 6)
                && text.charAt(colon + 4) <= '1'
                && text.charAt(colon + 6) == '.'
                && text.charAt(colon + 7) >= '0' && text.charAt(colon + 7) <= '7';
    }

    /**
     * Brings an address as people write it into full form: lower case, with domain 0000 where it is
     * left out.
     *
     * @param text for example {@code 65:00.0}
     * @return the full address; empty where the text is no address
     */
    public static Optional<String> canonicalAddress(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        String full = lower.length() == 7 ? "0000:" + lower : lower;
        return isAddress(full) ? Optional.of(full) : Optional.empty();
    }

    /**
     * Whether a text can be used as a driver or module name: letters, digits and {@code _.+-} of
     * ASCII, not starting with {@code -} or {@code .}, at most {@value #MAX_NAME} characters. The
     * kernel accepts more (blanks, for instance), but no PCI driver that a plan would bind to has
     * such a name.
     *
     * @param text any text
     * @return true where it is safe in a shell word, a path and every configuration syntax used here
     */
    public static boolean isName(String text) {
        if (text.isEmpty() || text.length() > MAX_NAME || text.charAt(0) == '-' || text.charAt(0) == '.') {
            return false;
        }
        return text.chars().allMatch(c -> asciiLetterOrDigit(c) || c == '_' || c == '.' || c == '+' || c == '-');
    }

    /**
     * Whether a text is a path of PCI addresses from a host bridge down, as
     * {@link DeviceIdentity#slotPath} holds it.
     *
     * @param text for example {@code pci0000:64/0000:64:00.0/0000:65:00.0}
     * @return true where every part has its strict syntax
     */
    public static boolean isSlotPath(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length < 2 || parts.length > 64 || !parts[0].startsWith("pci")) {
            return false;
        }
        String root = parts[0].substring(3);
        if (!isAddress(root + ":00.0")) {
            return false;
        }
        for (int i = 1; i < parts.length; i++) {
            if (!isAddress(parts[i])) {
                return false;
            }
        }
        return true;
    }

    /**
     * Makes a text from a snapshot harmless in a one-line comment of every syntax used here. ASCII
     * letters, digits and plain punctuation and Latin letters stay; everything else (line ends,
     * control characters, marks that change the direction of writing, back slashes that would
     * continue a line, and {@code $ ` %} that some reader might expand) becomes a question mark, and
     * two hyphens in a row, which XML does not allow in comments, become one.
     *
     * @param text any text
     * @return at most {@value #MAX_LABEL} characters
     */
    public static String label(String text) {
        StringBuilder clean = new StringBuilder();
        int at = 0;
        while (at < text.length() && clean.length() < MAX_LABEL) {
            int c = text.codePointAt(at);
            at += Character.charCount(c);
            if (c == '-' && clean.length() > 0 && clean.charAt(clean.length() - 1) == '-') {
                continue;
            }
            clean.appendCodePoint(harmless(c) ? c : '?');
        }
        return at < text.length() ? clean + " ..." : clean.toString();
    }

    private static boolean harmless(int c) {
        if (c < 0x80) {
            return c >= ' ' && c != 0x7f && "\\$`%{}<>\"'".indexOf(c) < 0;
        }
        return Character.isLetter(c) && Character.UnicodeScript.of(c) == Character.UnicodeScript.LATIN;
    }

    private static boolean hex(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
                return false;
            }
        }
        return true;
    }

    private static boolean asciiLetterOrDigit(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }
}
