// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.nvlink.MachineIndex;
import org.bindscope.model.Evidence;
import org.bindscope.model.Evidenced;
import org.bindscope.model.FactState;
import org.bindscope.model.IommuGroup;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;

/** Contradictions between the groups and the functions of a snapshot. */
final class GroupConsistency {

    private GroupConsistency() {
    }

    static List<String> problems(Machine machine) {
        List<String> problems = new ArrayList<>();
        for (PciFunction function : MachineIndex.functions(machine)) {
            Map<String, String> said = new LinkedHashMap<>();
            for (Evidence evidence : function.getEvidence()) {
                if ("iommuGroup".equals(evidence.getFeature()) && evidence.getState() == FactState.SAID
                        && evidence.getText() != null) {
                    String text = evidence.getText().strip();
                    said.putIfAbsent(text.substring(text.lastIndexOf('/') + 1), evidence.getFile());
                }
            }
            if (said.size() > 1) {
                List<String> claims = new ArrayList<>();
                said.forEach((number, file) -> claims.add("group " + number + " (" + file + ")"));
                problems.add("Two groups claim " + function.getAddress() + ": " + String.join(" and ", claims) + ".");
            }
        }
        for (IommuGroup group : machine.getIommuGroups()) {
            for (String absent : absent(machine, group)) {
                problems.add("Group " + group.getNumber() + " names " + absent + ", which the snapshot does not have.");
            }
        }
        return problems;
    }

    private static Set<String> absent(Machine machine, Evidenced group) {
        Set<String> names = new LinkedHashSet<>();
        for (Evidence evidence : group.getEvidence()) {
            if ("functions".equals(evidence.getFeature()) && evidence.getText() != null) {
                for (String word : evidence.getText().split("[\\s,]+")) {
                    String name = word.substring(word.lastIndexOf('/') + 1);
                    PciAddress.parse(name).filter(address -> MachineIndex.function(machine, address).isEmpty())
                            .ifPresent(address -> names.add(name));
                }
            }
        }
        return names;
    }
}
