// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.bindscope.analysis.alias.ModaliasIndex;
import org.bindscope.analysis.alias.ModuleNames;
import org.bindscope.analysis.nvlink.DtIndex;
import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.model.DeviceTree;
import org.bindscope.model.Machine;

/** What every what-if of one machine shares: its files, its functions, and the tables of its modules. */
final class MatchBase {

    private final Machine machine;
    private final MachineFiles files;
    private final KnownDrivers known;
    private final List<Subject> subjects;
    private final LoggedRefusals refusals;
    private final Map<String, List<IdTableEntry>> tables = new HashMap<>();
    private final Map<DeviceTree, DtIndex> trees = new HashMap<>();

    MatchBase(Machine machine, KnownDrivers known, KernelRules captured) {
        this.machine = machine;
        this.files = MachineFiles.of(machine);
        this.known = known;
        this.subjects = List.copyOf(new SubjectReader(machine, captured).read());
        this.refusals = new LoggedRefusals(files.log(), subjects);
    }

    Machine machine() {
        return machine;
    }

    MachineFiles files() {
        return files;
    }

    KnownDrivers known() {
        return known;
    }

    List<Subject> subjects() {
        return subjects;
    }

    LoggedRefusals refusals() {
        return refusals;
    }

    /** The index of a device tree, made once. */
    DtIndex index(DeviceTree tree) {
        synchronized (trees) {
            return trees.computeIfAbsent(tree, DtIndex::new);
        }
    }

    /** The entries that a module publishes; those of the machine's own files are kept. */
    List<IdTableEntry> table(ModaliasIndex index, String module) {
        if (index != files.aliases() && index != files.builtinAliases()) {
            return MachineFiles.table(index, module);
        }
        String key = (index == files.aliases() ? "m " : "b ") + ModuleNames.normalize(module);
        synchronized (tables) {
            return tables.computeIfAbsent(key, name -> MachineFiles.table(index, module));
        }
    }
}
