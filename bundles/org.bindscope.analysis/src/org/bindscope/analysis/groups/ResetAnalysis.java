// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import org.bindscope.analysis.config.Answer;
import org.bindscope.analysis.config.ConfigSpace;
import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.nvlink.MachineIndex;
import org.bindscope.model.Evidence;
import org.bindscope.model.FactState;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;

/** Who else is reset with a function, as far as files tell (drivers/pci/pci.c, pci_reset_methods; driver-match 9.1). */
public final class ResetAnalysis {

    private static final Set<String> WIDE = Set.of("bus", "slot", "cxl_bus");

    private final Machine machine;
    private final MachineTopology topology;

    /**
     * An analysis of one machine.
     *
     * @param machine machine
     */
    public ResetAnalysis(Machine machine) {
        this.machine = machine;
        this.topology = MachineTopology.of(machine);
    }

    /**
     * How a function is reset.
     *
     * @param address  its address
     * @param methods  methods in the order in which the kernel tries them; empty when not known
     * @param alone    whether the first method resets no other function; empty when not known
     * @param together functions that a reset of its bus or slot resets with it, itself included; only itself
     *                 on a root bus, which is never reset
     * @param why      one sentence
     */
    public record Report(String address, Optional<List<String>> methods, Optional<Boolean> alone, List<String> together,
            String why) {
        /** Copies the lists. */
        public Report {
            methods = methods.map(List::copyOf);
            together = List.copyOf(together);
        }
    }

    /**
     * Looks at one function.
     *
     * @param function function of the machine
     * @return how it is reset
     */
    public Report of(PciFunction function) {
        PciAddress address = MachineIndex.address(function).orElseThrow();
        List<String> together = together(address);
        Optional<List<String>> methods = methods(function, address);
        if (methods.isEmpty()) {
            return new Report(address.toString(), methods, Optional.empty(), together,
                    "Neither reset_method nor the whole configuration space was captured, so the ways to reset it are not known.");
        }
        if (methods.get().isEmpty()) {
            return new Report(address.toString(), methods, Optional.empty(), together,
                    "The kernel knows no way to reset it.");
        }
        String first = methods.get().get(0);
        boolean alone = !WIDE.contains(first) || together.size() == 1;
        String why = alone ? "It is reset alone, by " + first + "." : "It is reset by " + first + ", which resets "
                + (together.size() - 1) + " other function" + (together.size() == 2 ? "" : "s") + " with it.";
        return new Report(address.toString(), methods, Optional.of(alone), together, why);
    }

    private Optional<List<String>> methods(PciFunction function, PciAddress address) {
        if (!function.getResetMethods().isEmpty()) {
            return Optional.of(function.getResetMethods());
        }
        for (Evidence evidence : function.getEvidence()) {
            if ("resetMethods".equals(evidence.getFeature()) && evidence.getState() == FactState.NONE) {
                return Optional.of(List.of());
            }
        }
        return topology.config(address).flatMap(space -> fromConfig(space, address));
    }

    /** What the capabilities offer, in the kernel's order; device specific methods are not known from here. */
    private Optional<List<String>> fromConfig(ConfigSpace space, PciAddress address) {
        Answer<Boolean> flr = space.pcie().then(pcie -> new Answer.Present<>(pcie.functionLevelReset()));
        if (!flr.known() || !space.advancedFeaturesReset().known() || !space.powerManagementResets().known()) {
            return Optional.empty();
        }
        List<String> methods = new ArrayList<>();
        if (flr.asOptional().orElse(false)) {
            methods.add("flr");
        }
        if (space.advancedFeaturesReset().asOptional().orElse(false)) {
            methods.add("af_flr");
        }
        if (space.powerManagementResets().asOptional().orElse(false)) {
            methods.add("pm");
        }
        if (topology.functions().get(address).parent().isPresent()) {
            methods.add("bus");
        }
        return Optional.of(methods);
    }

    /** All functions on the bus and below it: what a hot reset by VFIO must have in its hands. */
    private List<String> together(PciAddress address) {
        Map<PciAddress, TopologyFunction> all = topology.functions();
        Optional<PciAddress> parent = all.get(address).parent();
        if (parent.isEmpty()) {
            return List.of(address.toString());
        }
        Set<PciAddress> reset = new TreeSet<>();
        Set<PciAddress> bridges = new LinkedHashSet<>(Set.of(parent.get()));
        boolean grown = true;
        while (grown) {
            grown = false;
            for (TopologyFunction function : all.values()) {
                if (function.parent().filter(bridges::contains).isPresent() && reset.add(function.address())) {
                    grown |= bridges.add(function.address());
                }
            }
        }
        return reset.stream().map(PciAddress::toString).toList();
    }
}
