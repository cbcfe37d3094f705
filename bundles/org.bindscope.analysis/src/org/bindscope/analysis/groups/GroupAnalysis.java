// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.groups.GroupReport.Because;
import org.bindscope.analysis.groups.GroupReport.Explanation;
import org.bindscope.analysis.groups.GroupReport.Region;
import org.bindscope.analysis.nvlink.MachineIndex;
import org.bindscope.analysis.nvlink.NpuPartners;
import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.analysis.rules.KernelVersion;
import org.bindscope.model.IommuGroup;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;

/**
 * Explains the IOMMU groups of a machine: works them out again from topology and configuration space,
 * compares with what the kernel reported, and judges whether user space may have each.
 */
public final class GroupAnalysis {

    private static final KernelVersion NVLINK_REMOVED = KernelVersion.of(5, 13);

    private final Machine machine;
    private final KernelRules rules;
    private final DriverBinding.Source bindings;
    private final MachineTopology topology;
    private final Hierarchy hierarchy;
    private final Platform platform;
    private final NpuPartners partners;
    private final Map<PciAddress, SortedSet<PciAddress>> finest;
    private final Map<PciAddress, SortedSet<PciAddress>> coarsest;
    private final Explainer explainer;
    private final Differences differences;
    private final Optional<Map<PciAddress, SortedSet<PciAddress>>> withoutOverride;
    private final ResetAnalysis resets;
    private final GroupHold hold;

    private GroupAnalysis(Machine machine, KernelRules rules, DriverBinding.Source bindings) {
        this.machine = machine;
        this.rules = rules;
        this.bindings = bindings;
        this.topology = MachineTopology.of(machine);
        this.hierarchy = topology.hierarchy();
        this.platform = Platform.of(machine);
        this.partners = rules.version().atLeast(NVLINK_REMOVED) ? NpuPartners.none() : NpuPartners.of(machine);
        Partition fine = partition(Grouping.Assumption.ISOLATES);
        this.finest = byMember(fine);
        this.coarsest = platform == Platform.GENERIC ? byMember(partition(Grouping.Assumption.SHARES)) : finest;
        this.explainer = new Explainer(hierarchy, fine.joins(), new Remedies(hierarchy, Optional.of(topology.newestQuirks()),
                rules, new MachineFacts(machine).commandLineWords(), MachineIndex.tree(machine).isPresent()));
        this.differences = new Differences(machine, topology, platform, rules);
        this.withoutOverride = topology.override().present() && platform == Platform.GENERIC
                ? Optional.of(byMember(Grouping.of(topology.withoutOverride(), Grouping.Assumption.ISOLATES))) : Optional.empty();
        this.resets = new ResetAnalysis(machine, topology);
        this.hold = new GroupHold(machine);
    }

    private static Map<PciAddress, SortedSet<PciAddress>> byMember(Partition partition) {
        Map<PciAddress, SortedSet<PciAddress>> groups = new HashMap<>();
        partition.groups().forEach(group -> group.forEach(member -> groups.put(member, group)));
        return groups;
    }

    /**
     * Reports on all groups of a machine with the drivers that the snapshot shows.
     *
     * @param machine machine
     * @param rules   the kernel rules in force
     * @return in ascending order of number; empty when the snapshot has no groups
     */
    public static List<GroupReport> of(Machine machine, KernelRules rules) {
        return study(machine, rules, DriverBinding::inSnapshot).groups();
    }

    /**
     * Reports on all groups of a machine with given drivers.
     *
     * @param machine  machine
     * @param rules    the kernel rules in force
     * @param bindings the driver of each function, for a what-if
     * @return in ascending order of number; empty when the snapshot has no groups
     */
    public static List<GroupReport> of(Machine machine, KernelRules rules, DriverBinding.Source bindings) {
        return study(machine, rules, bindings).groups();
    }

