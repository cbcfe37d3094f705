// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;

import org.bindscope.analysis.Lazy;
import org.bindscope.analysis.config.AcsBit;
import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.config.PcieType;
import org.bindscope.analysis.groups.GroupReport.Because;
import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.analysis.rules.KernelVersion;

/**
 * What would split a group (driver-match sections 16.1, 16.5, 16.7 and 16.8). Whatever is proposed was tried on
 * the captured topology first, and its outcome is part of the sentence.
 */
final class Remedies {

    /** The first kernel that was seen to have {@code config_acs=}; 6.8 has it not. */
    private static final KernelVersion CONFIG_ACS = KernelVersion.of(6, 12);
    /** The first kernel that was read to enable ACS again before each probe on device-tree machines; 6.12 does not. */
    private static final KernelVersion ACS_BEFORE_PROBE = KernelVersion.of(6, 18);
    private static final int MAX_PORTS = 3;
    private static final int REQUIRED_WIDTH = 5;
    private static final List<AcsOverride> OVERRIDES = List.of(new AcsOverride(true, false, List.of()),
            new AcsOverride(false, true, List.of()), new AcsOverride(true, true, List.of()));

    private final Hierarchy hierarchy;
    private final GroupSplits splits;
    private final Optional<AcsQuirks> newest;
    private final KernelRules rules;
    private final List<String> commandLine;
    private final boolean deviceTree;
    private final Lazy<List<PciAddress>> isolatingPorts;
    /** The groups of the whole machine under the newest kernel, and under each override: the same question for every group. */
    private final Lazy<Map<PciAddress, SortedSet<PciAddress>>> underNewest;
    private final Map<AcsOverride, Lazy<Map<PciAddress, SortedSet<PciAddress>>>> overridden = new LinkedHashMap<>();

    /**
     * @param hierarchy   the functions
     * @param newest      quirks of the newest kernel that was read; empty where the functions have no real ids
     * @param rules       the kernel rules in force
     * @param commandLine words of the kernel command line
     * @param deviceTree  whether a device tree describes the machine
     */
    Remedies(Hierarchy hierarchy, Optional<AcsQuirks> newest, KernelRules rules, List<String> commandLine,
            boolean deviceTree) {
        this.hierarchy = hierarchy;
        this.splits = new GroupSplits(hierarchy);
        this.newest = newest;
        this.rules = rules;
        this.commandLine = commandLine;
        this.deviceTree = deviceTree;
        isolatingPorts = new Lazy<>(() -> hierarchy.functions().values().stream().filter(this::isolatesAllTheWay)
                .map(TopologyFunction::address).toList());
        underNewest = new Lazy<>(() -> splits.whole(this::withNewest));
        OVERRIDES.forEach(words -> overridden.put(words, new Lazy<>(() -> splits.whole(function -> withOverride(words, function)))));
    }

    /** The function with what the newest kernel trusts, where it does not isolate by itself. */
    private TopologyFunction withNewest(TopologyFunction function) {
        Optional<QuirkDecision> decision = newest.isPresent() && function.quirk().isEmpty()
                && AcsRule.of(function).verdict() == Isolation.Verdict.NO
                ? newest.get().decide(AcsQuirks.Subject.of(function)) : Optional.empty();
        return decision.flatMap(QuirkDecision::isolates).filter(yes -> yes).isEmpty() ? function
                : function.change().quirk(decision).build();
    }

    private static TopologyFunction withOverride(AcsOverride words, TopologyFunction function) {
        Optional<QuirkDecision> decision = function.quirk().isPresent() ? Optional.empty()
                : words.decide(AcsQuirks.Subject.of(function)).filter(each -> each.isolates().isPresent());
        return decision.isPresent() ? function.change().quirk(decision).build() : function;
    }

    /** For groups that follow other rules than those of ports and functions. */
    static List<String> ofPlatform(List<Because> because) {
        Set<String> remedies = new LinkedHashSet<>();
        for (Because reason : because) {
            switch (reason.rule()) {
                case SAME_PE -> remedies.add("On PowerNV the firmware's partitionable endpoints decide; only another slot separates devices.");
                case NVLINK_COMPOUND -> remedies.add("GPUs of one NVLink unit and their link functions always go together; only GPUs of"
                        + " another unit have another group.");
                case SAME_HOST_BRIDGE -> remedies.add("In a POWER guest the host decides: give the device a host bridge of its own.");
                default -> remedies.add(CAPTURE);
            }
        }
        return List.copyOf(remedies);
    }

