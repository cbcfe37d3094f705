// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Lists in sentences. */
final class Words {

    private static final int SOME = 4;

    private Words() {
    }

    /** All words: {@code a}, {@code a and b}, {@code a, b and c}. */
    static String and(List<String> words) {
        return words.size() < 2 ? String.join("", words)
                : String.join(", ", words.subList(0, words.size() - 1)) + " and " + words.get(words.size() - 1);
    }

    /** The first four, and how many more there are. */
    static String some(Collection<?> things) {
        List<String> words = new ArrayList<>(things.stream().limit(SOME).map(Object::toString).toList());
        if (things.size() > SOME) {
            words.add(things.size() - SOME + " more");
        }
        return and(words);
    }

    /** A number with its noun. */
    static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
