// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.alias;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Shell-style patterns in one tree. A text is matched against all of them at once by following every
 * branch that is still possible, so that the cost depends on the text and on how many patterns share
 * its beginning, not on the number of patterns.
 */
final class AliasTrie {

    /** Edge kinds besides literal characters. */
    private static final byte LITERAL = 0;
    private static final byte STAR = 1;
    private static final byte OTHER = 2;

    private static final int MANY = 64;

    private byte[] kind = new byte[1024];
    private char[] label = new char[1024];
    /** For {@link #OTHER}: the element's text, such as a set in brackets. */
    private String[] element = new String[1024];
    private int[] firstChild = new int[1024];
    private int[] nextSibling = new int[1024];
    private int[] firstNumber = new int[1024];
    private int nodes = 1;

    private int[] number = new int[1024];
    private int[] nextNumber = new int[1024];
    private int numbers = 1;

    void add(String pattern, int lineNumber) {
        int node = 0;
        int at = 0;
        while (at < pattern.length()) {
            char c = pattern.charAt(at);
            int end = at + 1;
            byte edge = c == '*' ? STAR : c == '?' ? OTHER : LITERAL;
            if (c == '[' && Glob.setEnd(pattern, at) > 0) {
                edge = OTHER;
                end = Glob.setEnd(pattern, at) + 1;
            } else if (c == '\\' && end < pattern.length()) {
                c = pattern.charAt(end++);
            }
            if (edge != STAR || node == 0 || kind[node] != STAR) {
                node = child(node, edge, c, edge == OTHER ? pattern.substring(at, end) : null);
            }
            at = end;
        }
        if (numbers == number.length) {
            number = Arrays.copyOf(number, numbers * 2);
            nextNumber = Arrays.copyOf(nextNumber, numbers * 2);
        }
        number[numbers] = lineNumber;
        nextNumber[numbers] = firstNumber[node];
        firstNumber[node] = numbers++;
    }

    private int child(int node, byte edge, char c, String text) {
        for (int child = firstChild[node]; child != 0; child = nextSibling[child]) {
            if (kind[child] == edge && (edge == LITERAL ? label[child] == c
                    : edge == STAR || text.equals(element[child]))) {
                return child;
            }
        }
        if (nodes == kind.length) {
            int size = nodes * 2;
            kind = Arrays.copyOf(kind, size);
            label = Arrays.copyOf(label, size);
            element = Arrays.copyOf(element, size);
            firstChild = Arrays.copyOf(firstChild, size);
            nextSibling = Arrays.copyOf(nextSibling, size);
            firstNumber = Arrays.copyOf(firstNumber, size);
        }
        kind[nodes] = edge;
        label[nodes] = c;
        element[nodes] = text;
        nextSibling[nodes] = firstChild[node];
        firstChild[node] = nodes;
        return nodes++;
    }

    /** Appends the line numbers of all patterns that fit the whole text, in no particular order. */
    void collect(String text, Numbers found) {
        Numbers active = new Numbers();
        Numbers next = new Numbers();
        BitSet seen = null;
        enter(0, active, null);
        for (int i = 0; i < text.length() && active.size() > 0; i++) {
            char c = text.charAt(i);
            next.clear();
            // Few branches are compared one by one; when a hostile file opens many, a set takes over.
            seen = active.size() > MANY ? new BitSet(nodes) : null;
            for (int a = 0; a < active.size(); a++) {
                int node = active.get(a);
                if (kind[node] == STAR && node != 0) {
                    seen = enterOnce(node, next, seen);
                }
                for (int child = firstChild[node]; child != 0; child = nextSibling[child]) {
                    if (kind[child] == LITERAL ? label[child] == c
                            : kind[child] == OTHER && Glob.single(element[child], 0, c) >= 0) {
                        seen = enterOnce(child, next, seen);
                    }
                }
            }
            Numbers swap = active;
            active = next;
            next = swap;
        }
        for (int a = 0; a < active.size(); a++) {
            for (int at = firstNumber[active.get(a)]; at != 0; at = nextNumber[at]) {
                found.add(number[at]);
            }
        }
    }

    private BitSet enterOnce(int node, Numbers into, BitSet seen) {
        BitSet set = seen;
        if (set == null && into.size() > MANY) {
            set = new BitSet(nodes);
            for (int i = 0; i < into.size(); i++) {
                set.set(into.get(i));
            }
        }
        enter(node, into, set);
        return set;
    }

    /** A node is possible; so is a star below it, which may stand for nothing. */
    private void enter(int node, Numbers into, BitSet seen) {
        if (seen != null ? seen.get(node) : into.contains(node)) {
            return;
        }
        into.add(node);
        if (seen != null) {
            seen.set(node);
        }
        for (int child = firstChild[node]; child != 0; child = nextSibling[child]) {
            if (kind[child] == STAR) {
                enter(child, into, seen);
                return;
            }
        }
    }
}
