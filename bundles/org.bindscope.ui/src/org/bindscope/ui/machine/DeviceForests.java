// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.machine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.bindscope.model.Driver;
import org.bindscope.model.IommuGroup;
import org.bindscope.model.Machine;
import org.bindscope.model.NumaNode;
import org.bindscope.model.PciBridge;
import org.bindscope.model.PciBus;
import org.bindscope.model.PciFunction;
import org.bindscope.ui.labels.FactText;
import org.bindscope.ui.labels.FactText.Silence;
import org.bindscope.ui.labels.ModelWalk;

/** Arranges the devices of a machine; each order holds the same devices. */
public final class DeviceForests {

    private final Machine machine;

    private DeviceForests(Machine machine) {
        this.machine = machine;
    }

    /**
     * Arranges the devices.
     *
     * @param machine the facts
     * @param order   what by
     * @return a forest that holds every function once
     */
    public static DeviceForest arrange(Machine machine, DeviceOrder order) {
        DeviceForests forests = new DeviceForests(machine);
        return switch (order) {
            case HIERARCHY -> forests.byHierarchy();
            case GROUP -> forests.byGroup();
            case DRIVER -> forests.byDriver();
            case NUMA -> forests.byNumaNode();
        };
    }

    private DeviceForest byHierarchy() {
        DeviceForest forest = new DeviceForest();
        Set<Object> placed = Collections.newSetFromMap(new IdentityHashMap<>());
        machine.getDomains().stream().flatMap(domain -> domain.getBuses().stream())
                .filter(bus -> bus.getBridge() == null && bus.getFunctions().stream().anyMatch(DeviceForests::isPhysical))
                .forEach(bus -> placeBus(forest, bus, placed));
        // What is on no root bus and below no bridge: buses whose bridges form a loop, lost virtual functions.
        ModelWalk.functions(machine).filter(function -> !placed.contains(function)).forEach(function -> {
            if (placed.add(function)) {
                forest.add(null, function);
            }
        });
        return forest;
    }

    private static boolean isPhysical(PciFunction function) {
        return function.getPhysicalFunction() == null;
    }

    private static void placeBus(DeviceForest forest, PciBus bus, Set<Object> placed) {
        if (placed.add(bus)) {
            forest.add(null, bus);
            bus.getFunctions().stream().filter(DeviceForests::isPhysical)
                    .forEach(function -> placeFunction(forest, bus, function, placed));
        }
    }

    /** A bridge is placed once, so the depth is bounded by the number of buses in a domain. */
    private static void placeFunction(DeviceForest forest, Object parent, PciFunction function, Set<Object> placed) {
        if (!placed.add(function)) {
            return;
        }
        forest.add(parent, function);
        for (PciFunction virtual : function.getVirtualFunctions()) {
            placeFunction(forest, function, virtual, placed);
        }
        if (function instanceof PciBridge bridge && bridge.getSecondaryBus() != null) {
            bridge.getSecondaryBus().getFunctions().stream().filter(DeviceForests::isPhysical)
                    .forEach(below -> placeFunction(forest, function, below, placed));
        }
    }

    private DeviceForest byGroup() {
        DeviceForest forest = new DeviceForest();
        for (IommuGroup group : machine.getIommuGroups()) {
            forest.add(null, group);
            group.getFunctions().forEach(function -> forest.add(group, function));
        }
        buckets(forest, ModelWalk.functions(machine).filter(function -> function.getIommuGroup() == null).toList(),
                "iommuGroup", Map.of(Silence.NONE, "In no IOMMU group", Silence.UNREADABLE, "IOMMU group unreadable",
                        Silence.NOT_SAID, "IOMMU group not captured"));
        return forest;
    }

    private DeviceForest byDriver() {
        DeviceForest forest = new DeviceForest();
        machine.getDrivers().stream().filter(driver -> !driver.getBoundFunctions().isEmpty())
                .sorted(Comparator.comparing(Driver::getName, Comparator.nullsLast(Comparator.naturalOrder())))
                .forEach(driver -> {
                    forest.add(null, driver);
                    driver.getBoundFunctions().forEach(function -> forest.add(driver, function));
                });
        buckets(forest, ModelWalk.functions(machine).filter(function -> function.getDriver() == null).toList(),
                "driver", Map.of(Silence.NONE, "Without a driver", Silence.UNREADABLE, "Driver unreadable",
                        Silence.NOT_SAID, "Driver not captured"));
        return forest;
    }

    private DeviceForest byNumaNode() {
        DeviceForest forest = new DeviceForest();
        Map<Integer, List<PciFunction>> members = new TreeMap<>();
        ModelWalk.functions(machine).filter(PciFunction::isSetNumaNode)
                .forEach(function -> members.computeIfAbsent(function.getNumaNode(), key -> new ArrayList<>()).add(function));
        Map<Integer, NumaNode> nodes = new LinkedHashMap<>();
        machine.getNumaNodes().forEach(node -> nodes.put(node.getId(), node));
        members.forEach((id, functions) -> {
            Object row = nodes.containsKey(id) ? nodes.get(id) : new DeviceBucket("NUMA node " + id, functions);
            forest.add(null, row);
            functions.forEach(function -> forest.add(row, function));
        });
        buckets(forest, ModelWalk.functions(machine).filter(function -> !function.isSetNumaNode()).toList(),
                "numaNode", Map.of(Silence.NONE, "On no NUMA node", Silence.UNREADABLE, "NUMA node unreadable",
                        Silence.NOT_SAID, "NUMA node not captured"));
        return forest;
    }

    /** One row for each kind of silence about a feature. */
    private static void buckets(DeviceForest forest, List<PciFunction> functions, String feature,
            Map<Silence, String> texts) {
        for (Silence silence : Silence.values()) {
            List<PciFunction> members = functions.stream()
                    .filter(function -> FactText.of(function, feature, null).silence().filter(silence::equals).isPresent())
                    .toList();
            if (!members.isEmpty()) {
                DeviceBucket bucket = new DeviceBucket(texts.get(silence), members);
                forest.add(null, bucket);
                members.forEach(function -> forest.add(bucket, function));
            }
        }
    }
}
