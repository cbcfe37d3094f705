// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import java.io.IOException;

/** One command. */
interface Command {

    /** Answered. */
    int ANSWERED = 0;
    /** Answered, and something is wrong. */
    int SOMETHING_WRONG = 1;
    /** The input or the words were bad. */
    int BAD_INPUT = 2;

    /** The words that it takes. */
    Grammar grammar();

    /**
     * Answers.
     *
     * @param words   what was asked, as the grammar allows it
     * @param console where the answer goes
     * @return {@link #ANSWERED} or {@link #SOMETHING_WRONG}
     * @throws CommandException when input or words are bad
     * @throws IOException      when the answer cannot be written
     */
    int run(Words words, Console console) throws CommandException, IOException;
}
