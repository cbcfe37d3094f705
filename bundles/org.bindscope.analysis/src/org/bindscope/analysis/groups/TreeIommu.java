// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.config.PcieType;
import org.bindscope.analysis.nvlink.DtIndex;
import org.bindscope.analysis.nvlink.DtValues;
import org.bindscope.analysis.nvlink.IommuMap;
import org.bindscope.analysis.nvlink.MachineIndex;
import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.analysis.rules.KernelVersion;
import org.bindscope.model.DtNode;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;

/**
 * What becomes of a function without IOMMU group on a device-tree machine when a driver probes it: there a function
 * gets its group at its first probe (drivers/iommu/of_iommu.c; driver-match section 16; seen on SMMUv3, kernels 6.1
 * and 6.12).
 */
public final class TreeIommu {

    private static final int CLASS_IOMMU = 0x0806;
    /** The last kernel that was seen to refuse a second function with a stream id. */
    private static final KernelVersion REFUSAL_SEEN = KernelVersion.of(6, 12);
    private static final KernelVersion REFUSAL_OPEN = KernelVersion.of(6, 13);

    /** The answers. */
    public enum Outcome {
        /** It gets a group. */
        GROUP,
        /** No IOMMU serves it: it stays without. */
        NONE,
        /** The IOMMU refuses it: it stays without. */
        REFUSED,
        /** Files do not tell. */
        OPEN
    }

    /**
     * An answer.
     *
     * @param outcome what becomes of the function
     * @param group   number of the existing group that it joins; empty for a new one, and where it gets none
     * @param why     a clause without a full stop
     */
    public record Answer(Outcome outcome, Optional<String> group, String why) {
    }

    private final Machine machine;
    private final KernelRules rules;
    private final Platform platform;
    private final MachineTopology topology;
    private final Optional<IommuMap> map;
    private final Optional<DtIndex> index;

    /**
     * An analysis of one machine.
     *
     * @param machine machine with a device tree
     * @param rules   the kernel rules in force
     */
    public TreeIommu(Machine machine, KernelRules rules) {
        this(machine, rules, MachineTopology.of(machine));
    }

    TreeIommu(Machine machine, KernelRules rules, MachineTopology topology) {
        this.machine = machine;
        this.rules = rules;
        this.platform = Platform.of(machine);
        this.topology = topology;
        this.map = IommuMap.of(machine);
        this.index = MachineIndex.tree(machine).map(DtIndex::new);
    }

    /**
     * Answers for a function that has no group.
     *
     * @param function function of the machine
     * @return what becomes of it when a driver probes it
     */
    public Answer of(PciFunction function) {
        PciAddress address = MachineIndex.address(function).orElseThrow();
        if (function.isSetClassCode() && function.getClassCode() >> 8 == CLASS_IOMMU) {
            return none("it is the IOMMU itself");
        }
        if (platform != Platform.GENERIC) {
            return none("POWER kernels make groups at boot, and it has none");
        }
        if (map.isEmpty()) {
            return none("no PCI host bridge of the device tree has an iommu-map");
        }
        Optional<Boolean> covered = map.get().covers(address);
        String host = map.get().hostPath(address).orElse("its host bridge");
        if (covered.isEmpty()) {
            return map.get().hostPath(address).isPresent() ? none(host + " has no iommu-map")
                    : open("the device tree has no host bridge for its domain");
        }
        if (!covered.get()) {
            return none("iommu-map of " + host + " does not cover its requester id");
        }
        long iommu = map.get().streamId(address).orElseThrow() >>> 32;
        Optional<DtNode> node = index.flatMap(each -> each.resolve(iommu));
        if (node.flatMap(each -> DtValues.string(each, "status")).filter(s -> !s.equals("okay") && !s.equals("ok")).isPresent()) {
            return none("the device tree disables the IOMMU that iommu-map of " + host + " names");
        }
        Optional<PciAddress> works = served().stream().filter(other -> map.get().streamId(other).filter(id -> id >>> 32 == iommu)
                .isPresent()).findFirst();
        if (works.isEmpty()) {
            return open("no function behind the IOMMU that iommu-map of " + host + " names has a group, so whether its driver"
                    + " works is not known");
        }
        return conflict(address).map(other -> shared(address, other, node))
                .orElseGet(() -> new Answer(Outcome.GROUP, joins(address), "iommu-map of " + host
                        + " covers it, and " + works.get() + " behind the same IOMMU has its group"));
    }

