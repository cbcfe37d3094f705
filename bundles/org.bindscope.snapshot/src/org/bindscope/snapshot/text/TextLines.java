// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.text;

/** Steps through the lines of a text without splitting it. A carriage return before the line feed is no part of a line. */
final class TextLines {

    private final String text;
    private int next;
    private int number;
    private String line = "";
    private boolean terminated;

    /**
     * @param text      the text
     * @param firstLine number of its first line
     */
    TextLines(String text, int firstLine) {
        this.text = text;
        this.number = firstLine - 1;
    }

    /** Goes to the next line; false when there is none. */
    boolean advance() {
        if (next >= text.length()) {
            return false;
        }
        int end = text.indexOf('\n', next);
        terminated = end >= 0;
        end = terminated ? end : text.length();
        int to = end > next && text.charAt(end - 1) == '\r' ? end - 1 : end;
        line = text.substring(next, to);
        next = end + 1;
        number++;
        return true;
    }

    /** The line, without its end. */
    String line() {
        return line;
    }

    /** Its number. */
    int number() {
        return number;
    }

    /** Whether the line ends with a line feed; the last one of a cut text does not. */
    boolean terminated() {
        return terminated;
    }
}
