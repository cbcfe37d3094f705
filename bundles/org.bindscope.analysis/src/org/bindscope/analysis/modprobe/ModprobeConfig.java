// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.modprobe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.bindscope.analysis.alias.FilePlace;
import org.bindscope.analysis.alias.Glob;
import org.bindscope.analysis.alias.LineProblem;
import org.bindscope.analysis.alias.ModuleNames;

/**
 * The configuration of modprobe: modprobe.d, modules.softdep and the kernel command line, read as
 * libkmod reads them (driver-match, section 12.5). Immutable.
 */
public final class ModprobeConfig {

    /** More lines than this of one file are not read. */
    private static final int MOST_LINES = 100_000;

    /** The directories, the one that wins first. */
    private static final List<String> DIRECTORIES = List.of("etc/modprobe.d", "run/modprobe.d",
            "usr/local/lib/modprobe.d", "usr/lib/modprobe.d", "lib/modprobe.d");

    private final List<Directive> directives;
    private final List<LineProblem> problems;
    private final List<String> shadowed;
    private final Map<String, List<Directive.Options>> options = new HashMap<>();
    private final Map<String, Directive.Blacklist> blacklist = new HashMap<>();

    private ModprobeConfig(List<Directive> directives, List<LineProblem> problems, List<String> shadowed) {
        this.directives = List.copyOf(directives);
        this.problems = List.copyOf(problems);
        this.shadowed = List.copyOf(shadowed);
        for (Directive directive : directives) {
            if (directive instanceof Directive.Options each) {
                options.computeIfAbsent(each.module(), key -> new ArrayList<>()).add(each);
            } else if (directive instanceof Directive.Blacklist each) {
                blacklist.putIfAbsent(each.module(), each);
            }
        }
    }

    /**
     * Reads a configuration.
     *
     * @param files       files of the modprobe.d directories, in any order
     * @param softdeps    modules.softdep; empty where not captured
     * @param commandLine the kernel command line
     * @return the configuration
     */
    public static ModprobeConfig of(List<ConfigText> files, Optional<ConfigText> softdeps,
            KernelCommandLine commandLine) {
        List<Directive> directives = new ArrayList<>();
        List<LineProblem> problems = new ArrayList<>();
        List<String> shadowed = new ArrayList<>();
        Map<String, ConfigText> byName = new TreeMap<>();
        for (ConfigText file : files) {
            if (!file.fileName().endsWith(".conf")) {
                problems.add(new LineProblem(new FilePlace(file.path(), 1), file.fileName(),
                        "modprobe reads only files whose names end in .conf, so this one has no effect"));
                continue;
            }
            ConfigText other = byName.get(file.fileName());
            if (other == null) {
                byName.put(file.fileName(), file);
            } else {
                boolean wins = rank(file) < rank(other);
                byName.put(file.fileName(), wins ? file : other);
                shadowed.add((wins ? other : file).path());
            }
        }
        byName.values().forEach(file -> parse(file, directives, problems));
        softdeps.ifPresent(file -> parse(file, directives, problems));
        directives.addAll(commandLine.directives());
        return new ModprobeConfig(directives, problems, shadowed);
    }

    private static int rank(ConfigText file) {
        for (int i = 0; i < DIRECTORIES.size(); i++) {
            if (file.path().startsWith(DIRECTORIES.get(i) + "/")) {
                return i;
            }
        }
        return DIRECTORIES.size();
    }

    private static void parse(ConfigText file, List<Directive> directives, List<LineProblem> problems) {
        String text = file.text();
        int number = 0;
        int at = 0;
        while (at < text.length() && number < MOST_LINES) {
            StringBuilder line = new StringBuilder();
            int first = number + 1;
            boolean more = true;
            while (more && at < text.length()) {
                int end = text.indexOf('\n', at);
                end = end < 0 ? text.length() : end;
                number++;
                more = end > at && text.charAt(end - 1) == '\\';
                line.append(text, at, more ? end - 1 : end);
                at = end + 1;
            }
            directive(new FilePlace(file.path(), first), line.toString().strip(), directives, problems);
        }
    }

    private static void directive(FilePlace place, String line, List<Directive> directives, List<LineProblem> problems) {
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        String[] words = line.split("[ \t\r]+");
        switch (words[0]) {
            case "alias":
                if (need(words, 3, 3, "alias PATTERN MODULE", place, line, problems)) {
                    directives.add(new Directive.Alias(ModuleNames.normalize(words[1]), ModuleNames.normalize(words[2]), place));
                }
                break;
            case "blacklist":
                if (need(words, 2, 2, "blacklist MODULE", place, line, problems)) {
                    directives.add(new Directive.Blacklist(ModuleNames.normalize(words[1]), place));
                }
                break;
            case "options":
                if (need(words, 3, Integer.MAX_VALUE, "options MODULE PARAMETER=VALUE …", place, line, problems)) {
                    directives.add(new Directive.Options(ModuleNames.normalize(words[1]),
                            List.of(words).subList(2, words.length), place));
                }
                break;
            case "install":
                if (need(words, 3, Integer.MAX_VALUE, "install MODULE COMMAND", place, line, problems)) {
                    String command = line.substring(line.indexOf(words[1], words[0].length()) + words[1].length()).strip();
                    directives.add(new Directive.Install(ModuleNames.normalize(words[1]), command, place));
                }
                break;
            case "softdep":
                if (need(words, 3, Integer.MAX_VALUE, "softdep MODULE pre: MODULES post: MODULES", place, line, problems)) {
                    softdep(words, place, directives);
                }
                break;
            case "remove", "weakdep":
                break;
            default:
                problems.add(new LineProblem(place, line,
                        "\"" + words[0] + "\" is no command of modprobe.d; expected alias, blacklist, options, install, remove, softdep or weakdep"));
        }
    }

