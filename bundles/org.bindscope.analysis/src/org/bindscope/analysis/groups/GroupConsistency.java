// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.nvlink.MachineIndex;
import org.bindscope.model.Evidence;
import org.bindscope.model.Evidenced;
import org.bindscope.model.FactState;
import org.bindscope.model.IommuGroup;
import org.bindscope.model.Machine;
import org.bindscope.model.PciBridge;
import org.bindscope.model.PciFunction;

/** Contradictions between the groups and the functions of a snapshot. */
final class GroupConsistency {

    private static final String FOLDER = "iommu_groups/";

    private GroupConsistency() {
    }

    static List<TopologyProblem> problems(Machine machine) {
        List<TopologyProblem> problems = new ArrayList<>();
        for (PciFunction function : MachineIndex.functions(machine)) {
            Map<String, String> said = new LinkedHashMap<>();
            for (Evidence evidence : function.getEvidence()) {
                if ("iommuGroup".equals(evidence.getFeature()) && evidence.getState() == FactState.SAID
                        && evidence.getText() != null) {
                    said.putIfAbsent(number(evidence.getText().strip()), evidence.getFile());
                }
            }
            if (said.size() > 1) {
                List<String> claims = new ArrayList<>();
                said.forEach((number, file) -> claims.add("group " + number + " (" + file + ")"));
                problems.add(new TopologyProblem("Two groups claim " + function.getAddress() + ": " + String.join(" and ", claims) + ".",
                        Stream.concat(Stream.of(function.getAddress()), said.keySet().stream().map(number -> "group " + number)).toList(),
                        Proof.of(function, "iommuGroup")));
            }
        }
        for (PciFunction function : MachineIndex.functions(machine)) {
            PciBridge bridge = function.getBus() == null ? null : function.getBus().getBridge();
            MachineTopology.folderAbove(function).map(PciAddress::toString)
                    .filter(folder -> bridge != null && !folder.equals(bridge.getAddress()))
                    .ifPresent(folder -> problems.add(new TopologyProblem("By its folder " + function.getAddress() + " is below "
                            + folder + ", by its bus number below " + bridge.getAddress() + ".",
                            List.of(function.getAddress()), Proof.of(function, "vendorId", "configSpace"))));
        }
        for (IommuGroup group : machine.getIommuGroups()) {
            for (String absent : absent(machine, group)) {
                problems.add(new TopologyProblem("Group " + group.getNumber() + " names " + absent + ", which the snapshot does not have.",
                        List.of("group " + group.getNumber()), Proof.of(group, "functions")));
            }
        }
        return problems;
    }

    /** The group in the text of a link, in the path of an entry of a group's folder, or the number itself. */
    private static String number(String text) {
        int at = text.indexOf(FOLDER);
        int from = at < 0 ? text.lastIndexOf('/') + 1 : at + FOLDER.length();
        int end = text.indexOf('/', from);
        return text.substring(from, end < 0 ? text.length() : end);
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
