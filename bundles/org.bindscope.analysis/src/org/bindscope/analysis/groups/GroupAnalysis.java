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

import org.bindscope.analysis.config.AcsBit;
import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.groups.GroupReport.Because;
import org.bindscope.analysis.groups.GroupReport.PathHop;
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
    private final Platform platform;
    private final NpuPartners partners;
    private final Partition fine;
    private final Map<PciAddress, SortedSet<PciAddress>> finest;
    private final Map<PciAddress, SortedSet<PciAddress>> coarsest;
    private final Map<PciAddress, Join> joins = new HashMap<>();

    private GroupAnalysis(Machine machine, KernelRules rules, DriverBinding.Source bindings) {
        this.machine = machine;
        this.rules = rules;
        this.bindings = bindings;
        this.topology = MachineTopology.of(machine);
        this.platform = Platform.of(machine);
        this.partners = rules.version().atLeast(NVLINK_REMOVED) ? NpuPartners.none() : NpuPartners.of(machine);
        this.fine = partition(Grouping.Assumption.ISOLATES);
        this.finest = byMember(fine);
        this.coarsest = platform == Platform.GENERIC ? byMember(partition(Grouping.Assumption.SHARES)) : finest;
        fine.joins().forEach(join -> joins.put(join.joined(), join));
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
        Set<String> problems = new LinkedHashSet<>(Grouping.of(topology.functions().values(),
                Grouping.Assumption.ISOLATES).problems());
        problems.addAll(GroupConsistency.problems(machine));
        List<IommuGroup> groups = new ArrayList<>(machine.getIommuGroups());
        groups.sort(Comparator.comparing(IommuGroup::getNumber, NaturalOrder.NUMBERS));
        List<GroupReport> reports = groups.stream().map(this::report).toList();
        List<GroupStudy.Ungrouped> ungrouped = groups.isEmpty() ? List.of()
                : new UngroupedReasons(machine, topology, platform, partners, rules).all();
        return new GroupStudy(reports, ungrouped, List.copyOf(problems), platform);
    }

    private GroupReport report(IommuGroup group) {
        SortedSet<PciAddress> members = new TreeSet<>();
        group.getFunctions().forEach(function -> MachineIndex.address(function).ifPresent(members::add));
        Comparison comparison = compare(members);
        List<Because> because = because(members, comparison);
        Viability viability = Viability.of(group.getFunctions().stream()
                .sorted(Comparator.comparing(function -> MachineIndex.address(function).orElseThrow()))
                .map(this::member).toList(), rules);
        Map<String, List<PathHop>> paths = new LinkedHashMap<>();
        members.forEach(member -> paths.put(member.toString(), path(member)));
        boolean proven = !topology.override().present();
        return new GroupReport(group.getNumber(), Optional.ofNullable(group.getType()),
                group.getReservedRegions().stream()
                .map(r -> new Region(r.getStart(), r.getEnd(), r.getKind() == null ? "" : r.getKind())).toList(),
                members.stream().map(PciAddress::toString).toList(), viability.viable(), viability.blockers(), because,
                comparison.recomputed(), comparison.text(), Remedies.of(members, because, topology, rules, platform),
                paths, proven,
                hold(group));
    }

    private Viability.Member member(PciFunction function) {
        OptionalInt header = function.isSetHeaderType() ? OptionalInt.of(function.getHeaderType())
                : OptionalInt.empty();
        DriverBinding binding = bindings.of(function);
        boolean asCaptured = binding.equals(DriverBinding.inSnapshot(function));
        return Viability.Member.of(function.getAddress(), binding, header,
                asCaptured && function.isSetVfioDevice() && function.isVfioDevice());
    }

    /**
     * A VFIO driver enables the device when a user opens it (drivers/vfio/pci/vfio_pci_core.c, vfio_pci_core_enable).
     */
    private Optional<String> hold(IommuGroup group) {
        List<String> open = group.getFunctions().stream()
                .filter(f -> f.getDriver() != null && DriverKind.vfio(f.getDriver().getName()) && f.isSetEnabled()
                && f.getEnabled() > 0)
                .map(PciFunction::getAddress).sorted().toList();
        return open.isEmpty() ? Optional.empty() : Optional.of("The file enable of " + String.join(", ", open)
                + " is not 0 although a VFIO driver has it: a user has the device open, or the driver before left it enabled.");
    }

    /**
     * The outcome of comparing one reported group with the computation.
     *
     * @param recomputed whether it comes out the same; empty where that is open
     * @param text       why not; empty when it does
     */
    private record Comparison(Optional<Boolean> recomputed, Optional<String> text) {
    }

    private Comparison compare(SortedSet<PciAddress> members) {
        if (members.isEmpty()) {
            return new Comparison(Optional.empty(), Optional.of("The snapshot shows no member of this group."));
        }
        if (platform == Platform.S390) {
            return new Comparison(Optional.empty(), Optional.of("The grouping rules of IBM Z are not computed."));
        }
        List<String> unread = unread(members);
        SortedSet<PciAddress> computed = finest.get(members.first());
        if (computed != null && computed.equals(coarsest.get(members.first()))
                && (platform != Platform.GENERIC || !anyUnread(members))) {
            return computed.equals(members) ? new Comparison(Optional.of(true), Optional.empty())
                    : new Comparison(Optional.of(false), Optional.of(Differences.explain(members, computed, topology,
                    machine, platform)));
        }
        return new Comparison(Optional.empty(), Optional.of("The group was not worked out again: " + (unread.isEmpty()
                ? "what decides it is not in the snapshot" : String.join("; ", unread)) + ". It is taken from sysfs."));
    }

    /** Functions that decide and whose registers are not known, as words. */
    private List<String> unread(SortedSet<PciAddress> members) {
        Set<PciAddress> relevant = new TreeSet<>();
        for (PciAddress member : members) {
            relevant.add(member);
            above(member).forEach(bridge -> relevant.add(bridge.address()));
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
        byReason.forEach((reason, addresses) -> words.add(addresses.get(0)
                + (addresses.size() > 1 ? " and " + (addresses.size() - 1) + " more" : "") + ": " + reason));
        return words;
    }

    /** Whether a member's registers are not known: agreement with both assumptions is then worth nothing. */
    private boolean anyUnread(SortedSet<PciAddress> members) {
        return members.stream().map(topology.functions()::get).anyMatch(f -> !f.pcieKnown() && f.quirk().isEmpty());
    }

    private List<TopologyFunction> above(PciAddress address) {
        List<TopologyFunction> path = new ArrayList<>();
        Set<PciAddress> seen = new TreeSet<>();
        Optional<PciAddress> next = topology.functions().get(address).parent();
        while (next.isPresent() && topology.functions().containsKey(next.get()) && seen.add(next.get())) {
            TopologyFunction bridge = topology.functions().get(next.get());
            path.add(bridge);
            next = bridge.parent();
        }
        return path;
    }

    private List<PathHop> path(PciAddress address) {
        return above(address).stream().map(bridge -> {
            Isolation isolation = AcsRule.of(bridge);
            return new PathHop(bridge.address().toString(), bridge.kind(), isolation.verdict(),
                    AcsBit.words(isolation.has()),
                    AcsBit.words(isolation.lacks()), "The " + bridge.kind() + " " + bridge.address() + " "
                    + isolation.why() + ".");
        }).toList();
    }

    /** One reason for each member but the first: the computed joins, then what only sysfs says. */
    private List<Because> because(SortedSet<PciAddress> members, Comparison comparison) {
        List<Because> because = new ArrayList<>();
        Joined joined = new Joined(members);
        for (PciAddress member : members) {
            Join join = joins.get(member);
            if (join != null && members.contains(join.partner()) && joined.union(join.joined(), join.partner())) {
                because.add(because(join.joined(), join.partner(), join.why(), join.rule(), join.via()));
            }
        }
        if (members.isEmpty()) {
            return because;
        }
        PciAddress first = members.first();
        for (PciAddress member : members) {
            if (joined.union(first, member)) {
                because.add(because(first, member, "sysfs reports " + first + " and " + member + " in one group"
                        + (comparison.recomputed().isPresent() ? ", which the captured registers do not explain."
                                : "; the snapshot does not hold what would explain it"
                                        + (first.sameSlot(member)
                                        ? " (functions of one slot share a group unless ACS keeps them apart)." : ".")),
                        JoinRule.REPORTED, Optional.empty()));
            }
        }
        return because;
    }

    private static Because because(PciAddress one, PciAddress other, String why, JoinRule rule,
            Optional<PciAddress> via) {
        List<String> pair = one.compareTo(other) < 0 ? List.of(one.toString(), other.toString())
                : List.of(other.toString(), one.toString());
        return new Because(pair, why, rule, via.map(PciAddress::toString));
    }

    /** Which members are connected by the reasons given so far. */
    private static final class Joined {
        private final Map<PciAddress, PciAddress> root = new LinkedHashMap<>();

        Joined(SortedSet<PciAddress> members) {
            members.forEach(member -> root.put(member, member));
        }

        private PciAddress find(PciAddress member) {
            PciAddress at = member;
            while (!root.get(at).equals(at)) {
                at = root.get(at);
            }
            return at;
        }

        /** Connects two members; false when they were connected already. */
        boolean union(PciAddress one, PciAddress other) {
            PciAddress a = find(one);
            PciAddress b = find(other);
            root.put(a, b);
            return !a.equals(b);
        }
    }
}
