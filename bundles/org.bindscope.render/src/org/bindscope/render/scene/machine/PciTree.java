// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene.machine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bindscope.model.Machine;
import org.bindscope.model.PciBus;
import org.bindscope.model.PciDomain;
import org.bindscope.model.PciFunction;

/** The functions of a machine below their root buses; virtual functions stand below their physical function. */
final class PciTree {

    /** A root bus, or a function with what is below it. */
    static final class Unit {
        private final String id;
        private final Optional<PciFunction> function;
        private final PciBus bus;
        private final List<Unit> children = new ArrayList<>(0);
        private Unit parent;
        private int devices;

        private Unit(String id, Optional<PciFunction> function, PciBus bus) {
            this.id = id;
            this.function = function;
            this.bus = bus;
        }

        /** Unique. */
        String id() {
            return id;
        }

        /** The function; empty for a root bus. */
        Optional<PciFunction> function() {
            return function;
        }

        /** The root bus, or the bus that the function is on. */
        PciBus bus() {
            return bus;
        }

        /** What is below, by address. */
        List<Unit> children() {
            return children;
        }

        /** What it is below of; empty for a root bus. */
        Optional<Unit> parent() {
            return Optional.ofNullable(parent);
        }

        /** The function above; empty for a function on a root bus. */
        Optional<PciFunction> bridge() {
            return parent().flatMap(Unit::function);
        }

        /** Number of functions, its own included. */
        int devices() {
            return devices;
        }
    }

    private final List<Unit> roots = new ArrayList<>();
    private final List<Unit> preorder = new ArrayList<>();
    private final List<PciFunction> functions = new ArrayList<>();

    PciTree(Machine machine) {
        Map<PciFunction, Unit> units = new IdentityHashMap<>();
        Map<PciBus, Unit> buses = new IdentityHashMap<>();
        for (PciDomain domain : byNumber(machine.getDomains(), Comparator.comparingInt(PciDomain::getNumber))) {
            for (PciBus bus : byNumber(domain.getBuses(), Comparator.comparingInt(PciBus::getNumber))) {
                buses.put(bus, new Unit(String.format("bus:%04x:%02x", domain.getNumber(), bus.getNumber()), Optional.empty(), bus));
                for (PciFunction function : byNumber(bus.getFunctions(),
                        Comparator.comparingInt(PciFunction::getDevice).thenComparingInt(PciFunction::getFunction))) {
                    functions.add(function);
                    units.put(function, new Unit("dev:" + function.getAddress(), Optional.of(function), bus));
                }
            }
        }
        functions.forEach(function -> hang(units.get(function), above(function, units)));
        // What hangs in a circle, which no reader makes, is cut loose and stands on its own bus.
        List<Unit> all = functions.stream().map(units::get).toList();
        Map<Unit, Boolean> reached = new IdentityHashMap<>();
        all.stream().filter(unit -> unit.parent == null).forEach(unit -> reach(unit, reached));
        for (Unit unit : all) {
            if (!reached.containsKey(unit)) {
                unit.parent.children.remove(unit);
                unit.parent = null;
                reach(unit, reached);
            }
        }
        all.stream().filter(unit -> unit.parent == null).forEach(unit -> hang(unit, Optional.of(buses.get(unit.bus))));
        buses.values().stream().filter(unit -> !unit.children.isEmpty()).sorted(Comparator
                .comparingInt((Unit unit) -> unit.bus.getDomain().getNumber()).thenComparingInt(unit -> unit.bus.getNumber()))
                .forEach(roots::add);
        order();
    }

    private static <T> List<T> byNumber(List<T> some, Comparator<T> order) {
        List<T> sorted = new ArrayList<>(some);
        sorted.sort(order);
        return sorted;
    }

    private static Optional<Unit> above(PciFunction function, Map<PciFunction, Unit> units) {
        PciFunction physical = function.getPhysicalFunction();
        PciFunction above = physical != null && physical != function ? physical : function.getBus().getBridge();
        return Optional.ofNullable(above == null ? null : units.get(above));
    }

    private static void hang(Unit unit, Optional<Unit> above) {
        above.ifPresent(parent -> {
            unit.parent = parent;
            parent.children.add(unit);
        });
    }

    private static void reach(Unit from, Map<Unit, Boolean> reached) {
        List<Unit> open = new ArrayList<>(List.of(from));
        while (!open.isEmpty()) {
            Unit unit = open.remove(open.size() - 1);
            if (reached.put(unit, true) == null) {
                open.addAll(unit.children);
            }
        }
    }

    /** Lists all units, those above before those below, and counts from below. */
    private void order() {
        List<Unit> open = new ArrayList<>(roots);
        Collections.reverse(open);
        while (!open.isEmpty()) {
            Unit unit = open.remove(open.size() - 1);
            preorder.add(unit);
            for (int i = unit.children.size() - 1; i >= 0; i--) {
                open.add(unit.children.get(i));
            }
        }
        for (int i = preorder.size() - 1; i >= 0; i--) {
            Unit unit = preorder.get(i);
            unit.devices += unit.function.isPresent() ? 1 : 0;
            if (unit.parent != null) {
                unit.parent.devices += unit.devices;
            }
        }
    }

    /** The functions of a unit and of all below it, those above first. */
    static List<PciFunction> functionsFrom(Unit top) {
        List<PciFunction> all = new ArrayList<>(top.devices);
        List<Unit> open = new ArrayList<>(List.of(top));
        while (!open.isEmpty()) {
            Unit unit = open.remove(open.size() - 1);
            unit.function.ifPresent(all::add);
            for (int i = unit.children.size() - 1; i >= 0; i--) {
                open.add(unit.children.get(i));
            }
        }
        return all;
    }

    /** Root buses with something on them, by number. */
    List<Unit> roots() {
        return roots;
    }

    /** All units, those above before those below. */
    List<Unit> preorder() {
        return preorder;
    }

    /** All functions by address. */
    List<PciFunction> functions() {
        return functions;
    }
}
