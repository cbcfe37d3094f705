// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.model.text;

import java.util.Optional;

/** The name of the outermost element of an XML text, without reading the rest. */
final class XmlRoot {

    private XmlRoot() {
    }

    /**
     * Finds the first start tag behind declaration, comments and document type.
     *
     * @param text any text
     * @return empty when it does not begin like XML
     */
    static Optional<String> of(String text) {
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (Character.isWhitespace(c) || c == 0xfeff) {
                at++;
            } else if (c != '<') {
                return Optional.empty();
            } else if (text.startsWith("<!--", at)) {
                at = behind(text, "-->", at + 4);
            } else if (text.startsWith("<?", at)) {
                at = behind(text, "?>", at);
            } else if (text.startsWith("<!", at)) {
                at = behindDeclaration(text, at);
            } else {
                return name(text, at + 1);
            }
        }
        return Optional.empty();
    }

    private static int behind(String text, String end, int from) {
        int found = text.indexOf(end, from);
        return found < 0 ? text.length() : found + end.length();
    }

    /** A document type may hold declarations of its own in brackets. */
    private static int behindDeclaration(String text, int from) {
        int bracket = text.indexOf('[', from);
        int end = text.indexOf('>', from);
        return bracket >= 0 && bracket < end ? behind(text, ">", Math.max(text.indexOf(']', bracket), bracket))
                : behind(text, ">", from);
    }

    private static Optional<String> name(String text, int from) {
        int at = from;
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || "_-.:".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        return at == from ? Optional.empty() : Optional.of(text.substring(from, at));
    }
}
