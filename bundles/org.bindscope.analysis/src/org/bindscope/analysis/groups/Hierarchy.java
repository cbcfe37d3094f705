// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import org.bindscope.analysis.config.PciAddress;

/** Functions with the bridges above and the functions beside and below them. Damaged input ends every walk. */
final class Hierarchy {

    private final Map<PciAddress, TopologyFunction> functions;
    private final Map<PciAddress, List<TopologyFunction>> byBus = new HashMap<>();
    private final Map<PciAddress, List<TopologyFunction>> byParent = new HashMap<>();

    /** Of two functions with one address the first counts. */
    Hierarchy(Collection<TopologyFunction> input) {
        Map<PciAddress, TopologyFunction> sorted = new TreeMap<>();
        input.forEach(function -> sorted.putIfAbsent(function.address(), function));
        functions = new LinkedHashMap<>(sorted);
        for (TopologyFunction function : functions.values()) {
            byBus.computeIfAbsent(busKey(function.address()), key -> new ArrayList<>()).add(function);
            function.parent().ifPresent(parent -> byParent.computeIfAbsent(parent, key -> new ArrayList<>()).add(function));
        }
    }

    static PciAddress busKey(PciAddress address) {
        return new PciAddress(address.domain(), address.bus(), 0, 0);
    }

    /** By address, in order. */
    Map<PciAddress, TopologyFunction> functions() {
        return Collections.unmodifiableMap(functions);
    }

    Optional<TopologyFunction> at(PciAddress address) {
        return Optional.ofNullable(functions.get(address));
    }

    /** The bridges above a function, nearest first; ends where a loop would begin. */
    List<TopologyFunction> above(TopologyFunction function) {
        List<TopologyFunction> path = new ArrayList<>();
        Set<PciAddress> seen = new HashSet<>(Set.of(function.address()));
        Optional<PciAddress> next = function.parent();
        while (next.isPresent() && functions.containsKey(next.get()) && seen.add(next.get())) {
            TopologyFunction bridge = functions.get(next.get());
            path.add(bridge);
            next = bridge.parent();
        }
        return path;
    }

    /** The functions on the bus of an address, itself included. */
    List<TopologyFunction> beside(PciAddress address) {
        return byBus.getOrDefault(busKey(address), List.of());
    }

    /** The functions directly below a bridge. */
    List<TopologyFunction> below(PciAddress bridge) {
        return byParent.getOrDefault(bridge, List.of());
    }

    /** All functions below a bridge. */
    SortedSet<PciAddress> allBelow(PciAddress bridge) {
        SortedSet<PciAddress> found = new TreeSet<>();
        List<PciAddress> open = new ArrayList<>(List.of(bridge));
        while (!open.isEmpty()) {
            for (TopologyFunction function : below(open.remove(open.size() - 1))) {
                if (found.add(function.address())) {
                    open.add(function.address());
                }
            }
        }
        return found;
    }

    /**
     * The functions that decide in which group some functions are: themselves, the bridges above, and what is
     * beside each of these.
     */
    List<TopologyFunction> deciding(Collection<PciAddress> members) {
        SortedSet<PciAddress> found = new TreeSet<>();
        for (PciAddress member : members) {
            at(member).ifPresent(function -> {
                beside(member).forEach(each -> found.add(each.address()));
                function.dmaDevice().ifPresent(device -> beside(device).forEach(each -> found.add(each.address())));
                above(function).forEach(bridge -> beside(bridge.address()).forEach(each -> found.add(each.address())));
            });
        }
        return found.stream().map(functions::get).toList();
    }
}