    private Answer shared(PciAddress address, PciAddress other, Optional<DtNode> node) {
        long id = ids(address).stream().filter(ids(other)::contains).findFirst().orElseThrow() & 0xffffffffL;
        String same = "it has stream id " + id + ", which " + other + " has already";
        boolean smmuV3 = node.filter(each -> DtValues.compatible(each, "arm,smmu-v3")).isPresent();
        return smmuV3 && !rules.version().atLeast(REFUSAL_OPEN) ? new Answer(Outcome.REFUSED, Optional.empty(), same
                + ", and the SMMU refuses the second function")
                : open(same + "; " + (smmuV3 ? "kernels up to " + REFUSAL_SEEN + " refuse the second function, and later ones were not seen"
                        : "whether its IOMMU takes a second function is not known"));
    }

    private static Answer none(String why) {
        return new Answer(Outcome.NONE, Optional.empty(), why);
    }

    private static Answer open(String why) {
        return new Answer(Outcome.OPEN, Optional.empty(), why);
    }

    /** Functions that have a group. */
    private List<PciAddress> served() {
        return MachineIndex.functions(machine).stream().filter(function -> function.getIommuGroup() != null)
                .flatMap(function -> MachineIndex.address(function).stream()).toList();
    }

    /** A function with a group that already has one of the IOMMU's ids. */
    private Optional<PciAddress> conflict(PciAddress address) {
        Set<Long> own = ids(address);
        return served().stream().filter(other -> ids(other).stream().anyMatch(own::contains)).findFirst();
    }

    /** The IOMMU's ids of a function, those of its aliases included (drivers/pci/search.c, pci_for_each_dma_alias). */
    private Set<Long> ids(PciAddress address) {
        List<PciAddress> requesters = new ArrayList<>(List.of(address));
        TopologyFunction function = topology.functions().get(address);
        if (function != null) {
            function.aliasDevfns().forEach(devfn -> requesters.add(new PciAddress(address.domain(), address.bus(), devfn >> 3, devfn & 7)));
            int below = address.bus();
            for (TopologyFunction bridge : topology.hierarchy().above(function)) {
                PciAddress own = bridge.address();
                if (bridge.bridgeAlias() == BridgeAlias.TRANSLATION_ROOT || !bridge.pcieKnown()) {
                    break;
                }
                boolean express = bridge.pcie().filter(PcieType.PCIE_TO_PCI::equals).isPresent();
                if (bridge.bridgeAlias() != BridgeAlias.NONE && (express || bridge.bridgeAlias() == BridgeAlias.LIKE_PCIE_TO_PCI)) {
                    requesters.add(new PciAddress(own.domain(), below, 0, 0));
                } else if (bridge.pcie().isEmpty() || bridge.pcie().get() == PcieType.PCI_TO_PCIE) {
                    requesters.add(own);
                }
                below = own.bus();
            }
        }
        Set<Long> ids = new LinkedHashSet<>();
        requesters.forEach(requester -> map.flatMap(each -> each.streamId(requester)).ifPresent(ids::add));
        return ids;
    }

    /** The group that the generic rules put it in. */
    private Optional<String> joins(PciAddress address) {
        List<TopologyFunction> with = topology.functions().values().stream()
                .map(each -> each.address().equals(address) ? each.change().grouped(true).build() : each).toList();
        return Grouping.of(with, Grouping.Assumption.SHARES).groupOf(address).stream().flatMap(Set::stream)
                .filter(other -> !other.equals(address))
                .flatMap(other -> MachineIndex.function(machine, other).stream())
                .filter(other -> other.getIommuGroup() != null).map(other -> other.getIommuGroup().getNumber()).findFirst();
    }
}
