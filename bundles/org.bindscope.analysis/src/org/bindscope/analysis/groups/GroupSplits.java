// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

import org.bindscope.analysis.config.AcsBit;
import org.bindscope.analysis.config.PciAddress;

/**
 * Tries what would become of a group if something about its functions were otherwise, by grouping the
 * functions that decide again.
 */
final class GroupSplits {

    private final Hierarchy hierarchy;

    GroupSplits(Hierarchy hierarchy) {
        this.hierarchy = hierarchy;
    }

    /**
     * The parts into which members would fall.
     *
     * @param members members of one group
     * @param change  what is otherwise
     * @return in the order of their first members; one part where nothing would change
     */
    List<SortedSet<PciAddress>> parts(SortedSet<PciAddress> members, UnaryOperator<TopologyFunction> change) {
        return parts(members, groups(members, change));
    }

    /** The parts of members in groups that hold all of them. */
    static List<SortedSet<PciAddress>> parts(SortedSet<PciAddress> members, Collection<SortedSet<PciAddress>> groups) {
        return groups.stream().map(group -> {
            SortedSet<PciAddress> part = new TreeSet<>(group);
            part.retainAll(members);
            return part;
        }).filter(part -> !part.isEmpty()).sorted((one, other) -> one.first().compareTo(other.first())).toList();
    }

    /** The group of each function, were all functions of the machine changed. */
    Map<PciAddress, SortedSet<PciAddress>> whole(UnaryOperator<TopologyFunction> change) {
        Map<PciAddress, SortedSet<PciAddress>> groups = new HashMap<>();
        Grouping.of(hierarchy.functions().values().stream().map(change).toList(), Grouping.Assumption.ISOLATES).groups()
                .forEach(group -> group.forEach(member -> groups.put(member, group)));
        return groups;
    }

    /** The parts of members in the groups of a whole machine. */
    static List<SortedSet<PciAddress>> parts(SortedSet<PciAddress> members, Map<PciAddress, SortedSet<PciAddress>> whole) {
        Set<SortedSet<PciAddress>> groups = Collections.newSetFromMap(new IdentityHashMap<>());
        members.stream().filter(whole::containsKey).forEach(member -> groups.add(whole.get(member)));
        return parts(members, groups);
    }

    /** The groups that would form around some functions. */
    List<SortedSet<PciAddress>> groups(Collection<PciAddress> around, UnaryOperator<TopologyFunction> change) {
        return Grouping.of(hierarchy.deciding(around).stream().map(change).toList(), Grouping.Assumption.ISOLATES).groups();
    }

    /** Functions whose standing may join members: the members, the bridges above, and the functions of their slots. */
    List<TopologyFunction> deciders(SortedSet<PciAddress> members) {
        SortedSet<PciAddress> found = new TreeSet<>();
        for (PciAddress member : members) {
            hierarchy.at(member).ifPresent(function -> {
                slot(function, found);
                hierarchy.above(function).forEach(bridge -> slot(bridge, found));
            });
        }
        return found.stream().flatMap(address -> hierarchy.at(address).stream()).toList();
    }

    private void slot(TopologyFunction function, SortedSet<PciAddress> found) {
        hierarchy.beside(function.address()).stream().filter(other -> other.address().sameSlot(function.address()))
                .forEach(other -> found.add(other.address()));
    }

    /** ACS bits that a function supports and that are not enabled, where its registers decide; 0 otherwise. */
    static int switchable(TopologyFunction function) {
        return function.quirk().isEmpty() && function.acs() instanceof AcsState.Registers
                && AcsRule.of(function).verdict() == Isolation.Verdict.NO ? AcsRule.of(function).lacks() : 0;
    }

    /** The function with all its required ACS bits enabled. */
    static TopologyFunction enabled(TopologyFunction function) {
        return function.acs() instanceof AcsState.Registers registers && function.quirk().isEmpty()
                ? function.change().acs(registers.capability(), registers.control() | AcsBit.REQUIRED & registers.capability()).build()
                : function;
    }

    /** The function under a decision that goes before its registers. */
    static TopologyFunction decided(TopologyFunction function, boolean isolates, String reason) {
        return function.change().quirk(new QuirkDecision(Optional.of(isolates), reason)).build();
    }
}
