// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.modprobe;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bindscope.analysis.alias.FilePlace;
import org.bindscope.analysis.alias.ModuleNames;

/**
 * The options of a kernel command line.
 *
 * @param options in their order; parts between double quotes belong together
 */
public record KernelCommandLine(List<Option> options) {

    /** File name for places. */
    public static final String FILE = "proc/cmdline";

    private static final FilePlace PLACE = new FilePlace(FILE, 1);

    /**
     * One option.
     *
     * @param name  text before the first {@code =}
     * @param value text behind it; empty for an option without {@code =}
     */
    public record Option(String name, Optional<String> value) {
    }

    /** Copies the list. */
    public KernelCommandLine {
        options = List.copyOf(options);
    }

    /**
     * Splits a command line.
     *
     * @param text one line
     * @return its options
     */
    public static KernelCommandLine parse(String text) {
        List<Option> options = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : ' ';
            if (c == '"') {
                quoted = !quoted;
            } else if ((c == ' ' || c == '\n' || c == '\t') && (!quoted || i == text.length())) {
                if (word.length() > 0) {
                    options.add(option(word.toString()));
                    word.setLength(0);
                }
            } else {
                word.append(c);
            }
        }
        return new KernelCommandLine(options);
    }

    private static Option option(String word) {
        int equals = word.indexOf('=');
        return equals < 0 ? new Option(word, Optional.empty())
                : new Option(word.substring(0, equals), Optional.of(word.substring(equals + 1)));
    }

    /**
     * The last value of an option; in names {@code -} and {@code _} are equal, as the kernel compares them.
     *
     * @param name for example {@code iommu}
     * @return empty when the option is absent or has no value
     */
    public Optional<String> value(String name) {
        String wanted = ModuleNames.normalize(name);
        return options.stream().filter(option -> ModuleNames.normalize(option.name()).equals(wanted))
                .reduce((first, second) -> second).flatMap(Option::value);
    }

    /**
     * Whether an option is there, with or without a value.
     *
     * @param name the option
     * @return true if it is
     */
    public boolean has(String name) {
        String wanted = ModuleNames.normalize(name);
        return options.stream().anyMatch(option -> ModuleNames.normalize(option.name()).equals(wanted));
    }

    /**
     * What libkmod and the kernel take from the command line for modules.
     *
     * @return directives in the line's order
     */
    public List<Directive> directives() {
        List<Directive> result = new ArrayList<>();
        for (Option option : options) {
            String value = option.value().orElse("");
            if (option.name().equals("modprobe.blacklist")) {
                for (String module : value.split(",")) {
                    if (!module.isEmpty()) {
                        result.add(new Directive.Blacklist(ModuleNames.normalize(module), PLACE));
                    }
                }
            } else if (option.name().equals("module_blacklist")) {
                for (String module : value.split(",")) {
                    if (!module.isEmpty()) {
                        result.add(new Directive.KernelDeny(module, PLACE));
                    }
                }
            } else {
                int dot = option.name().indexOf('.');
                if (dot > 0 && dot < option.name().length() - 1) {
                    result.add(new Directive.Options(ModuleNames.normalize(option.name().substring(0, dot)), List.of(
                            option.name().substring(dot + 1) + option.value().map(text -> "=" + text).orElse("")), PLACE));
                }
            }
        }
        return result;
    }
}
