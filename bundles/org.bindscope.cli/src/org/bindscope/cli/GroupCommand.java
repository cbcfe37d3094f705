// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import java.io.IOException;
import java.util.Map;
import java.util.function.Supplier;

/** A command that only holds others: shows its help, with theirs in short. */
final class GroupCommand implements Command {

    private final Grammar grammar;
    private final Map<String, Supplier<Command>> commands;
    private final String footer;

    /**
     * @param grammar  its own words
     * @param commands what it holds
     * @param footer   behind the help text; empty for nothing
     */
    GroupCommand(Grammar grammar, Map<String, Supplier<Command>> commands, String footer) {
        this.grammar = grammar;
        this.commands = commands;
        this.footer = footer;
    }

    /** The commands that it holds, by name. */
    Map<String, Supplier<Command>> commands() {
        return commands;
    }

    @Override
    public Grammar grammar() {
        return grammar;
    }

    /** The help text with one line for each command. */
    String usage() {
        commands.forEach((name, maker) -> grammar.command(name, maker.get().grammar()));
        return grammar.footer(footer.isEmpty() ? new String[0] : footer.split("\n", -1)).usage();
    }

    @Override
    public int run(Words words, Console console) throws IOException {
        console.print(usage());
        return ANSWERED;
    }
}
