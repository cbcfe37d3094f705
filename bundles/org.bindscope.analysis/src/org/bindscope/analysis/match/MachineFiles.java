// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bindscope.analysis.alias.AliasLine;
import org.bindscope.analysis.alias.FilePlace;
import org.bindscope.analysis.alias.LineProblem;
import org.bindscope.analysis.alias.ModaliasIndex;
import org.bindscope.analysis.alias.ModuleNames;
import org.bindscope.analysis.alias.ModulesAliasFile;
import org.bindscope.analysis.alias.PciAlias;
import org.bindscope.analysis.modprobe.ConfigText;
import org.bindscope.analysis.modprobe.KernelCommandLine;
import org.bindscope.analysis.modprobe.ModprobeConfig;
import org.bindscope.analysis.modprobe.ModuleInventory;
import org.bindscope.model.Machine;
import org.bindscope.model.TextFile;
import org.bindscope.model.TextFileKind;

/**
 * The files of a machine that user space's part of the verdict is read from, read and indexed once.
 *
 * @param aliases         modules.alias; empty where not captured
 * @param builtinAliases  aliases of built-in modules
 * @param aliasesCaptured whether modules.alias was captured
 * @param configFiles     files of modprobe.d
 * @param softdeps        modules.softdep
 * @param inventory       modules.dep and modules.builtin
 * @param commandLine     the kernel command line
 * @param loadOrder       loaded modules with their line in proc/modules, oldest first; empty where not captured
 * @param log             the kernel log
 * @param problems        lines of modules.alias, modules.dep and modinfo that could not be read
 */