    private static final String CAPTURE = "The snapshot does not tell what joins these functions: capture it as root, so that"
            + " configuration space is complete.";

    /**
     * For a group that comes out of the generic rules.
     *
     * @param members    its members
     * @param recomputed whether it comes out as the kernel reported it
     * @return one sentence each, what can be done soonest first; empty for a group of one
     */
    List<String> of(SortedSet<PciAddress> members, Optional<Boolean> recomputed) {
        if (members.size() < 2) {
            return List.of();
        }
        if (recomputed.isEmpty()) {
            return List.of(CAPTURE);
        }
        List<String> remedies = new ArrayList<>();
        disabledByParameter(members).ifPresent(remedies::add);
        configAcs(members).ifPresent(remedies::add);
        newerKernel(members).ifPresent(remedies::add);
        otherSlot(members).ifPresent(remedies::add);
        remedies.addAll(override(members));
        if (remedies.isEmpty()) {
            remedies.add("Nothing separates functions that send under one requester id, or that are parts of one device without"
                    + " a way to keep them apart.");
        }
        return remedies;
    }

    /** The parameter that switches redirection off would have to go first. */
    private Optional<String> disabledByParameter(SortedSet<PciAddress> members) {
        boolean off = splits.deciders(members).stream().anyMatch(function -> (GroupSplits.switchable(function) & 0x0c) != 0);
        return off ? commandLine.stream().filter(word -> word.startsWith("pci=") && word.contains("disable_acs_redir=")).findFirst()
                .map(word -> "The kernel command line has " + word + ", which clears RR, CR and EC of the ports that it names:"
                        + " without it they are enabled again.") : Optional.empty();
    }

    private Optional<String> configAcs(SortedSet<PciAddress> members) {
        List<TopologyFunction> ports = new ArrayList<>(splits.deciders(members).stream()
                .filter(function -> GroupSplits.switchable(function) != 0).toList());
        List<SortedSet<PciAddress>> parts = ports.isEmpty() ? List.of() : enabling(members, ports);
        if (parts.size() < 2) {
            return Optional.empty();
        }
        for (TopologyFunction port : List.copyOf(ports)) {
            List<TopologyFunction> fewer = new ArrayList<>(ports);
            fewer.remove(port);
            if (enabling(members, fewer).equals(parts)) {
                ports = fewer;
            }
        }
        String parameter = "pci=config_acs=" + ports.stream().map(Remedies::entry).collect(Collectors.joining(";"));
        String first = rules.version().atLeast(CONFIG_ACS) ? "The kernel parameter " + parameter
                : "A kernel from 6.12 on with the parameter " + parameter;
        String bits = ports.stream().map(port -> AcsBit.words(GroupSplits.switchable(port)) + " of " + port.address())
                .collect(Collectors.joining(" and "));
        String later = deviceTree && !rules.version().atLeast(ACS_BEFORE_PROBE)
                ? " On a device-tree machine 6.18 enables them by itself; kernels up to 6.12 ask for ACS only after the ports were set up."
                : "";
        return Optional.of(first + " enables " + bits + ", which are supported and off; the group would fall into "
                + outcome(parts) + "." + (ports.size() < 2 ? "" : " Quote the semicolons for the boot loader, and compare the control"
                        + " registers afterwards: early kernels with the parameter take its first entry only.") + later);
    }

    private List<SortedSet<PciAddress>> enabling(SortedSet<PciAddress> members, List<TopologyFunction> ports) {
        Set<PciAddress> addresses = ports.stream().map(TopologyFunction::address).collect(Collectors.toSet());
        return splits.parts(members, function -> addresses.contains(function.address()) ? GroupSplits.enabled(function) : function);
    }

    /**
     * One entry of {@code config_acs=}: bits of the control register, the most significant first. Every required bit
     * that the port supports is written out, for an {@code x} gives back the firmware's value in some kernels.
     */
    private static String entry(TopologyFunction port) {
        int bits = AcsBit.REQUIRED & ((AcsState.Registers) port.acs()).capability();
        StringBuilder text = new StringBuilder();
        for (int bit = REQUIRED_WIDTH - 1; bit >= 0; bit--) {
            text.append((bits >> bit & 1) != 0 ? '1' : 'x');
        }
        return text.append('@').append(port.address()).toString();
    }

