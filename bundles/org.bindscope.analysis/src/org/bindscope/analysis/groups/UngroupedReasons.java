// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.nvlink.MachineIndex;
import org.bindscope.analysis.nvlink.NpuPartners;
import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.analysis.rules.KernelVersion;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;
import org.bindscope.model.TextFile;
import org.bindscope.model.TextFileKind;

/** Why functions of a machine that has IOMMU groups are in none of them. */
final class UngroupedReasons {

    private static final int CLASS_IOMMU = 0x0806;
    private static final String STREAM_CONFLICT = "already in tree from dev";
    private static final int MAX_LINES = 1000;

    private final Machine machine;
    private final MachineTopology topology;
    private final Platform platform;
    private final NpuPartners partners;
    private final KernelRules rules;
    private final Optional<TreeIommu> treeIommu;
    private final NpuPartners npus;
    private final List<String> streamConflicts = new ArrayList<>();

    UngroupedReasons(Machine machine, MachineTopology topology, Platform platform, NpuPartners partners,
            KernelRules rules) {
        this.machine = machine;
        this.topology = topology;
        this.platform = platform;
        this.partners = partners;
        this.rules = rules;
        this.treeIommu = MachineIndex.tree(machine).map(tree -> new TreeIommu(machine, rules, topology));
        this.npus = NpuPartners.of(machine);
        for (TextFile log : new MachineFacts(machine).texts(TextFileKind.KERNEL_LOG)) {
            log.getText().lines().filter(line -> line.contains(STREAM_CONFLICT)).limit(MAX_LINES)
                    .forEach(streamConflicts::add);
        }
    }

    List<GroupStudy.Ungrouped> all() {
        List<GroupStudy.Ungrouped> result = new ArrayList<>();
        for (PciFunction function : MachineIndex.functions(machine)) {
            if (function.getIommuGroup() == null) {
                PciAddress address = MachineIndex.address(function).orElseThrow();
                result.add(new GroupStudy.Ungrouped(address.toString(), why(function, address)));
            }
        }
        return result;
    }

    private String why(PciFunction function, PciAddress address) {
        if (function.isSetClassCode() && function.getClassCode() >> 8 == CLASS_IOMMU) {
            return "It is the IOMMU itself, which has no group.";
        }
        if (platform == Platform.POWERNV) {
            return powernv(function, address);
        }
        Optional<String> conflict = streamConflict(address);
        if (conflict.isPresent()) {
            return "The IOMMU refused it because another function has its stream id: " + conflict.get();
        }
        return treeIommu.map(tree -> byTree(tree.of(function), function.getDriver() == null))
                .orElse("No IOMMU translates for it, as far as the snapshot tells.");
    }

    private static String byTree(TreeIommu.Answer answer, boolean free) {
        String first = "On device-tree systems a function gets its group when a driver first probes it, and none has it. ";
        return switch (answer.outcome()) {
            case NONE -> "No IOMMU serves it: " + answer.why() + ".";
            case REFUSED -> "The IOMMU will refuse it: " + answer.why() + ".";
            case GROUP -> !free ? "It has a driver and no group, although " + answer.why() + "."
                    : first + answer.group().map(number -> "It will join group " + number).orElse("It will get a group of its own")
                            + ": " + answer.why() + ".";
            case OPEN -> free ? first + "What it will get is open: " + answer.why() + "." : "It has a driver and no group: " + answer.why() + ".";
        };
    }

    private String powernv(PciFunction function, PciAddress address) {
        TopologyFunction described = topology.functions().get(address);
        if (described.bridge()) {
            return "On PowerNV bridges and root ports have no group.";
        }
        if (rules.version().atLeast(KernelVersion.of(5, 13)) && npus.npuFunction(address)) {
            return "Kernels from 5.13 on give NVLink functions no group.";
        }
        if (partners.npuFunction(address)) {
            return partners.gpu(address).isEmpty()
                    ? "It is an NVLink function of an empty GPU slot, which has no group."
                    : "It is an NVLink function with a GPU, and should be in the GPU's group.";
        }
        return "No partitionable endpoint with an IOMMU covers it, as far as the snapshot tells.";
    }

    private Optional<String> streamConflict(PciAddress address) {
        return streamConflicts.stream().filter(line -> {
            int at = line.indexOf(address.toString());
            return at >= 0 && at < line.indexOf(STREAM_CONFLICT);
        }).map(String::strip).findFirst();
    }
}
