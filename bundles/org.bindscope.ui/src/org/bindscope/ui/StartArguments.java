// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/**
 * What the desktop was started with, in the command line's words.
 *
 * @param inputs what to open
 * @param with   what else tells about the machine of the first input, as the command line's option
 */
record StartArguments(List<String> inputs, List<String> with) {

    private static final String WITH = "--with";

    /** Copies the lists. */
    StartArguments {
        inputs = List.copyOf(inputs);
        with = List.copyOf(with);
    }

    /**
     * What the framework does not take for itself and what belongs to no option. A word that begins with
     * a hyphen takes the next one as its value; everything behind {@code --} is an input.
     */
    static StartArguments of(Object arguments) {
        List<String> inputs = new ArrayList<>();
        List<String> with = new ArrayList<>();
        boolean onlyInputs = false;
        for (Iterator<String> words = arguments instanceof String[] all ? List.of(all).iterator()
                : Collections.emptyIterator(); words.hasNext();) {
            String word = words.next();
            if (onlyInputs || !word.startsWith("-")) {
                inputs.add(word);
            } else if (word.equals("--")) {
                onlyInputs = true;
            } else if (words.hasNext()) {
                String value = words.next();
                if (word.equals(WITH)) {
                    with.add(value);
                }
            }
        }
        inputs.removeIf(String::isEmpty);
        with.removeIf(String::isEmpty);
        return new StartArguments(inputs, with);
    }
}
