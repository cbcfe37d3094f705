// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.alias;

/**
 * Shell-style patterns without special flags, as fnmatch(3) with flags 0 matches them: {@code *}
 * crosses every character, {@code ?} is one character, {@code [...]} one of a set, and a backslash
 * takes the next character literally.
 */
public final class Glob {

    private Glob() {
    }

    /**
     * Whether a text fits a pattern. Takes at most pattern length times text length steps.
     *
     * @param pattern the pattern
     * @param text    the text
     * @return true for a match of the whole text
     */
    public static boolean matches(String pattern, String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int resume = 0;
        while (t < text.length()) {
            int next = p < pattern.length() && pattern.charAt(p) != '*' ? single(pattern, p, text.charAt(t)) : -1;
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = t;
            } else if (next >= 0) {
                p = next;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    /** Position behind the element at {@code at} when it fits the character, else -1. */
    static int single(String pattern, int at, char c) {
        char element = pattern.charAt(at);
        if (element == '?') {
            return at + 1;
        }
        if (element == '[') {
            int end = setEnd(pattern, at);
            if (end > 0) {
                return inSet(pattern, at + 1, end, c) ? end + 1 : -1;
            }
        }
        if (element == '\\' && at + 1 < pattern.length()) {
            return pattern.charAt(at + 1) == c ? at + 2 : -1;
        }
        return element == c ? at + 1 : -1;
    }

    /** Index of the closing bracket, or -1 where there is none and the bracket stands for itself. */
    static int setEnd(String pattern, int open) {
        int at = open + 1;
        if (at < pattern.length() && (pattern.charAt(at) == '!' || pattern.charAt(at) == '^')) {
            at++;
        }
        // A closing bracket right behind the opening one is a member.
        return pattern.indexOf(']', at + 1);
    }

    private static boolean inSet(String pattern, int from, int end, char c) {
        int at = from;
        boolean negated = pattern.charAt(at) == '!' || pattern.charAt(at) == '^';
        if (negated) {
            at++;
        }
        boolean found = false;
        while (at < end) {
            char low = pattern.charAt(at);
            if (at + 2 < end && pattern.charAt(at + 1) == '-') {
                found |= low <= c && c <= pattern.charAt(at + 2);
                at += 3;
            } else {
                found |= low == c;
                at++;
            }
        }
        return found != negated;
    }
}
