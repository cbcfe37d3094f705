// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The words that one command takes, and its help text: picocli's model of a command, built by calls.
 * Annotations are not used, because examining them costs every start of the program, which runs once
 * for each snapshot, more than the reading of a small snapshot.
 */
final class Grammar {

    private static final int HELP_WIDTH = 100;

    private final CommandSpec spec = CommandSpec.create();
    private final String name;
    private final String title;
    private int operands;

    /**
     * @param name    the whole name, for example {@code bindscope inspect}
     * @param summary lines that say what the command does
     */
    Grammar(String name, String... summary) {
        this.name = name;
        this.title = summary[0];
        spec.name(name);
        spec.usageMessage().description(summary).sortOptions(false).abbreviateSynopsis(true).width(HELP_WIDTH)
                .parameterListHeading("%n").optionListHeading("%n").commandListHeading("%nCommands:%n");
    }

    String name() {
        return name;
    }

    /** The first line of what the command does. */
    String title() {
        return title;
    }

    /** Adds an operand that must be given once. */
    Grammar operand(String label, String help) {
        spec.addPositional(PositionalParamSpec.builder().index(Integer.toString(operands++)).arity("1").required(true)
                .paramLabel(label).description(help).type(String.class).build());
        return this;
    }

    /** Adds an operand that may be left out; no other can follow. */
    Grammar optionalOperand(String label, String help) {
        spec.addPositional(PositionalParamSpec.builder().index(Integer.toString(operands++)).arity("0..1")
                .paramLabel(label).description(help).type(String.class).build());
        return this;
    }

    /** Adds an operand that must be given at least once; no other can follow. */
    Grammar operands(String label, String help) {
        spec.addPositional(PositionalParamSpec.builder().index(operands++ + "..*").arity("1..*").required(true)
                .paramLabel(label).description(help).type(List.class).auxiliaryTypes(String.class).build());
        return this;
    }

    /** Adds an option without value; names are parted by commas, the long one last. */
    Grammar flag(String names, String... help) {
        spec.addOption(OptionSpec.builder(names.split(",")).arity("0").description(help).type(boolean.class).build());
        return this;
    }

    /** Adds an option with a value. */
    Grammar value(String names, String label, String... help) {
        spec.addOption(OptionSpec.builder(names.split(",")).arity("1").paramLabel(label).description(help)
                .type(String.class).build());
        return this;
    }

    /** Adds an option with a value that may be given more than once. */
    Grammar values(String names, String label, String... help) {
        spec.addOption(OptionSpec.builder(names.split(",")).arity("1").paramLabel(label).description(help)
                .type(List.class).auxiliaryTypes(String.class).build());
        return this;
    }

    /** Adds a command below this one, for the help text. */
    Grammar command(String word, Grammar inner) {
        inner.spec.usageMessage().header(inner.title);
        spec.addSubcommand(word, inner.spec);
        return this;
    }

    /** Adds lines behind the help text. */
    Grammar footer(String... lines) {
        spec.usageMessage().footer(lines);
        return this;
    }

    /**
     * Sorts the words of a command line.
     *
     * @param args all words
     * @param from index of the first word behind the command's name
     * @return the words by option, and the operands
     * @throws CommandException naming the word that does not fit and what would
     */
    Words parse(String[] args, int from) throws CommandException {
        ParseResult result;
        try {
            result = commandLine().parseArgs(Arrays.copyOfRange(args, from, args.length));
        } catch (UnmatchedArgumentException e) {
            throw unmatched(e.getUnmatched().get(0));
        } catch (MissingParameterException e) {
            throw missing(e.getMissing().get(0));
        } catch (OverwrittenOptionException e) {
            throw fault("option " + longName((OptionSpec) e.getOverwritten()) + " is given twice");
        } catch (ParameterException e) {
            throw fault(e.getMessage());
        }
        Words words = new Words();
        for (OptionSpec option : result.matchedOptionsSet()) {
            if (option.arity().max() == 0) {
                words.put(longName(option), "");
            } else {
                option.stringValues().forEach(value -> words.put(longName(option), value));
            }
        }
        for (PositionalParamSpec operand : result.matchedPositionalsSet()) {
            operand.stringValues().forEach(words::operand);
        }
        return words;
    }

    /** The help text. */
    String usage() {
        return commandLine().getUsageMessage(Ansi.OFF);
    }

    private CommandLine commandLine() {
        // A word that starts with @ is a file's name here, and a $ in a help text is a $.
        return new CommandLine(spec).setExpandAtFiles(false).setInterpolateVariables(false)
                .setUnmatchedOptionsArePositionalParams(false).setUnmatchedOptionsAllowedAsOptionParameters(true);
    }

    private CommandException unmatched(String word) {
        if (word.length() < 2 || word.charAt(0) != '-') {
            return fault("unexpected word '" + word + "'");
        }
        int equals = word.indexOf('=');
        String option = equals < 0 ? word : word.substring(0, equals);
        if (spec.findOption(option) != null) {
            return fault("option " + option + " takes no value");
        }
        return fault("unknown option '" + option + "', expected one of "
                + spec.options().stream().map(Grammar::longName).collect(Collectors.joining(", ")));
    }

    private CommandException missing(ArgSpec what) {
        return what instanceof OptionSpec option
                ? fault("option " + longName(option) + " needs " + option.paramLabel())
                : fault("missing " + what.paramLabel());
    }

    private static String longName(OptionSpec option) {
        return option.longestName();
    }

    private CommandException fault(String what) {
        return new CommandException(what + " (see " + name + " --help)");
    }
}