    private static boolean need(String[] words, int least, int most, String form, FilePlace place, String line,
            List<LineProblem> problems) {
        if (words.length >= least && words.length <= most) {
            return true;
        }
        problems.add(new LineProblem(place, line, "expected: " + form));
        return false;
    }

    /** Names before the first of the words pre: and post: have no effect, as in libkmod. */
    private static void softdep(String[] words, FilePlace place, List<Directive> directives) {
        List<String> pre = new ArrayList<>();
        List<String> post = new ArrayList<>();
        List<String> into = null;
        for (int i = 2; i < words.length; i++) {
            if (words[i].equals("pre:")) {
                into = pre;
            } else if (words[i].equals("post:")) {
                into = post;
            } else if (into != null) {
                into.add(ModuleNames.normalize(words[i]));
            }
        }
        directives.add(new Directive.Softdep(ModuleNames.normalize(words[1]), pre, post, place));
    }

    /**
     * Everything in the order in which it counts.
     *
     * @return directives
     */
    public List<Directive> directives() {
        return directives;
    }

    /**
     * Lines that could not be read.
     *
     * @return with file and line
     */
    public List<LineProblem> problems() {
        return problems;
    }

    /**
     * Files that have no effect because a directory that wins has a file of the same name.
     *
     * @return paths
     */
    public List<String> shadowed() {
        return shadowed;
    }

    /**
     * Aliases whose pattern a request fits.
     *
     * @param request normalised request
     * @return in their order
     */
    public List<Directive.Alias> aliases(String request) {
        return directives.stream().filter(Directive.Alias.class::isInstance).map(Directive.Alias.class::cast)
                .filter(alias -> Glob.matches(alias.pattern(), request)).toList();
    }

    /**
     * The line that keeps a module from being loaded by an alias.
     *
     * @param module name with underscores
     * @return empty when it may be loaded
     */
    public Optional<Directive.Blacklist> blacklisted(String module) {
        return Optional.ofNullable(blacklist.get(module));
    }

    /**
     * The option by which the kernel refuses a module; it compares the exact internal name.
     *
     * @param module name with underscores
     * @return empty when the kernel takes it
     */
    public Optional<Directive.KernelDeny> denied(String module) {
        return directives.stream().filter(Directive.KernelDeny.class::isInstance).map(Directive.KernelDeny.class::cast)
                .filter(deny -> deny.module().equals(module)).findFirst();
    }

    /**
     * The first softdep line that fits a module.
     *
     * @param module name with underscores
     * @return empty when there is none
     */
    public Optional<Directive.Softdep> softdep(String module) {
        return directives.stream().filter(Directive.Softdep.class::isInstance).map(Directive.Softdep.class::cast)
                .filter(softdep -> Glob.matches(softdep.module(), module)).findFirst();
    }

    /**
     * The first install line that fits a module.
     *
     * @param module name with underscores
     * @return empty when there is none
     */
    public Optional<Directive.Install> install(String module) {
        return directives.stream().filter(Directive.Install.class::isInstance).map(Directive.Install.class::cast)
                .filter(install -> Glob.matches(install.module(), module)).findFirst();
    }

    /**
     * The options of a module.
     *
     * @param module name, with {@code -} or {@code _}
     * @return in the order in which they are passed
     */
    public List<Directive.Options> options(String module) {
        return options.getOrDefault(ModuleNames.normalize(module), List.of());
    }

    /**
     * A parameter that is passed to a module.
     *
     * @param name  parameter
     * @param value text behind {@code =}; empty where there is none
     * @param place where it stands
     */
    public record Parameter(String name, String value, FilePlace place) {
    }

    /**
     * All values of one parameter; the last one counts for parameters that hold one value.
     *
     * @param module    module
     * @param parameter name of the parameter
     * @return in their order
     */
    public List<Parameter> parameter(String module, String parameter) {
        List<Parameter> result = new ArrayList<>();
        for (Directive.Options line : options(module)) {
            for (String text : line.parameters()) {
                int equals = text.indexOf('=');
                String name = equals < 0 ? text : text.substring(0, equals);
                if (name.equals(parameter)) {
                    result.add(new Parameter(name, equals < 0 ? "" : text.substring(equals + 1), line.place()));
                }
            }
        }
        return result;
    }
}
