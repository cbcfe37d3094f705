// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

import org.bindscope.analysis.config.Answer;
import org.bindscope.analysis.config.ConfigSpace;
import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.nvlink.MachineIndex;
import org.bindscope.model.Evidence;
import org.bindscope.model.FactState;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;

/**
 * How functions are reset, and who else is reset with them, as far as files tell (drivers/pci/pci.c,
 * pci_reset_methods; drivers/vfio/pci/vfio_pci_core.c, hot reset; driver-match 9.1).
 *
 * <p>The kernel resets one function by itself only by a method that reaches no other: {@code bus} counts only for a
 * function that is alone on its bus. Without such a method there is VFIO's hot reset, which takes the whole slot or
 * bus and everything below, and is done only for a user who has all of it.
 */
public final class ResetAnalysis {

    private static final Set<String> WIDE = Set.of("bus", "slot", "cxl_bus");

    private final MachineTopology topology;
    private final Hierarchy hierarchy;
    private final boolean fileCaptured;

    /**
     * An analysis of one machine.
     *
     * @param machine machine
     */
    public ResetAnalysis(Machine machine) {
        this(machine, MachineTopology.of(machine));
    }

    ResetAnalysis(Machine machine, MachineTopology topology) {
        this.topology = topology;
        this.hierarchy = topology.hierarchy();
        // The kernel shows the file only where it knows a method, so one such file proves that others were not left out.
        this.fileCaptured = MachineIndex.functions(machine).stream().anyMatch(function -> !function.getResetMethods().isEmpty());
    }

    /**
     * How a function is reset.
     *
     * @param address  its address
     * @param methods  methods in the order in which the kernel tries them; empty when not known
     * @param alone    whether one of the methods resets no other function; empty when not known
     * @param together functions that a reset of its bus or slot resets with it, itself included; only itself
     *                 on a root bus, which is never reset
     * @param reach    in a few words who is reset: {@code alone (flr)}, {@code with 3 others}, {@code never}
     * @param why      one sentence
     */
    public record Report(String address, Optional<List<String>> methods, Optional<Boolean> alone, List<String> together,
            String reach, String why) {
        /** Copies the lists. */
        public Report {
            methods = methods.map(List::copyOf);
            together = List.copyOf(together);
        }

        /**
         * The functions that are reset with it where it is not reset alone.
         *
         * @return without the function itself
         */
        public List<String> others() {
            return together.stream().filter(other -> !other.equals(address)).toList();
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
        int others = together.size() - 1;
        Optional<List<String>> said = said(function);
        Optional<List<String>> methods = said.or(() -> topology.config(address).flatMap(space -> fromConfig(space, function, others)));
        if (methods.isEmpty()) {
            return new Report(address.toString(), methods, Optional.empty(), together, "not known",
                    "Neither reset_method nor the whole configuration space was captured, so the ways to reset it are not known"
                            + (others == 0 ? "." : "; a reset of its bus would reset " + Words.count(others, "other function") + " with it."));
        }
        String source = said.isPresent() ? "reset_method" : "by its capabilities";
        Optional<String> own = methods.get().stream().filter(method -> !WIDE.contains(method) || others == 0).findFirst();
        if (own.isPresent()) {
            return new Report(address.toString(), methods, Optional.of(true), together, "alone (" + own.get() + ")",
                    "It is reset alone, by " + own.get() + " (" + source + ": " + String.join(" ", methods.get()) + ").");
        }
        if (others == 0) {
            return new Report(address.toString(), methods, Optional.empty(), together, "never",
                    "The kernel knows no way to reset it" + (topology.functions().get(address).parent().isPresent() ? "."
                            : ", and the root bus that it is on is never reset."));
        }
        return new Report(address.toString(), methods, Optional.of(false), together, "with " + Words.count(others, "other"),
                "It has no reset of its own (" + source + ": " + (methods.get().isEmpty() ? "none" : String.join(" ", methods.get()))
                        + "): a reset of its bus resets " + Words.count(others, "other function") + " with it, "
                        + Words.some(together.stream().filter(other -> !other.equals(address.toString())).toList()) + ".");
    }

    /** The methods that the kernel wrote into {@code reset_method}; empty where it is not known whether it wrote any. */
    private Optional<List<String>> said(PciFunction function) {
        if (!function.getResetMethods().isEmpty()) {
            return Optional.of(function.getResetMethods());
        }
        for (Evidence evidence : function.getEvidence()) {
            if ("resetMethods".equals(evidence.getFeature()) && evidence.getState() == FactState.NONE) {
                return Optional.of(List.of());
            }
            if ("resetMethods".equals(evidence.getFeature())) {
                return Optional.empty();
            }
        }
        return fileCaptured ? Optional.of(List.of()) : Optional.empty();
    }

    /** What the capabilities offer, in the kernel's order; device specific methods are not known from here. */
    private Optional<List<String>> fromConfig(ConfigSpace space, PciFunction function, int others) {
        Answer<Boolean> flr = space.pcie().then(pcie -> new Answer.Present<>(pcie.functionLevelReset()));
        if (!flr.known() || !space.advancedFeaturesReset().known() || !space.powerManagementResets().known()) {
            return Optional.empty();
        }
        int vendor = function.isSetVendorId() ? function.getVendorId() : 0;
        int device = function.isSetDeviceId() ? function.getDeviceId() : 0;
        boolean mayFlr = !ResetQuirks.noFlr(vendor, device);
        List<String> methods = new ArrayList<>();
        if (mayFlr && flr.asOptional().orElse(false)) {
            methods.add("flr");
        }
        if (mayFlr && space.advancedFeaturesReset().asOptional().orElse(false)) {
            methods.add("af_flr");
        }
        if (space.powerManagementResets().asOptional().orElse(false)
                && !ResetQuirks.noPmReset(vendor, function.isSetClassCode() ? function.getClassCode() : 0)) {
            methods.add("pm");
        }
        PciAddress address = MachineIndex.address(function).orElseThrow();
        if (others == 0 && topology.functions().get(address).parent().isPresent() && !ResetQuirks.noBusReset(vendor, device)) {
            methods.add("bus");
        }
        return Optional.of(methods);
    }

    /** All functions on the bus and below it: what a hot reset by VFIO must have in its hands. */
    private List<String> together(PciAddress address) {
        Optional<PciAddress> parent = topology.functions().get(address).parent();
        if (parent.isEmpty()) {
            return List.of(address.toString());
        }
        SortedSet<PciAddress> reset = new TreeSet<>(hierarchy.allBelow(parent.get()));
        reset.add(address);
        return reset.stream().map(PciAddress::toString).toList();
    }
}
