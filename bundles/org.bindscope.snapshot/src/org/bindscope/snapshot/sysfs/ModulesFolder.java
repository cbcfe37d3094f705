// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.bindscope.model.Machine;
import org.bindscope.model.TextFile;
import org.bindscope.snapshot.text.TextKind;
import org.bindscope.snapshot.tree.TreePaths;

/**
 * The folder of the modules of the kernel that ran, among those that the inputs have.
 *
 * @param reading the input that has it
 * @param path    where in that input; for a list of aliases without folder the list's own path
 */
record ModulesFolder(Reading reading, String path) {

    /** Reads the texts of all inputs, the lists of modules among them. */
    static Optional<ModulesFolder> read(List<Reading> readings, Map<Reading, TextSources> sources, Machine machine) {
        Optional<String> release = Optional.ofNullable(machine.getProvenance().getKernelRelease());
        Map<String, TextFile> texts = new TreeMap<>();
        List<ModulesFolder> folders = new ArrayList<>();
        List<TextFileReader> readers = new ArrayList<>();
        for (Reading reading : readings) {
            TextFileReader reader = new TextFileReader(reading, sources.get(reading), texts);
            reader.read(release);
            readers.add(reader);
            reader.modulesFolders().forEach(path -> folders.add(new ModulesFolder(reading, path)));
            if (reading.input().text().filter(TextKind.MODULES_ALIAS::equals).isPresent()) {
                folders.add(new ModulesFolder(reading, reading.input().file().orElseThrow()));
            }
        }
        Optional<ModulesFolder> chosen = choose(folders, release);
        chosen.ifPresent(folder -> {
            TextFileReader reader = readers.get(readings.indexOf(folder.reading()));
            if (folder.isLoneList()) {
                reader.readAliases(folder.path());
            } else {
                reader.readModules(folder.path());
            }
        });
        machine.getTextFiles().addAll(texts.values());
        return chosen;
    }

    /** That of the kernel's release; the only one where the release is not known; one whose name tells no release. */
    private static Optional<ModulesFolder> choose(List<ModulesFolder> folders, Optional<String> release) {
        Optional<ModulesFolder> same = folders.stream()
                .filter(folder -> release.isPresent() ? folder.name().equals(release.get()) : folders.size() == 1).findFirst();
        if (same.isPresent() || folders.isEmpty()) {
            return same;
        }
        Optional<ModulesFolder> unnamed = folders.stream().filter(folder -> !Character.isDigit(folder.name().charAt(0))).findFirst();
        ModulesFolder first = unnamed.orElse(folders.get(0));
        first.reading().warning(first.path(), unnamed.isPresent()
                ? first.path() + " does not tell which kernel it belongs to; it is taken for that of the kernel "
                        + release.orElse("whose release is not known") + '.'
                : TreePaths.parent(first.path()) + " has no folder of the kernel " + release.orElse("whose release is not known")
                        + "; the lists of other kernels were left out.");
        return unnamed;
    }

    private String name() {
        return TreePaths.name(path);
    }

    private boolean isLoneList() {
        return reading.input().file().filter(path::equals).isPresent();
    }

    /** The list of built-in modules, for the input that has it. */
    Optional<String> builtin(Reading other) {
        String list = TreePaths.join(path, "modules.builtin");
        return other == reading && !isLoneList() && reading.files().exists(list) ? Optional.of(list) : Optional.empty();
    }

    /** Reads the id entries of the modules that are in the kernel. */
    void readAliases() {
        AliasReader aliases = new AliasReader(reading);
        aliases.readAliases(isLoneList() ? path : TreePaths.join(path, "modules.alias"));
        if (!isLoneList()) {
            aliases.readModinfo(TreePaths.join(path, "modules.builtin.modinfo"));
        }
    }
}
