// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.bindscope.analysis.config.AcsBit;
import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.groups.GroupReport.Because;
import org.bindscope.analysis.groups.GroupReport.PathHop;
import org.bindscope.analysis.rules.KernelRules;

/** Says why the members of a group are together: the joins between them and the ways up. */
public final class Explainer {

    private final Hierarchy hierarchy;
    private final Map<PciAddress, Join> joins = new LinkedHashMap<>();
    private final Remedies remedies;

    Explainer(Hierarchy hierarchy, Collection<Join> joins, Remedies remedies) {
        this.hierarchy = hierarchy;
        this.remedies = remedies;
        joins.forEach(join -> this.joins.put(join.joined(), join));
    }

    /**
     * An explainer of a topology that was written by hand, of which everything is known.
     *
     * @param topology the functions
     * @param rules    the kernel rules in force
     * @return the explainer
     */
    public static Explainer of(Collection<TopologyFunction> topology, KernelRules rules) {
        Hierarchy hierarchy = new Hierarchy(topology);
        return new Explainer(hierarchy, Grouping.of(topology, Grouping.Assumption.ISOLATES).joins(),
                new Remedies(hierarchy, Optional.empty(), rules, List.of(), false));
    }

    /**
     * Why devices of a topology that was written by hand are together. Groups that the author named are not explained:
     * whether a group was recomputed is open, as no kernel reported one.
     *
     * @param devices addresses of the members
     * @return the explanation
     */
    public GroupReport.Explanation ofScenario(Collection<String> devices) {
        SortedSet<PciAddress> members = devices.stream().flatMap(text -> PciAddress.parse(text).stream())
                .collect(Collectors.toCollection(TreeSet::new));
        List<Because> because = because(members, true).stream().filter(each -> each.rule() != JoinRule.REPORTED).toList();
        return new GroupReport.Explanation(because, Optional.empty(), Optional.empty(), members(members), paths(members),
                because.size() == members.size() - 1 ? split(members, Optional.of(true)) : List.of(), Optional.empty());
    }

    /** What would split a group of the generic rules. */
    List<String> split(SortedSet<PciAddress> members, Optional<Boolean> recomputed) {
        return remedies.of(members, recomputed);
    }

    /** For each member whether it isolates by itself. */
    List<PathHop> members(SortedSet<PciAddress> members) {
        return members.stream().flatMap(member -> hierarchy.at(member).stream()).map(Explainer::hop).toList();
    }

    /** For each member the hops above it. */
    Map<String, List<PathHop>> paths(SortedSet<PciAddress> members) {
        Map<String, List<PathHop>> paths = new LinkedHashMap<>();
        members.forEach(member -> paths.put(member.toString(), hierarchy.at(member).map(function -> hierarchy.above(function)
                .stream().map(Explainer::hop).toList()).orElse(List.of())));
        return paths;
    }

    private static PathHop hop(TopologyFunction function) {
        Isolation isolation = AcsRule.of(function);
        return new PathHop(function.address().toString(), function.kind(), isolation.verdict(), AcsBit.words(isolation.has()),
                AcsBit.words(isolation.lacks()), "The " + function.kind() + " " + function.address() + " " + isolation.why() + ".",
                function.acs());
    }

    /**
     * One reason for each member but the first: the computed joins, then what only the kernel says.
     *
     * @param members  members by address
     * @param computed whether the registers could explain the group
     */
    List<Because> because(SortedSet<PciAddress> members, boolean computed) {
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
                        + (computed ? ", which the captured registers do not explain."
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
