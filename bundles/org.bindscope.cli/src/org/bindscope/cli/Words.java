// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The words of one command line, sorted by {@link Grammar}. */
final class Words {

    private final Map<String, List<String>> options = new HashMap<>();
    private final List<String> operands = new ArrayList<>();

    void put(String option, String value) {
        options.computeIfAbsent(option, key -> new ArrayList<>()).add(value);
    }

    void operand(String word) {
        operands.add(word);
    }

    /** Whether an option was given; it is named by its long name. */
    boolean has(String option) {
        return options.containsKey(option);
    }

    /** The value of an option, or another where it was not given. */
    String value(String option, String otherwise) {
        List<String> values = options.get(option);
        return values == null ? otherwise : values.get(0);
    }

    /** All values of an option in their order; empty where it was not given. */
    List<String> values(String option) {
        return options.getOrDefault(option, List.of());
    }

    /** What is no option, in its order. */
    List<String> operands() {
        return operands;
    }
}
