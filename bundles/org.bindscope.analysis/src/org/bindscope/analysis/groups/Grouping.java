// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.config.PcieType;
import org.bindscope.analysis.findings.Finding.EvidenceText;

/**
 * The generic PCI grouping of the kernel ({@code pci_device_group}, drivers/iommu/iommu.c, the same text
 * from 4.19 to 7.1; driver-match section 16.4).
 *
 * <p>What the snapshot does not tell is assumed one way for the whole run. Since more isolation never
 * merges groups, a group that comes out the same under both assumptions is certain.
 */
public final class Grouping {

    /** What to take for the answers that are not known. */
    public enum Assumption {
        /** Functions of unknown type isolate: the finest possible partition. */
        ISOLATES,
        /** Functions of unknown type do not isolate: the coarsest possible partition. */
        SHARES
    }

    private final Hierarchy hierarchy;
    private final Map<PciAddress, TopologyFunction> functions;
    private final Assumption assumption;
    private final Map<PciAddress, Integer> groupOf = new HashMap<>();
    private final List<SortedSet<PciAddress>> groups = new ArrayList<>();
    private final List<Join> joins = new ArrayList<>();
    private final Set<TopologyProblem> problems = new LinkedHashSet<>();

    private Grouping(Collection<TopologyFunction> input, Assumption assumption) {
        this.assumption = assumption;
        Set<PciAddress> seen = new HashSet<>();
        for (TopologyFunction function : input) {
            if (!seen.add(function.address())) {
                problem(function, "The address " + function.address() + " stands for two functions; the first one counts.");
            }
        }
        hierarchy = new Hierarchy(input);
        functions = hierarchy.functions();
    }

    /**
     * Divides functions into groups.
     *
     * @param functions  all functions of the machine, in any order
     * @param assumption what to take for unknown answers
     * @return groups of the functions that the IOMMU gives a group
     */
    public static Partition of(Collection<TopologyFunction> functions, Assumption assumption) {
        Grouping grouping = new Grouping(functions, assumption);
        grouping.run();
        return new Partition(grouping.groups, grouping.joins, List.copyOf(grouping.problems));
    }

    private void problem(TopologyFunction function, String text) {
        String address = function.address().toString();
        problems.add(new TopologyProblem(text, List.of(address),
                List.of(new EvidenceText("sys/bus/pci/devices/" + address, function.parent().map(parent -> "below " + parent)
                        .orElse("on a root bus")))));
    }

    private void run() {
        for (TopologyFunction function : inKernelOrder()) {
            if (!function.grouped()) {
                continue;
            }
            Optional<Join> join = assign(function);
            int group;
            if (join.isPresent()) {
                joins.add(join.get());
                group = groupOf.get(join.get().partner());
            } else {
                group = groups.size();
                groups.add(new TreeSet<>());
            }
            groups.get(group).add(function.address());
            groupOf.put(function.address(), group);
        }
    }

    /** A bus's functions in ascending order, then the buses below its bridges. */
    private List<TopologyFunction> inKernelOrder() {
        List<TopologyFunction> roots = new ArrayList<>();
        for (TopologyFunction function : functions.values()) {
            Optional<PciAddress> parent = function.parent();
            if (parent.isPresent() && !functions.containsKey(parent.get())) {
                problem(function, "The bridge " + parent.get() + " above " + function.address()
                        + " does not exist; the function is taken as one on a root bus.");
            }
            if (parent.isEmpty() || !functions.containsKey(parent.get())) {
                roots.add(function);
            }
        }
        List<TopologyFunction> order = new ArrayList<>();
        Set<PciAddress> placed = new HashSet<>();
        Map<PciAddress, List<TopologyFunction>> rootBuses = new LinkedHashMap<>();
        roots.forEach(root -> rootBuses.computeIfAbsent(Hierarchy.busKey(root.address()), key -> new ArrayList<>()).add(root));
        for (List<TopologyFunction> bus : rootBuses.values()) {
            Deque<List<TopologyFunction>> pending = new ArrayDeque<>();
            pending.push(bus);
            while (!pending.isEmpty()) {
                List<TopologyFunction> next = pending.pop();
                List<List<TopologyFunction>> below = new ArrayList<>();
                for (TopologyFunction function : next) {
                    if (placed.add(function.address())) {
                        order.add(function);
                        below.add(hierarchy.below(function.address()));
                    }
                }
                for (int i = below.size() - 1; i >= 0; i--) {
                    if (!below.get(i).isEmpty()) {
                        pending.push(below.get(i));
                    }
                }
            }
        }
        for (TopologyFunction function : functions.values()) {
            if (placed.add(function.address())) {
                problem(function, "The bridges above " + function.address() + " form a loop.");
                order.add(function);
            }
        }
        return order;
    }