    /** A kernel whose list of trusted functions is longer. */
    private Optional<String> newerKernel(SortedSet<PciAddress> members) {
        if (newest.isEmpty()) {
            return Optional.empty();
        }
        List<SortedSet<PciAddress>> parts = GroupSplits.parts(members, underNewest.get());
        if (parts.size() < 2) {
            return Optional.empty();
        }
        Set<String> ids = new LinkedHashSet<>();
        hierarchy.deciding(members).stream().filter(function -> withNewest(function) != function)
                .forEach(function -> ids.add(idText(function)));
        return Optional.of("A newer kernel knows that " + String.join(" and ", ids)
                + " isolates without saying so (7.1 does, 5.12 does not): the group would fall into " + outcome(parts) + ".");
    }

    /** Ports below which a device would be alone; for conventional cards, that only another bridge helps. */
    private Optional<String> otherSlot(SortedSet<PciAddress> members) {
        List<TopologyFunction> movable = members.stream().flatMap(address -> hierarchy.at(address).stream())
                .filter(function -> !function.bridge() && function.parent().isPresent() && !function.virtualFunction()).toList();
        if (movable.isEmpty()) {
            return Optional.empty();
        }
        if (movable.stream().allMatch(function -> function.pcieKnown() && function.pcie().isEmpty())) {
            return Optional.of("A conventional card needs a slot behind another PCI bridge; nothing else separates cards that share a"
                    + " bridge's requester id.");
        }
        Set<PciAddress> above = movable.stream().flatMap(function -> hierarchy.above(function).stream()).map(TopologyFunction::address)
                .collect(Collectors.toSet());
        List<PciAddress> ports = isolatingPorts.get();
        List<String> free = ports.stream().filter(port -> !above.contains(port) && hierarchy.below(port).isEmpty())
                .map(PciAddress::toString).limit(MAX_PORTS).toList();
        if (!free.isEmpty()) {
            return Optional.of("In another slot a device would be alone in its group: the " + (free.size() == 1 ? "port " : "ports ")
                    + Words.and(free) + (free.size() == 1 ? " isolates" : " isolate") + " up to the root and "
                    + (free.size() == 1 ? "has" : "have") + " nothing below.");
        }
        List<String> taken = ports.stream().filter(port -> !above.contains(port)).map(PciAddress::toString).limit(MAX_PORTS).toList();
        return Optional.of(taken.isEmpty() ? "No other slot of this machine helps: no other port isolates all the way up to the root."
                : "In another slot a device would be alone in its group: " + Words.and(taken) + (taken.size() == 1 ? " isolates" : " isolate")
                        + " up to the root, but " + (taken.size() == 1 ? "has" : "have") + " devices below now.");
    }

    private boolean isolatesAllTheWay(TopologyFunction port) {
        return port.grouped() && port.pcie().filter(type -> type == PcieType.ROOT_PORT || type == PcieType.DOWNSTREAM_PORT).isPresent()
                && AcsRule.of(port).verdict() == Isolation.Verdict.YES
                && port.quirk().filter(QuirkDecision::byOverride).isEmpty()
                && hierarchy.above(port).stream().allMatch(bridge -> bridge.pcieKnown() && bridge.pcie().isPresent()
                        && AcsRule.of(bridge).verdict() == Isolation.Verdict.YES);
    }

    /** What the out-of-tree parameter would show, and hide. */
    private List<String> override(SortedSet<PciAddress> members) {
        for (AcsOverride words : OVERRIDES) {
            List<SortedSet<PciAddress>> parts = GroupSplits.parts(members, overridden.get(words).get());
            if (parts.size() > 1) {
                List<PciAddress> needed = splits.deciders(members).stream()
                        .filter(function -> withOverride(words, function) != function).map(TopologyFunction::address).toList();
                String names = Words.some(needed);
                return List.of("A quirk in the kernel would, on the vendor's word that " + names + (needed.size() == 1 ? " keeps" : " keep")
                        + " devices apart.", words.text() + ", in kernels patched for it, would show " + outcome(parts)
                        + " and hide that nothing stops " + (words.downstream() ? "what is below " + names + " from reaching its neighbours"
                                : "the functions from reaching each other") + " past the IOMMU.");
            }
        }
        return List.of();
    }

    private static String idText(TopologyFunction function) {
        int id = function.id().orElse(0);
        return String.format("%04x:%04x", id >>> 16, id & 0xffff);
    }

    /** The parts in words. */
    private static String outcome(List<SortedSet<PciAddress>> parts) {
        if (parts.size() > 4) {
            return parts.size() + " groups";
        }
        return parts.size() + " groups, " + parts.stream().map(part -> "{" + (part.size() > 4 ? Words.some(part)
                : part.stream().map(PciAddress::toString).collect(Collectors.joining(", "))) + "}").collect(Collectors.joining(" "));
    }
}
