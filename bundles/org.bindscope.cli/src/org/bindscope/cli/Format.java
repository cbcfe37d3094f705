// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

/** Form of an answer. */
enum Format {

    /** For people. */
    TEXT,
    /** For programs. */
    JSON;

    private static final String OPTION = "--format";

    /** Adds the option to a grammar. */
    static Grammar addTo(Grammar grammar) {
        return grammar.value(OPTION, "text|json", "Form of the answer, default text.");
    }

    /** What the words ask for. */
    static Format of(Words words) throws CommandException {
        String word = words.value(OPTION, "text");
        return switch (word) {
            case "text" -> TEXT;
            case "json" -> JSON;
            default -> throw new CommandException("--format: '" + word + "' is no format, expected text or json");
        };
    }
}
