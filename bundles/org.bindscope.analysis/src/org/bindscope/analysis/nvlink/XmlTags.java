// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the tags of an XML text that may be cut off anywhere. Entities other than the five of XML are kept
 * as they stand, document types are skipped, nothing outside the text is ever looked up.
 */
final class XmlTags {

    private static final int MAX_TAGS = 200_000;

    /**
     * A start tag.
     *
     * @param name       element name
     * @param attributes by name
     * @param depth      number of elements around it
     * @param parent     index of the element around it in the list; -1 for the outermost
     * @param text       character data directly behind it, up to the next tag
     */
    record Tag(String name, Map<String, String> attributes, int depth, int parent, String text) {
        String attribute(String key) {
            return attributes.getOrDefault(key, "");
        }
    }

    private XmlTags() {
    }

    /** All start tags in order; stops at the first place that is no XML. */
    static List<Tag> read(String xml) {
        List<Tag> tags = new ArrayList<>();
        List<Integer> open = new ArrayList<>();
        int at = xml.indexOf('<');
        while (at >= 0 && tags.size() < MAX_TAGS) {
            if (xml.startsWith("<!--", at)) {
                int end = xml.indexOf("-->", at);
                at = end < 0 ? -1 : xml.indexOf('<', end);
                continue;
            }
            int end = end(xml, at);
            if (end < 0) {
                break;
            }
            char second = at + 1 < xml.length() ? xml.charAt(at + 1) : ' ';
            int next = xml.indexOf('<', end);
            if (second == '/') {
                if (!open.isEmpty()) {
                    open.remove(open.size() - 1);
                }
            } else if (second != '?' && second != '!') {
                boolean empty = xml.charAt(end - 1) == '/';
                String text = next < 0 ? xml.substring(end + 1) : xml.substring(end + 1, next);
                tags.add(tag(xml.substring(at + 1, empty ? end - 1 : end), open, text));
                if (!empty) {
                    open.add(tags.size() - 1);
                }
            }
            at = next;
        }
        return tags;
    }

    /** The end of a tag: the next {@code >} outside quotes, or -1. */
    private static int end(String xml, int from) {
        char quote = 0;
        for (int i = from + 1; i < xml.length(); i++) {
            char c = xml.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '>') {
                return i;
            }
        }
        return -1;
    }

    private static Tag tag(String inside, List<Integer> open, String text) {
        int at = 0;
        while (at < inside.length() && !Character.isWhitespace(inside.charAt(at))) {
            at++;
        }
        Map<String, String> attributes = new LinkedHashMap<>();
        String name = inside.substring(0, at);
        while (at < inside.length()) {
            int equals = inside.indexOf('=', at);
            if (equals < 0 || equals + 1 >= inside.length()) {
                break;
            }
            char quote = inside.charAt(equals + 1);
            int close = quote == '"' || quote == '\'' ? inside.indexOf(quote, equals + 2) : -1;
            if (close < 0) {
                break;
            }
            attributes.putIfAbsent(inside.substring(at, equals).strip(), unescape(inside.substring(equals + 2, close)));
            at = close + 1;
        }
        return new Tag(name, attributes, open.size(), open.isEmpty() ? -1 : open.get(open.size() - 1), text);
    }

    private static String unescape(String text) {
        return text.indexOf('&') < 0 ? text : text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"")
                .replace("&apos;", "'").replace("&amp;", "&");
    }
}
