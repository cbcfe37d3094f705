// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The words that one command takes, and its help text. Small on purpose: a library that examines
 * annotations took more time than reading a snapshot (0.15 to 0.3 s of 0.5 s, measured on Java 17
 * with and without class data sharing), and this program is run once for each snapshot.
 *
 * <p>Options stand before, between or behind operands. The value of an option is the next word, or
 * what follows an equals sign; short options without value may be written together ({@code -sf}). Two
 * hyphens end the options.
 */
final class Grammar {

    /**
     * One option.
     *
     * @param names      with their hyphens, the long one last
     * @param value      what to call its value; null for an option without one
     * @param repeatable whether it may be given more than once
     * @param help       lines of help
     */
    record Option(List<String> names, String value, boolean repeatable, List<String> help) {

        /** The name that stands for the option. */
        String key() {
            return names.get(names.size() - 1);
        }
    }

    private static final int OPERANDS_WITHOUT_LIMIT = Integer.MAX_VALUE;

    private final String name;
    private final List<String> summary;
    private final List<Option> options = new ArrayList<>();
    private final Map<String, Option> byName = new LinkedHashMap<>();
    private final List<String[]> operandHelp = new ArrayList<>();
    private final StringBuilder operandUsage = new StringBuilder();
    private int fewest;
    private int most;

    /**
     * @param name    the whole name, for example {@code bindscope inspect}
     * @param summary lines that say what the command does
     */
    Grammar(String name, String... summary) {
        this.name = name;
        this.summary = List.of(summary);
    }

    String name() {
        return name;
    }

    /** The first line of what the command does. */
    String title() {
        return summary.get(0);
    }

    /** Adds an operand that must be given once. */
    Grammar operand(String label, String help) {
        fewest++;
        most++;
        operandUsage.append(' ').append(label);
        operandHelp.add(new String[] {label, help});
        return this;
    }

    /** Adds an operand that must be given at least once; no other can follow. */
    Grammar operands(String label, String help) {
        fewest++;
        most = OPERANDS_WITHOUT_LIMIT;
        operandUsage.append(' ').append(label).append("...");
        operandHelp.add(new String[] {label, help});
        return this;
    }

    /** Says in the help text that a command follows; which one is settled before the words are sorted. */
    Grammar commandFollows() {
        operandUsage.append(" COMMAND [WORD]...");
        return this;
    }

    /** Adds an option without value; names are parted by commas, the long one last. */
    Grammar flag(String names, String... help) {
        return add(names, null, false, help);
    }

    /** Adds an option with a value. */
    Grammar value(String names, String label, String... help) {
        return add(names, label, false, help);
    }

    /** Adds an option with a value that may be given more than once. */
    Grammar values(String names, String label, String... help) {
        return add(names, label, true, help);
    }

    private Grammar add(String names, String label, boolean repeatable, String... help) {
        List<String> list = new ArrayList<>();
        int from = 0;
        for (int comma = names.indexOf(','); comma >= 0; comma = names.indexOf(',', from)) {
            list.add(names.substring(from, comma));
            from = comma + 1;
        }
        list.add(names.substring(from));
        Option option = new Option(list, label, repeatable, List.of(help));
        options.add(option);
        list.forEach(each -> byName.put(each, option));
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
        Words words = new Words();
        boolean ended = false;
        for (int i = from; i < args.length; i++) {
            String word = args[i];
            if (ended || word.length() < 2 || word.charAt(0) != '-') {
                words.operand(word);
            } else if (word.equals("--")) {
                ended = true;
            } else {
                i = option(args, i, words);
            }
        }
        int count = words.operands().size();
        if (count < fewest) {
            throw fault("missing " + operandHelp.get(Math.min(count, operandHelp.size() - 1))[0]);
        }
        if (count > most) {
            throw fault("unexpected word '" + words.operands().get(most) + "'");
        }
        return words;
    }

    /** Takes the option at a place; returns the index of the last word that belongs to it. */
    private int option(String[] args, int at, Words words) throws CommandException {
        String word = args[at];
        int equals = word.indexOf('=');
        String key = equals < 0 ? word : word.substring(0, equals);
        Option option = byName.get(key);
        if (option == null && word.charAt(1) != '-' && word.length() > 2 && equals < 0) {
            return together(args, at, words);
        }
        if (option == null) {
            throw fault("unknown option '" + key + "', expected one of " + allNames());
        }
        if (option.value() == null) {
            if (equals >= 0) {
                throw fault("option " + key + " takes no value");
            }
            words.put(option.key(), "");
            return at;
        }
        if (equals < 0 && at + 1 >= args.length) {
            throw fault("option " + key + " needs " + option.value());
        }
        if (!option.repeatable() && words.has(option.key())) {
            throw fault("option " + key + " is given twice");
        }
        words.put(option.key(), equals >= 0 ? word.substring(equals + 1) : args[at + 1]);
        return equals >= 0 ? at : at + 1;
    }

    /** Short options written together; the value of the last one is the next word. */
    private int together(String[] args, int at, Words words) throws CommandException {
        String word = args[at];
        for (int i = 1; i < word.length(); i++) {
            Option option = byName.get("-" + word.charAt(i));
            if (option == null || option.value() != null && i < word.length() - 1) {
                throw fault("unknown option '" + word + "', expected one of " + allNames());
            }
            if (option.value() != null) {
                if (at + 1 >= args.length) {
                    throw fault("option -" + word.charAt(i) + " needs " + option.value());
                }
                words.put(option.key(), args[at + 1]);
                return at + 1;
            }
            words.put(option.key(), "");
        }
        return at;
    }

    private String allNames() {
        StringBuilder names = new StringBuilder();
        for (Option option : options) {
            names.append(names.length() == 0 ? "" : ", ").append(option.key());
        }
        return names.toString();
    }

    private CommandException fault(String what) {
        return new CommandException(what + " (see " + name + " --help)");
    }

    /** The help text. */
    String usage() {
        StringBuilder text = new StringBuilder("Usage: ").append(name).append(options.isEmpty() ? "" : " [OPTION]...")
                .append(operandUsage).append('\n');
        for (String line : summary) {
            text.append(line).append('\n');
        }
        List<String[]> rows = new ArrayList<>(operandHelp);
        int split = rows.size();
        for (Option option : options) {
            String head = String.join(", ", option.names()) + (option.value() == null ? "" : " " + option.value());
            for (int i = 0; i < option.help().size(); i++) {
                rows.add(new String[] {i == 0 ? (option.names().size() == 1 ? "    " : "") + head : "", option.help().get(i)});
            }
        }
        rows(text, rows.subList(0, split));
        rows(text, rows.subList(split, rows.size()));
        return text.toString();
    }

    /** Appends two columns with an empty line before them. */
    static void rows(StringBuilder text, List<String[]> rows) {
        int width = 0;
        for (String[] row : rows) {
            width = Math.max(width, row[0].length());
        }
        String sign = "\n";
        for (String[] row : rows) {
            text.append(sign).append("  ").append(row[0]).append(" ".repeat(width - row[0].length() + 2)).append(row[1]).append('\n');
            sign = "";
        }
    }
}
