// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.Comparator;

/** Orders texts of digits by their value. */
final class NaturalOrder {

    /** Shorter runs of digits are smaller numbers; other texts stand behind them in dictionary order. */
    static final Comparator<String> NUMBERS = Comparator.comparing((String text) -> !digits(text))
            .thenComparing(text -> digits(text) ? text.length() : 0).thenComparing(Comparator.naturalOrder());

    private NaturalOrder() {
    }

    private static boolean digits(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
