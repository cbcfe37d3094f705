// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding.export;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import org.bindscope.binding.BindingPlan;
import org.bindscope.binding.HostDriver;
import org.bindscope.binding.PlanNames;
import org.bindscope.binding.PlannedDevice;

/** The {@code ids=} parameter of vfio-pci and pci-stub, which names devices by id and not by address. */
final class IdsParameter {

    /** The kernel's buffer has 1024 bytes (drivers/vfio/pci/vfio_pci.c and drivers/pci/pci-stub.c). */
    private static final int MAX_LENGTH = 1023;

    private static final List<String> DRIVERS = List.of("vfio-pci", "pci-stub");

    private IdsParameter() {
    }

    /** Why a plan cannot be said by ids; empty where it can. */
    static Optional<String> obstacle(BindingPlan plan) {
        List<String> targets = plan.devices().stream().map(device -> device.targetName().orElse("")).distinct().toList();
        if (targets.size() != 1 || !DRIVERS.contains(targets.get(0))) {
            return Optional.of("Only vfio-pci and pci-stub take an ids= parameter, and the plan wants "
                    + targets.stream().map(name -> name.isEmpty() ? "no driver" : name)
                            .collect(Collectors.joining(", ")) + ".");
        }
        Optional<PlannedDevice> twin = plan.devices().stream().filter(device -> !device.twins().isEmpty()).findFirst();
        if (twin.isPresent()) {
            return Optional.of("ids= cannot tell " + twin.get().address() + " from "
                    + PlanNames.some(twin.get().twins()) + ", which has the same ids and is not in the plan.");
        }
        Optional<PlannedDevice> builtin = plan.devices().stream()
                .filter(device -> device.oldDriver().map(HostDriver::knownBuiltin).orElse(false)
                        && !device.isFulfilled())
                .findFirst();
        if (builtin.isPresent()) {
            return Optional.of("The driver " + PlanText.old(builtin.get()) + " of " + builtin.get().address()
                    + " is part of the kernel image and takes the device before ids= is looked at.");
        }
        return text(plan).length() > MAX_LENGTH
                ? Optional.of("The ids= parameter would be longer than the kernel's buffer of 1024 bytes.")
                : Optional.empty();
    }

    /** The driver that the parameter is given to. */
    static HostDriver driver(BindingPlan plan) {
        return plan.devices().get(0).target().orElseThrow();
    }

    /** The value: one entry for each kind of device. */
    static String text(BindingPlan plan) {
        return plan.devices().stream().map(device -> device.identity().idsParameter()).distinct()
                .collect(Collectors.joining(","));
    }
}