    private Optional<Join> assign(TopologyFunction d) {
        TopologyFunction last = d.dmaDevice().map(functions::get).orElse(d);
        if (last != d && grouped(last)) {
            return Optional.of(new Join(d.address(), last.address(), JoinRule.SAME_ALIAS, Optional.of(last.address()),
                    d.address() + " does DMA under the requester id of " + last.address() + "."));
        }
        for (TopologyFunction bridge : hierarchy.above(last)) {
            if (bridge.bridgeAlias() == BridgeAlias.TRANSLATION_ROOT) {
                break;
            }
            if (takesOwnership(bridge)) {
                if (grouped(bridge)) {
                    return Optional.of(new Join(d.address(), bridge.address(), JoinRule.SAME_ALIAS,
                            Optional.of(bridge.address()), d.address() + " is behind the " + bridge.kind() + " "
                                    + bridge.address() + ", which sends everything below it under one requester id."));
                }
                last = bridge;
            }
        }
        return byPath(d, last);
    }

    private Optional<Join> byPath(TopologyFunction d, TopologyFunction from) {
        TopologyFunction p = from;
        List<TopologyFunction> path = hierarchy.above(from);
        // firstFailing[i]: the nearest bridge from i upward that does not isolate.
        TopologyFunction[] firstFailing = new TopologyFunction[path.size() + 1];
        for (int i = path.size() - 1; i >= 0; i--) {
            firstFailing[i] = isolates(path.get(i)) ? firstFailing[i + 1] : path.get(i);
        }
        for (int i = 0; i < path.size() && firstFailing[i] != null; i++) {
            p = path.get(i);
            if (grouped(p)) {
                TopologyFunction hop = firstFailing[i];
                return Optional.of(new Join(d.address(), p.address(), JoinRule.PATH_NOT_ISOLATED,
                        Optional.of(hop.address()), d.address() + " is below " + p.address() + ", and the " + hop.kind()
                                + " " + hop.address() + " " + why(hop) + "."));
            }
        }
        boolean[] visited = new boolean[256];
        Optional<Join> alias = byAlias(d, p, p, visited);
        return alias.isPresent() ? alias : bySlot(d, p, visited);
    }

    /** Functions on the bus of p that are its aliases or the reverse ({@code get_pci_alias_group}). */
    private Optional<Join> byAlias(TopologyFunction d, TopologyFunction p, TopologyFunction at, boolean[] visited) {
        if (visited[at.address().devfn()]) {
            return Optional.empty();
        }
        visited[at.address().devfn()] = true;
        if (at != p && grouped(at)) {
            boolean sameSlot = at.address().sameSlot(p.address());
            return Optional.of(new Join(d.address(), at.address(), JoinRule.BUS_ALIAS, Optional.of(p.address()),
                    "A quirk of the kernel, or firmware's table IVRS, says that " + p.address() + " and " + at.address()
                            + (sameSlot ? ", functions of one slot," : "") + " send under one requester id."));
        }
        for (TopologyFunction other : hierarchy.beside(at.address())) {
            if (other != at && aliases(at, other)) {
                Optional<Join> found = byAlias(d, p, other, visited);
                if (found.isEmpty()) {
                    found = bySlot(d, other, visited);
                }
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    /** Functions of the slot of p that do not isolate either ({@code get_pci_function_alias_group}). */
    private Optional<Join> bySlot(TopologyFunction d, TopologyFunction p, boolean[] visited) {
        if (!multifunction(p) || isolates(p)) {
            return Optional.empty();
        }
        for (TopologyFunction other : hierarchy.beside(p.address())) {
            if (other == p || !other.address().sameSlot(p.address()) || isolates(other)) {
                continue;
            }
            if (grouped(other)) {
                return Optional.of(new Join(d.address(), other.address(), JoinRule.SAME_SLOT_NO_ACS,
                        Optional.of(p.address()), p.address() + " and " + other.address()
                                + " are functions of one device; " + p.address() + " " + why(p) + ", "
                                + other.address() + " " + why(other) + "."));
            }
            Optional<Join> found = byAlias(d, p, other, visited);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static boolean aliases(TopologyFunction one, TopologyFunction other) {
        return one.aliasDevfns().contains(other.address().devfn())
                || other.aliasDevfns().contains(one.address().devfn());
    }

    private boolean takesOwnership(TopologyFunction bridge) {
        if (!bridge.pcieKnown()) {
            return assumption == Assumption.SHARES;
        }
        if (bridge.pcie().isEmpty()) {
            return true;
        }
        PcieType type = bridge.pcie().get();
        return type == PcieType.PCI_TO_PCIE
                || type == PcieType.PCIE_TO_PCI && bridge.bridgeAlias() != BridgeAlias.NONE;
    }

    private boolean isolates(TopologyFunction function) {
        return switch (AcsRule.of(function).verdict()) {
            case YES -> true;
            case NO -> false;
            case UNKNOWN -> assumption == Assumption.ISOLATES;
        };
    }

    private boolean multifunction(TopologyFunction function) {
        return switch (AcsRule.multifunction(function)) {
            case YES -> true;
            case NO -> false;
            case UNKNOWN -> assumption == Assumption.SHARES;
        };
    }

    private static String why(TopologyFunction function) {
        Isolation isolation = AcsRule.of(function);
        return isolation.verdict() == Isolation.Verdict.UNKNOWN
                ? "may not isolate (" + isolation.why() + ")" : isolation.why();
    }

    private boolean grouped(TopologyFunction function) {
        return groupOf.containsKey(function.address());
    }
}