public record MachineFiles(ModaliasIndex aliases, ModaliasIndex builtinAliases, boolean aliasesCaptured,
        List<ConfigText> configFiles, Optional<ConfigText> softdeps, ModuleInventory inventory,
        KernelCommandLine commandLine, Map<String, FilePlace> loadOrder, Optional<ConfigText> log,
        List<LineProblem> problems) {

    /** Copies the collections. */
    public MachineFiles {
        configFiles = List.copyOf(configFiles);
        loadOrder = Collections.unmodifiableMap(new LinkedHashMap<>(loadOrder));
        problems = List.copyOf(problems);
    }

    /**
     * Reads the files of a machine.
     *
     * @param machine the facts
     * @return its files
     */
    public static MachineFiles of(Machine machine) {
        List<LineProblem> problems = new ArrayList<>();
        Optional<ConfigText> alias = text(machine, TextFileKind.MODULES_ALIAS);
        List<AliasLine> lines = alias.map(file -> ModulesAliasFile.parse(file.path(), file.text())).map(parsed -> {
            problems.addAll(parsed.problems());
            return parsed.lines();
        }).orElse(List.of());
        List<AliasLine> builtin = text(machine, TextFileKind.MODULES_BUILTIN_MODINFO)
                .map(file -> ModulesAliasFile.parseBuiltinModinfo(file.path(), file.text())).map(parsed -> {
                    problems.addAll(parsed.problems());
                    return parsed.lines();
                }).orElse(List.of());
        ModuleInventory inventory = ModuleInventory.parse(text(machine, TextFileKind.MODULES_DEP),
                text(machine, TextFileKind.MODULES_BUILTIN));
        problems.addAll(inventory.problems());
        String commandLine = machine.getProvenance() == null ? null : machine.getProvenance().getCommandLine();
        return new MachineFiles(new ModaliasIndex(lines), new ModaliasIndex(builtin), alias.isPresent(),
                texts(machine, TextFileKind.MODPROBE_CONFIG), text(machine, TextFileKind.MODULES_SOFTDEP), inventory,
                KernelCommandLine.parse(commandLine == null ? "" : commandLine), loadOrder(machine),
                text(machine, TextFileKind.KERNEL_LOG), problems);
    }

    /** proc/modules lists the newest module first. */
    private static Map<String, FilePlace> loadOrder(Machine machine) {
        Optional<ConfigText> file = text(machine, TextFileKind.PROC_MODULES);
        List<String> names = new ArrayList<>();
        List<FilePlace> places = new ArrayList<>();
        file.ifPresent(each -> {
            int number = 0;
            for (String line : each.text().split("\n")) {
                number++;
                int blank = line.indexOf(' ');
                if (blank > 0) {
                    names.add(ModuleNames.normalize(line.substring(0, blank)));
                    places.add(new FilePlace(each.path(), number));
                }
            }
        });
        Map<String, FilePlace> order = new LinkedHashMap<>();
        for (int i = names.size() - 1; i >= 0; i--) {
            order.put(names.get(i), places.get(i));
        }
        return order;
    }

    /**
     * The captured files of one kind that could be read.
     *
     * @param machine the facts
     * @param kind    which files
     * @return in the model's order
     */
    public static List<ConfigText> texts(Machine machine, TextFileKind kind) {
        List<ConfigText> found = new ArrayList<>();
        for (TextFile file : machine.getTextFiles()) {
            if (file.getKind() == kind && !file.isUnreadable() && file.getText() != null) {
                found.add(new ConfigText(file.getPath() == null ? kind.getName() : file.getPath(), file.getText()));
            }
        }
        return found;
    }

    private static Optional<ConfigText> text(Machine machine, TextFileKind kind) {
        return texts(machine, kind).stream().findFirst();
    }

    /**
     * The configuration of modprobe with another command line.
     *
     * @param line the command line
     * @return modprobe.d, modules.softdep and that line
     */
    ModprobeConfig config(KernelCommandLine line) {
        return ModprobeConfig.of(configFiles, softdeps, line);
    }

    /** The id table that an index's aliases show for a module; cached by the caller. */
    static List<IdTableEntry> table(ModaliasIndex index, String module) {
        Map<AliasLine, IdTableEntry> entries = new LinkedHashMap<>();
        for (AliasLine line : index.pciAliasesOf(module)) {
            PciAlias.parse(ModuleNames.normalize(line.pattern())).ifPresent(alias -> entries.put(line, entry(alias, line.place())));
        }
        return List.copyOf(entries.values());
    }

    private static IdTableEntry entry(PciAlias alias, FilePlace place) {
        return new IdTableEntry((int) alias.vendor(), (int) alias.device(), (int) alias.subvendor(),
                (int) alias.subdevice(), alias.classCode(), alias.classMask(), alias.prefix().equals(PciAlias.VFIO_PCI), 0,
                Optional.of(place));
    }

    /** Dynamic ids that the kernel log shows vfio-pci adding from its parameter ids=. */
    List<IdTableEntry> loggedVfioIds() {
        List<IdTableEntry> ids = new ArrayList<>();
        log.ifPresent(file -> {
            int number = 0;
            for (String line : file.text().split("\n")) {
                number++;
                int at = line.indexOf("vfio_pci: add [");
                if (at >= 0) {
                    int line0 = number;
                    loggedId(line.substring(at + 15)).ifPresent(id -> ids.add(id.at(new FilePlace(file.path(), line0))));
                }
            }
        });
        return ids;
    }

    /** The form is {@code 8086:10d3[ffffffff:ffffffff]] class 0x000000/00000000}. */
    private static Optional<IdTableEntry> loggedId(String text) {
        Map<Character, Character> separators = new HashMap<>(Map.of('[', ':', ']', ' ', '/', ':'));
        StringBuilder plain = new StringBuilder();
        for (char c : text.replace("class 0x", "").toCharArray()) {
            plain.append(separators.getOrDefault(c, c));
        }
        String[] words = plain.toString().strip().split(" +");
        if (words.length < 2) {
            return Optional.empty();
        }
        return DynamicIdText.parameter(words[0] + ":" + words[1]).ids().stream().findFirst();
    }
}
