// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import org.bindscope.analysis.config.PciAddress;
import org.bindscope.model.DeviceTree;
import org.bindscope.model.DeviceTreeOrigin;
import org.bindscope.model.Machine;
import org.bindscope.model.PciBus;
import org.bindscope.model.PciDomain;
import org.bindscope.model.PciFunction;

/** Finds things in a machine. */
public final class MachineIndex {

    private MachineIndex() {
    }

    /**
     * All functions of a machine whose address can be read.
     *
     * @param machine machine
     * @return by address
     */
    public static List<PciFunction> functions(Machine machine) {
        List<PciFunction> all = new ArrayList<>();
        for (PciDomain domain : machine.getDomains()) {
            for (PciBus bus : domain.getBuses()) {
                all.addAll(bus.getFunctions());
            }
        }
        all.removeIf(function -> address(function).isEmpty());
        all.sort(Comparator.comparing(function -> address(function).orElseThrow()));
        return all;
    }

    /**
     * The address of a function.
     *
     * @param function function
     * @return empty when its text is no address
     */
    public static Optional<PciAddress> address(PciFunction function) {
        return function.getAddress() == null ? Optional.empty() : PciAddress.parse(function.getAddress());
    }

    /**
     * Looks a function up.
     *
     * @param machine machine
     * @param address its address
     * @return empty when the machine has none there
     */
    public static Optional<PciFunction> function(Machine machine, PciAddress address) {
        for (PciDomain domain : machine.getDomains()) {
            if (domain.getNumber() != address.domain()) {
                continue;
            }
            for (PciBus bus : domain.getBuses()) {
                if (bus.getNumber() != address.bus()) {
                    continue;
                }
                for (PciFunction function : bus.getFunctions()) {
                    if (function.getDevice() == address.device() && function.getFunction() == address.function()) {
                        return Optional.of(function);
                    }
                }
            }
        }
        return Optional.empty();
    }

    /**
     * The tree that analyses read: the blob, else the directory form.
     *
     * @param machine machine
     * @return empty when it has no tree with a root
     */
    public static Optional<DeviceTree> tree(Machine machine) {
        return machine.getDeviceTrees().stream().filter(tree -> tree.getRoot() != null)
                .min(Comparator.comparing(tree -> tree.getOrigin() == DeviceTreeOrigin.BLOB ? 0 : 1));
    }

    /**
     * A tree of one form.
     *
     * @param machine machine
     * @param origin  the form
     * @return empty when it has none with a root
     */
    public static Optional<DeviceTree> tree(Machine machine, DeviceTreeOrigin origin) {
        return machine.getDeviceTrees().stream().filter(tree -> tree.getRoot() != null && tree.getOrigin() == origin)
                .findFirst();
    }
}
