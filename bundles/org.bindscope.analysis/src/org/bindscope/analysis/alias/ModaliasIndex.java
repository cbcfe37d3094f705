// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.alias;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Aliases of modules, indexed once, and asked which modules a modalias resolves to. Matching is that
 * of libkmod (driver-match, section 12.4): {@code -} and {@code _} are equal, patterns are shell-style,
 * case counts, and the answer is in the order of the file, duplicates included. Immutable.
 */
public final class ModaliasIndex {

    private final List<AliasLine> lines;
    private final PciAliasTable pci = new PciAliasTable();
    private final PciAliasTable vfio = new PciAliasTable();
    private final AliasTrie others = new AliasTrie();
    /** PCI aliases, which a request that is not written like a modalias has to be compared with one by one. */
    private final Numbers pciNumbers = new Numbers();
    private final Map<String, List<Integer>> byModule = new HashMap<>();

    /**
     * Indexes aliases.
     *
     * @param lines in the order of their priority
     */
    public ModaliasIndex(List<AliasLine> lines) {
        this.lines = List.copyOf(lines);
        for (int i = 0; i < this.lines.size(); i++) {
            AliasLine line = this.lines.get(i);
            String pattern = ModuleNames.normalize(line.pattern());
            Optional<PciAlias> alias = PciAlias.parse(pattern);
            if (alias.isPresent()) {
                (alias.get().prefix().equals(PciAlias.PCI) ? pci : vfio).add(alias.get(), i);
                pciNumbers.add(i);
                byModule.computeIfAbsent(ModuleNames.normalize(line.module()), key -> new ArrayList<>()).add(i);
            } else {
                others.add(pattern, i);
            }
        }
    }

    /**
     * All aliases.
     *
     * @return in the file's order
     */
    public List<AliasLine> lines() {
        return lines;
    }

    /**
     * The aliases that a request fits.
     *
     * @param modalias a device's modalias or any other request
     * @return in the file's order, duplicates included
     */
    public List<AliasLine> matches(String modalias) {
        String request = ModuleNames.normalize(modalias);
        Numbers found = new Numbers();
        Optional<PciAlias> device = PciAlias.parseModalias(request);
        if (device.isPresent()) {
            (device.get().prefix().equals(PciAlias.PCI) ? pci : vfio).collect(device.get(), found);
        } else {
            for (int i = 0; i < pciNumbers.size(); i++) {
                int number = pciNumbers.get(i);
                if (Glob.matches(ModuleNames.normalize(lines.get(number).pattern()), request)) {
                    found.add(number);
                }
            }
        }
        others.collect(request, found);
        if (found.size() == 0) {
            return List.of();
        }
        found.sort();
        List<AliasLine> result = new ArrayList<>(found.size());
        for (int i = 0; i < found.size(); i++) {
            result.add(lines.get(found.get(i)));
        }
        return result;
    }

    /**
     * The override-only aliases that a PCI function fits (driver-match, section 12.6).
     *
     * @param device the function's modalias
     * @return in the file's order
     */
    public List<AliasLine> vfioMatches(PciAlias device) {
        Numbers found = new Numbers();
        vfio.collect(device, found);
        found.sort();
        List<AliasLine> result = new ArrayList<>(found.size());
        for (int i = 0; i < found.size(); i++) {
            result.add(lines.get(found.get(i)));
        }
        return result;
    }

    /**
     * The PCI aliases that a module publishes.
     *
     * @param module name, with {@code -} or {@code _}
     * @return in the file's order; empty for a module without PCI aliases
     */
    public List<AliasLine> pciAliasesOf(String module) {
        return byModule.getOrDefault(ModuleNames.normalize(module), List.of()).stream().map(lines::get).toList();
    }

    /**
     * Whether there is any override-only alias: such lines exist only where flagged entries exist.
     *
     * @return true from Linux 5.15 on, where VFIO drivers are modules
     */
    public boolean hasVfioAliases() {
        for (int i = 0; i < pciNumbers.size(); i++) {
            if (lines.get(pciNumbers.get(i)).pattern().startsWith(PciAlias.VFIO_PCI)) {
                return true;
            }
        }
        return false;
    }
}