    /**
     * Everything that grouping tells about a machine.
     *
     * @param machine  machine
     * @param rules    the kernel rules in force
     * @param bindings the driver of each function
     * @return the study
     */
    public static GroupStudy study(Machine machine, KernelRules rules, DriverBinding.Source bindings) {
        return new GroupAnalysis(machine, rules, bindings).run();
    }

    private Partition partition(Grouping.Assumption assumption) {
        return switch (platform) {
            case GENERIC -> Grouping.of(topology.functions().values(), assumption);
            case POWERNV -> new PowerGrouping(topology.functions()).powernv(partners);
            case PSERIES -> new PowerGrouping(topology.functions()).pseries();
            case S390 -> new Partition(List.of(), List.of(), List.of());
        };
    }

    private GroupStudy run() {
        Set<TopologyProblem> problems = new LinkedHashSet<>(Grouping.of(topology.functions().values(),
                Grouping.Assumption.ISOLATES).problems());
        problems.addAll(GroupConsistency.problems(machine));
        List<IommuGroup> groups = new ArrayList<>(machine.getIommuGroups());
        groups.sort(Comparator.comparing(IommuGroup::getNumber, NaturalOrder.NUMBERS));
        List<GroupReport> reports = groups.stream().map(this::report).toList();
        List<GroupStudy.Ungrouped> ungrouped = groups.isEmpty() ? List.of()
                : new UngroupedReasons(machine, topology, platform, partners, rules).all();
        return new GroupStudy(reports, ungrouped, List.copyOf(problems), platform, IommuStatus.of(machine));
    }

    private GroupReport report(IommuGroup group) {
        SortedSet<PciAddress> members = new TreeSet<>();
        group.getFunctions().forEach(function -> MachineIndex.address(function).ifPresent(members::add));
        List<PciFunction> functions = group.getFunctions().stream().filter(function -> MachineIndex.address(function).isPresent())
                .sorted(Comparator.comparing(function -> MachineIndex.address(function).orElseThrow())).toList();
        return new GroupReport(group.getNumber(), Optional.ofNullable(group.getType()),
                group.getReservedRegions().stream()
                .map(r -> new Region(r.getStart(), r.getEnd(), r.getKind() == null ? "" : r.getKind())).toList(),
                members.stream().map(PciAddress::toString).toList(),
                Viability.of(functions.stream().map(this::member).toList(), rules), explain(members),
                functions.stream().filter(function -> !topology.functions().get(MachineIndex.address(function).orElseThrow()).bridge())
                .map(resets::of).toList(),
                hold.of(group));
    }

    private Viability.Member member(PciFunction function) {
        OptionalInt header = function.isSetHeaderType() ? OptionalInt.of(function.getHeaderType())
                : OptionalInt.empty();
        DriverBinding binding = bindings.of(function);
        boolean asCaptured = binding.equals(DriverBinding.inSnapshot(function));
        return Viability.Member.of(function.getAddress(), binding, header,
                asCaptured && function.isSetVfioDevice() && function.isVfioDevice());
    }

    private Explanation explain(SortedSet<PciAddress> members) {
        Optional<Boolean> recomputed = recomputed(members);
        List<Because> because = explainer.because(members, recomputed.isPresent());
        Optional<String> difference = recomputed.filter(same -> same).isPresent() ? Optional.empty()
                : Optional.of(recomputed.isPresent() ? differences.explain(members, finest.get(members.first())) : notComputed(members));
        List<String> split = platform == Platform.GENERIC ? explainer.split(members, recomputed)
                : members.size() < 2 ? List.of() : Remedies.ofPlatform(because);
        return new Explanation(because, recomputed, difference, explainer.members(members), explainer.paths(members), split,
                overridden(members));
    }

    /** Whether a group comes out as the kernel reported it; empty where what decides is not known. */
    private Optional<Boolean> recomputed(SortedSet<PciAddress> members) {
        if (members.isEmpty() || platform == Platform.S390) {
            return Optional.empty();
        }
        SortedSet<PciAddress> computed = finest.get(members.first());
        return computed != null && computed.equals(coarsest.get(members.first()))
                && (platform != Platform.GENERIC || !anyUnread(members))
                ? Optional.of(computed.equals(members)) : Optional.empty();
    }

