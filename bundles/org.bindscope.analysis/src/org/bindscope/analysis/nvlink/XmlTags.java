// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The start tags of an XML text that may be cut off anywhere. Entities other than the five of XML are kept
 * as they stand, document types are skipped, nothing outside the text is ever looked up.
 *
 * @param tags    in the text's order
 * @param problem why reading stopped before the end; empty when it did not
 * @param line    line of the problem, or of the last tag
 */
record XmlTags(List<Tag> tags, Optional<String> problem, int line) {

    private static final int MAX_TAGS = 200_000;
    /** Most elements inside each other: hwloc nests a dozen. */
    private static final int MAX_DEPTH = 256;
    private static final int MAX_ATTRIBUTES = 200;

    /**
     * A start tag.
     *
     * @param name       element name
     * @param attributes by name
     * @param parent     index of the element around it in the list; -1 for the outermost
     * @param text       character data directly behind it, up to the next tag
     * @param line       line of the tag in the file, counted from 1
     */
    record Tag(String name, Map<String, String> attributes, int parent, String text, int line) {
        String attribute(String key) {
            return attributes.getOrDefault(key, "");
        }
    }

    /**
     * Reads all start tags; stops at the first place that is no XML.
     *
     * @param xml   the text
     * @param first number of its first line in the file
     */
    static XmlTags read(String xml, int first) {
        return new Reader(xml, first).read();
    }

    /** The nearest element around a tag that fits. */
    Optional<Tag> around(Tag tag, Predicate<Tag> fits) {
        int at = tag.parent();
        while (at >= 0 && !fits.test(tags.get(at))) {
            at = tags.get(at).parent();
        }
        return at < 0 ? Optional.empty() : Optional.of(tags.get(at));
    }

    /** One reading. */
    private static final class Reader {

        private final String xml;
        private final List<Tag> tags = new ArrayList<>();
        private final List<Integer> open = new ArrayList<>();
        private int line;
        private int counted;

        Reader(String xml, int first) {
            this.xml = xml;
            this.line = first;
        }

        XmlTags read() {
            Optional<String> problem = Optional.empty();
            int at = xml.indexOf('<');
            while (at >= 0 && problem.isEmpty()) {
                countTo(at);
                int end = xml.startsWith("<!--", at) ? xml.indexOf("-->", at) : end(at);
                if (end < 0) {
                    problem = Optional.of("the text ends inside a tag");
                } else {
                    int next = xml.indexOf('<', end);
                    problem = take(at, end, next);
                    at = next;
                }
            }
            if (problem.isEmpty() && !open.isEmpty()) {
                problem = Optional.of("the text ends before </" + tags.get(open.get(open.size() - 1)).name() + ">");
            }
            return new XmlTags(List.copyOf(tags), problem, line);
        }

        private Optional<String> take(int at, int end, int next) {
            char second = at + 1 < xml.length() ? xml.charAt(at + 1) : ' ';
            if (second == '/') {
                if (!open.isEmpty()) {
                    open.remove(open.size() - 1);
                }
            } else if (second != '?' && second != '!') {
                if (tags.size() == MAX_TAGS) {
                    return Optional.of("there are more than " + MAX_TAGS + " elements");
                } else if (open.size() == MAX_DEPTH) {
                    return Optional.of("more than " + MAX_DEPTH + " elements lie inside each other");
                }
                boolean empty = xml.charAt(end - 1) == '/';
                String text = next < 0 ? xml.substring(end + 1) : xml.substring(end + 1, next);
                tags.add(tag(xml.substring(at + 1, Math.max(at + 1, empty ? end - 1 : end)), text));
                if (!empty) {
                    open.add(tags.size() - 1);
                }
            }
            return Optional.empty();
        }

        private void countTo(int at) {
            for (; counted < at; counted++) {
                line += xml.charAt(counted) == '\n' ? 1 : 0;
            }
        }

        /** The end of a tag: the next {@code >} outside quotes, or -1. */
        private int end(int from) {
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

        private Tag tag(String inside, String text) {
            int at = 0;
            while (at < inside.length() && !Character.isWhitespace(inside.charAt(at))) {
                at++;
            }
            Map<String, String> attributes = new LinkedHashMap<>();
            String name = inside.substring(0, at);
            while (at < inside.length() && attributes.size() < MAX_ATTRIBUTES) {
                int equals = inside.indexOf('=', at);
                if (equals < 0 || equals + 1 >= inside.length()) {
                    break;
                }
                char quote = inside.charAt(equals + 1);
                int close = quote == '"' || quote == '\'' ? inside.indexOf(quote, equals + 2) : -1;
                if (close < 0) {
                    break;
                }
                attributes.putIfAbsent(inside.substring(at, equals).strip(),
                        unescape(inside.substring(equals + 2, close)));
                at = close + 1;
            }
            return new Tag(name, attributes, open.isEmpty() ? -1 : open.get(open.size() - 1), text, line);
        }

        private static String unescape(String text) {
            return text.indexOf('&') < 0 ? text : text.replace("&lt;", "<").replace("&gt;", ">")
                    .replace("&quot;", "\"").replace("&apos;", "'").replace("&amp;", "&");
        }
    }
}
