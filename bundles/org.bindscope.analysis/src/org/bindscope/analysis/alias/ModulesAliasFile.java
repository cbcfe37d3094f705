// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.alias;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads modules.alias, and the aliases in modules.builtin.modinfo. A line that cannot be read becomes
 * a problem, and the rest counts.
 *
 * @param lines    aliases in the file's order
 * @param problems lines that could not be read, at most {@link #MOST_PROBLEMS}
 */
public record ModulesAliasFile(List<AliasLine> lines, List<LineProblem> problems) {

    /** More problems than this are not listed. */
    public static final int MOST_PROBLEMS = 100;

    /** Copies the lists. */
    public ModulesAliasFile {
        lines = List.copyOf(lines);
        problems = List.copyOf(problems);
    }

    /**
     * Reads modules.alias.
     *
     * @param file name for places
     * @param text content
     * @return aliases and problems
     */
    public static ModulesAliasFile parse(String file, String text) {
        List<AliasLine> lines = new ArrayList<>();
        List<LineProblem> problems = new ArrayList<>();
        Map<String, String> names = new HashMap<>();
        int number = 0;
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf('\n', at);
            end = end < 0 ? text.length() : end;
            number++;
            int from = skipBlanks(text, at, end);
            if (from < end && text.charAt(from) != '#') {
                readLine(file, text, from, end, number, lines, problems, names);
            }
            at = end + 1;
        }
        return new ModulesAliasFile(lines, problems);
    }

    private static void readLine(String file, String text, int from, int end, int number, List<AliasLine> lines,
            List<LineProblem> problems, Map<String, String> names) {
        int pattern = text.startsWith("alias", from) && from + 5 < end && isBlank(text.charAt(from + 5))
                ? skipBlanks(text, from + 5, end) : end;
        int patternEnd = skipWord(text, pattern, end);
        int module = skipBlanks(text, patternEnd, end);
        int moduleEnd = skipWord(text, module, end);
        if (module == moduleEnd || skipBlanks(text, moduleEnd, end) != end) {
            problem(problems, file, number, text.substring(from, end), "expected: alias PATTERN MODULE, and no blank in either");
            return;
        }
        add(file, number, text.substring(pattern, patternEnd), text.substring(module, moduleEnd), lines, problems, names);
    }

    private static void add(String file, int number, String pattern, String module, List<AliasLine> lines,
            List<LineProblem> problems, Map<String, String> names) {
        String name = names.computeIfAbsent(module, key -> key);
        lines.add(new AliasLine(pattern, name, new FilePlace(file, number)));
        int open = pattern.indexOf('[');
        // Some modules publish a name of their own behind pci:, which fits no device and is no mistake.
        boolean pci = pattern.startsWith(PciAlias.PCI + "v") || pattern.startsWith(PciAlias.VFIO_PCI + "v");
        if (open >= 0 && Glob.setEnd(pattern, open) < 0) {
            problem(problems, file, number, pattern, "the bracket of the pattern is not closed");
        } else if (pci && open < 0 && pattern.indexOf('?') < 0 && PciAlias.parse(pattern).isEmpty()) {
            problem(problems, file, number, pattern,
                    "a PCI alias has the parts v, d, sv, sd (8 upper-case hex digits or *), bc, sc, i (2 digits or *)");
        }
    }

    /**
     * Reads the aliases of built-in modules.
     *
     * @param file name for places
     * @param text modules.builtin.modinfo with line feeds between its {@code module.key=value} strings
     * @return aliases and problems
     */
    public static ModulesAliasFile parseBuiltinModinfo(String file, String text) {
        List<AliasLine> lines = new ArrayList<>();
        List<LineProblem> problems = new ArrayList<>();
        Map<String, String> names = new HashMap<>();
        int number = 0;
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf('\n', at);
            end = end < 0 ? text.length() : end;
            number++;
            int dot = text.indexOf('.', at);
            if (dot > at && dot < end && text.startsWith("alias=", dot + 1) && dot + 7 < end) {
                add(file, number, text.substring(dot + 7, end), text.substring(at, dot), lines, problems, names);
            }
            at = end + 1;
        }
        return new ModulesAliasFile(lines, problems);
    }

    private static void problem(List<LineProblem> problems, String file, int line, String text, String message) {
        if (problems.size() < MOST_PROBLEMS) {
            problems.add(new LineProblem(new FilePlace(file, line), text, message));
        }
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r';
    }

    private static int skipBlanks(String text, int from, int end) {
        int at = from;
        while (at < end && isBlank(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int skipWord(String text, int from, int end) {
        int at = from;
        while (at < end && !isBlank(text.charAt(at))) {
            at++;
        }
        return at;
    }
}
