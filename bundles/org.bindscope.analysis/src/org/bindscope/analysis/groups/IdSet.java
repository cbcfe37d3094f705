// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.BitSet;

/** A set of 16-bit ids, written as words of the form {@code 10c6} or {@code a000-a7ff}. */
final class IdSet {

    private final BitSet ids = new BitSet(0x10000);

    private IdSet() {
    }

    /** Reads ids and ranges (both ends included) that are separated by blanks. */
    static IdSet of(String words) {
        IdSet set = new IdSet();
        for (String word : words.split(" ")) {
            if (word.isEmpty()) {
                continue;
            }
            int dash = word.indexOf('-');
            int first = Integer.parseInt(dash < 0 ? word : word.substring(0, dash), 16);
            int last = dash < 0 ? first : Integer.parseInt(word.substring(dash + 1), 16);
            set.ids.set(first, last + 1);
        }
        return set;
    }

    boolean contains(int id) {
        return ids.get(id);
    }
}
