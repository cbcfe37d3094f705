// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

import org.bindscope.analysis.groups.GroupReport.Hold;
import org.bindscope.model.Driver;
import org.bindscope.model.IommuGroup;
import org.bindscope.model.KernelModule;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;
import org.bindscope.model.TextFileKind;

/**
 * Whether user space has a group open. No file says it outright; three tell something: a VFIO driver enables the
 * device when a user opens it (vfio_pci_core_enable), VFIO takes a reference on the driver's module for each open
 * device (vfio_device_first_open), and an unbind that waits for the user is logged.
 */
final class GroupHold {

    private static final String WAITING = "No device request channel registered, blocked until released by user";

    private final Machine machine;
    private final List<String> waiting = new ArrayList<>();

    GroupHold(Machine machine) {
        this.machine = machine;
        new MachineFacts(machine).texts(TextFileKind.KERNEL_LOG).forEach(log -> log.getText().lines()
                .filter(line -> line.contains(WAITING)).limit(1000).forEach(waiting::add));
    }

    Optional<Hold> of(IommuGroup group) {
        List<PciFunction> bound = group.getFunctions().stream()
                .filter(function -> function.getDriver() != null && DriverKind.vfio(function.getDriver().getName())).toList();
        if (bound.isEmpty()) {
            return Optional.empty();
        }
        List<String> waits = bound.stream().map(PciFunction::getAddress)
                .filter(address -> waiting.stream().anyMatch(line -> line.contains(address))).sorted().toList();
        if (!waits.isEmpty()) {
            return hold(Optional.of(true), "A user has " + String.join(", ", waits)
                    + " open: by the kernel log an unbind waits until it is released.");
        }
        List<String> open = bound.stream().filter(f -> f.isSetEnabled() && f.getEnabled() > 0)
                .map(PciFunction::getAddress).sorted().toList();
        Map<String, Integer> references = references(bound);
        if (!open.isEmpty()) {
            return hold(Optional.empty(), "The file enable of " + String.join(", ", open)
                    + " is not 0 although a VFIO driver has it: a user has the device open, or the driver before left it enabled"
                    + (references.containsValue(0) ? "; the module's count of 0 users speaks for the latter." : "."));
        }
        if (references.isEmpty()) {
            return Optional.empty();
        }
        if (references.values().stream().allMatch(count -> count == 0)) {
            return hold(Optional.of(false), "No user has a device of it open: nothing holds the module "
                    + String.join(", ", new TreeSet<>(references.keySet())) + ".");
        }
        return bound.stream().map(PciFunction::getDriver).distinct()
                .filter(driver -> references.getOrDefault(driver.getModule().getName(), 0) > 0).findFirst()
                .map(driver -> counted(driver, references.get(driver.getModule().getName()), group));
    }

    private static Optional<Hold> hold(Optional<Boolean> held, String why) {
        return Optional.of(new Hold(held, why));
    }

    private static Hold counted(Driver driver, int count, IommuGroup group) {
        String module = driver.getModule().getName();
        boolean allHere = driver.getBoundFunctions().stream().allMatch(function -> function.getIommuGroup() == group);
        return allHere ? new Hold(Optional.of(true), "A user has a device of it open: the module " + module + " counts " + count
                + (count == 1 ? " user" : " users") + ", and all devices of " + driver.getName() + " are in this group.")
                : new Hold(Optional.empty(), "The module " + module + " counts " + count + (count == 1 ? " user" : " users")
                        + ", so devices of " + driver.getName() + " are open; no file tells whether one of this group is.");
    }

    /** References on the modules of the drivers; empty where one is not known, or is built in. */
    private Map<String, Integer> references(List<PciFunction> bound) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (PciFunction function : bound) {
            KernelModule module = function.getDriver().getModule();
            if (module == null || !module.isSetReferenceCount()) {
                return Map.of();
            }
            counts.put(module.getName(), module.getReferenceCount());
        }
        return counts;
    }
}
