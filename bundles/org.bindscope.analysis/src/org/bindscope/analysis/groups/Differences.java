// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.nvlink.IommuMap;
import org.bindscope.analysis.nvlink.MachineIndex;
import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.analysis.rules.KernelVersion;
import org.bindscope.model.Machine;

/**
 * Words for a group that does not come out as the kernel reported it. Each candidate is tried on the captured
 * topology: what would have to be otherwise so that the group comes out.
 */
final class Differences {

    private static final KernelVersion ACS_BEFORE_PROBE = KernelVersion.of(6, 18);
    private static final int MAX_TRIES = 64;
    /** Each takes some trial groupings, and a machine all of whose groups differ has one reason and not thousands. */
    private static final int MOST_EXPLAINED = 100;
    private static final String NOT_LOOKED_FOR = "What would explain it was looked for in the first " + MOST_EXPLAINED
            + " groups that differ and not in this one; so many differ when configuration space and groups were not captured"
            + " from one boot of one machine.";

    private final Machine machine;
    private final MachineTopology topology;
    private final GroupSplits splits;
    private final Platform platform;
    private final KernelRules rules;
    private final boolean deviceTree;
    private final Optional<IommuMap> map;
    private int explained;

    Differences(Machine machine, MachineTopology topology, Platform platform, KernelRules rules) {
        this.machine = machine;
        this.topology = topology;
        this.splits = new GroupSplits(topology.hierarchy());
        this.platform = platform;
        this.rules = rules;
        this.deviceTree = MachineIndex.tree(machine).isPresent();
        this.map = IommuMap.of(machine);
    }

    String explain(SortedSet<PciAddress> reported, SortedSet<PciAddress> computed) {
        SortedSet<PciAddress> only = new TreeSet<>(computed);
        only.removeAll(reported);
        SortedSet<PciAddress> missing = new TreeSet<>(reported);
        missing.removeAll(computed);
        if (platform != Platform.GENERIC) {
            return byPlatform(reported, only, missing);
        }
        boolean look = ++explained <= MOST_EXPLAINED;
        List<String> sentences = new ArrayList<>();
        if (!only.isEmpty()) {
            sentences.add("By the captured registers " + Words.some(only) + " would be in this group too; the kernel keeps "
                    + (only.size() == 1 ? "it" : "them") + " apart.");
            sentences.add(look ? keptApart(reported, only) : NOT_LOOKED_FOR);
        }
        if (!missing.isEmpty()) {
            sentences.add("By the captured registers " + Words.some(missing) + " would not be in one group with "
                    + reported.first() + ".");
            sentences.add(look ? putTogether(reported, missing) : NOT_LOOKED_FOR);
        }
        return String.join(" ", sentences);
    }

    private static String byPlatform(SortedSet<PciAddress> reported, SortedSet<PciAddress> only, SortedSet<PciAddress> missing) {
        List<String> sentences = new ArrayList<>();
        if (!only.isEmpty()) {
            sentences.add("By the platform's rules " + Words.some(only) + " would be in this group too.");
        }
        if (!missing.isEmpty()) {
            sentences.add("By the platform's rules " + Words.some(missing) + " would not be in one group with "
                    + reported.first() + ".");
        }
        sentences.add("That is so when firmware formed the partitionable endpoints otherwise, or when the kernel did not find a"
                + " function's NVLink partner.");
        return String.join(" ", sentences);
    }

    /** The kernel isolates more than the registers say. */
    private String keptApart(SortedSet<PciAddress> reported, SortedSet<PciAddress> only) {
        SortedSet<PciAddress> all = new TreeSet<>(reported);
        all.addAll(only);
        List<TopologyFunction> trusted = smallest(reported, all, true);
        String cause = topology.override().present()
                ? topology.override().text() + " is on the command line, and a kernel with that patch may trust more than its words say"
                : "a quirk of the kernel that is not on the list of 7.1, a patch such as the one for pcie_acs_override=, or ACS control"
                        + " registers that were changed after the groups were made";
        return trusted.isEmpty() ? "No function that the kernel might trust more explains it alone; possible are " + cause + "."
                : "It comes out if the kernel takes " + functions(trusted) + " as isolating: " + cause + ".";
    }

    /** The kernel isolates less than the registers say. */
    private String putTogether(SortedSet<PciAddress> reported, SortedSet<PciAddress> missing) {
        Optional<Long> stream = map.flatMap(m -> m.streamId(reported.first()));
        if (stream.isPresent() && missing.stream().anyMatch(address -> map.get().streamId(address).equals(stream))) {
            return "iommu-map of " + map.get().hostPath(reported.first()).orElse("the host bridge")
                    + " gives them one stream id, and what the IOMMU cannot tell apart shares a group.";
        }
        List<TopologyFunction> off = smallest(reported, reported, false);
        String late = deviceTree && !rules.version().atLeast(ACS_BEFORE_PROBE)
                ? "on a device-tree machine a kernel before 6.18 asks for ACS only after the ports were set up"
                : "the ACS control registers were changed after the groups were made, or a quirk of the kernel trusts less";
        if (!off.isEmpty()) {
            return "It comes out if " + functions(off) + " did not isolate when the groups were made: "
                    + late + ".";
        }
        return deviceTree ? "The IOMMU may give several functions one stream id."
                : "The IOMMU may give them one requester id"
                        + (new MachineFacts(machine).acpiTable("IVRS").asOptional().isPresent() ? ", as the ACPI table IVRS can say" : "")
                        + ", or the kernel knows an alias that is not on the list of 7.1.";
    }

    /** One function, else all functions of one device or all ports, whose other standing gives the reported group. */
    private List<TopologyFunction> smallest(SortedSet<PciAddress> reported, SortedSet<PciAddress> around, boolean isolates) {
        Isolation.Verdict now = isolates ? Isolation.Verdict.NO : Isolation.Verdict.YES;
        List<TopologyFunction> candidates = splits.deciders(around).stream()
                .filter(function -> AcsRule.of(function).verdict() == now).limit(MAX_TRIES).toList();
        for (TopologyFunction candidate : candidates) {
            if (gives(reported, around, List.of(candidate), isolates)) {
                return List.of(candidate);
            }
        }
        List<List<TopologyFunction>> sets = new ArrayList<>(candidates.stream()
                .collect(Collectors.groupingBy(function -> function.address().toString().substring(0,
                        function.address().toString().length() - 2), java.util.TreeMap::new, Collectors.toList())).values());
        sets.add(candidates.stream().filter(TopologyFunction::bridge).toList());
        sets.add(candidates);
        return sets.stream().filter(set -> set.size() > 1 && gives(reported, around, set, isolates)).findFirst().orElse(List.of());
    }

    private boolean gives(SortedSet<PciAddress> reported, SortedSet<PciAddress> around, List<TopologyFunction> changed,
            boolean isolates) {
        return splits.groups(around, function -> changed.contains(function)
                ? GroupSplits.decided(function, isolates, "is tried") : function).contains(reported);
    }

    private static String functions(List<TopologyFunction> functions) {
        return Words.some(functions.stream().map(function -> "the " + function.kind() + " " + function.address()).toList());
    }
}