    /**
     * Whether a member's registers are not known, or a bridge above it is not in the snapshot: agreement with both
     * assumptions is then worth nothing.
     */
    private boolean anyUnread(SortedSet<PciAddress> members) {
        return members.stream().map(topology.functions()::get).anyMatch(f -> !f.pcieKnown() && f.quirk().isEmpty()
                || missingAbove(f).isPresent());
    }

    /** The bridge that a way up leads to and that the snapshot does not have. */
    private Optional<PciAddress> missingAbove(TopologyFunction function) {
        List<TopologyFunction> above = hierarchy.above(function);
        TopologyFunction top = above.isEmpty() ? function : above.get(above.size() - 1);
        return top.parent().filter(parent -> hierarchy.at(parent).isEmpty());
    }

    private String notComputed(SortedSet<PciAddress> members) {
        if (members.isEmpty()) {
            return "The snapshot shows no member of this group.";
        }
        if (platform == Platform.S390) {
            return "The grouping rules of IBM Z are not computed.";
        }
        List<String> unread = unread(members);
        return "The group was not worked out again: " + (unread.isEmpty()
                ? "what decides it is not in the snapshot" : String.join("; ", unread)) + ". It is taken from sysfs"
                + fits(members) + ".";
    }

    /** Which assumption about what was not captured gives the group that the kernel reported. */
    private String fits(SortedSet<PciAddress> members) {
        boolean apart = members.equals(finest.get(members.first()));
        boolean together = members.equals(coarsest.get(members.first()));
        return apart == together ? apart ? ", and comes out so whatever they do" : ""
                : apart ? ", and comes out so if they isolate" : ", and comes out so if they do not isolate";
    }

    /** Functions that decide and whose registers are not known, as words. */
    private List<String> unread(SortedSet<PciAddress> members) {
        Set<PciAddress> relevant = new TreeSet<>();
        for (PciAddress member : members) {
            relevant.add(member);
            hierarchy.above(topology.functions().get(member)).forEach(bridge -> relevant.add(bridge.address()));
        }
        relevant.addAll(coarsest.getOrDefault(members.first(), members));
        Map<String, List<PciAddress>> byReason = new LinkedHashMap<>();
        for (PciAddress address : relevant) {
            Isolation isolation = AcsRule.of(topology.functions().get(address));
            if (isolation.verdict() == Isolation.Verdict.UNKNOWN) {
                byReason.computeIfAbsent(isolation.why(), key -> new ArrayList<>()).add(address);
            }
        }
        List<String> words = new ArrayList<>();
        members.stream().flatMap(member -> missingAbove(topology.functions().get(member)).stream()).distinct()
                .forEach(bridge -> words.add("the bridge " + bridge + " is not in the snapshot"));
        byReason.forEach((reason, addresses) -> words.add(addresses.get(0)
                + (addresses.size() > 1 ? " and " + (addresses.size() - 1) + " more" : "") + ": " + reason));
        return words;
    }

    /** What {@code pcie_acs_override=} hides: who else would be in the group without it. */
    private Optional<String> overridden(SortedSet<PciAddress> members) {
        if (!topology.override().present()) {
            return Optional.empty();
        }
        String parameter = topology.override().text();
        SortedSet<PciAddress> others = new TreeSet<>();
        withoutOverride.ifPresent(groups -> members.forEach(member -> others.addAll(groups.getOrDefault(member, members))));
        others.removeAll(members);
        if (others.isEmpty()) {
            return Optional.of("The kernel command line has " + parameter + ", so groups do not prove what hardware isolates;"
                    + " by the captured registers this group would be the same without it.");
        }
        return Optional.of("The kernel command line has " + parameter + ": without it the group would also hold "
                + Words.some(others) + ", which may reach these devices past the IOMMU.");
    }
}
