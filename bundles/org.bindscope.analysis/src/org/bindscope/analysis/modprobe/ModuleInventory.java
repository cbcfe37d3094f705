// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.modprobe;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bindscope.analysis.alias.FilePlace;
import org.bindscope.analysis.alias.LineProblem;
import org.bindscope.analysis.alias.ModuleNames;

/**
 * Which modules a kernel has: modules.dep and modules.builtin. Immutable.
 *
 * @param dependencies for each loadable module what it needs, nearest first
 * @param builtin      built-in modules with their line, in the order of the file
 * @param dependencyFile path of modules.dep; empty where not captured
 * @param problems     lines that could not be read
 */
public record ModuleInventory(Map<String, List<String>> dependencies, Map<String, FilePlace> builtin,
        Optional<String> dependencyFile, List<LineProblem> problems) {

    private static final int MOST_PROBLEMS = 100;

    /** Copies the collections. */
    public ModuleInventory {
        dependencies = Collections.unmodifiableMap(new HashMap<>(dependencies));
        builtin = Collections.unmodifiableMap(new LinkedHashMap<>(builtin));
        problems = List.copyOf(problems);
    }

    /**
     * Reads both files.
     *
     * @param dep     modules.dep; empty where not captured
     * @param builtin modules.builtin; empty where not captured
     * @return the inventory
     */
    public static ModuleInventory parse(Optional<ConfigText> dep, Optional<ConfigText> builtin) {
        Map<String, List<String>> dependencies = new HashMap<>();
        Map<String, FilePlace> builtins = new LinkedHashMap<>();
        List<LineProblem> problems = new ArrayList<>();
        dep.ifPresent(file -> {
            int number = 0;
            for (String line : file.text().split("\n", -1)) {
                number++;
                int colon = line.indexOf(':');
                if (line.isBlank()) {
                    continue;
                }
                if (colon <= 0) {
                    if (problems.size() < MOST_PROBLEMS) {
                        problems.add(new LineProblem(new FilePlace(file.path(), number), line, "expected: PATH: PATHS"));
                    }
                    continue;
                }
                List<String> needs = new ArrayList<>();
                for (String path : line.substring(colon + 1).split(" ")) {
                    if (!path.isBlank()) {
                        needs.add(ModuleNames.ofPath(path.strip()));
                    }
                }
                dependencies.put(ModuleNames.ofPath(line.substring(0, colon)), List.copyOf(needs));
            }
        });
        builtin.ifPresent(file -> {
            int number = 0;
            for (String line : file.text().split("\n", -1)) {
                number++;
                if (!line.isBlank()) {
                    builtins.putIfAbsent(ModuleNames.ofPath(line.strip()), new FilePlace(file.path(), number));
                }
            }
        });
        return new ModuleInventory(dependencies, builtins, dep.map(ConfigText::path), problems);
    }

    /**
     * Whether a module can be loaded from a file.
     *
     * @param module name with underscores
     * @return false for unknown and built-in modules; true when modules.dep was not captured, since then
     *         nothing speaks against it
     */
    public boolean loadable(String module) {
        return dependencyFile.isEmpty() ? !builtin.containsKey(module) : dependencies.containsKey(module);
    }
}
