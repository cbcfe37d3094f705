// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.plan;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.bindscope.binding.HostDriver;
import org.bindscope.model.Driver;
import org.bindscope.model.DriverState;
import org.bindscope.model.Machine;

/** Names of drivers to choose from. */
final class KnownDrivers {

    /** What the user chooses to have no driver at all. */
    static final String NONE = "(no driver)";

    /** The driver that passes functions to guests where no better one is known. */
    static final String VFIO = "vfio-pci";

    private KnownDrivers() {
    }

    /**
     * All names.
     *
     * @param machine the machine; only read
     * @return vfio-pci, its variants that the machine knows, no driver, then all registered drivers by name
     */
    static List<String> of(Machine machine) {
        Set<String> names = new LinkedHashSet<>();
        names.add(VFIO);
        names(machine, DriverState.REGISTERED).filter(HostDriver::isVfio).forEach(names::add);
        names(machine, DriverState.AVAILABLE).filter(HostDriver::isVfio).forEach(names::add);
        names.add(NONE);
        names(machine, DriverState.REGISTERED).sorted().forEach(names::add);
        return List.copyOf(names);
    }

    private static Stream<String> names(Machine machine, DriverState state) {
        return machine.getDrivers().stream().filter(driver -> driver.getState() == state && driver.getName() != null)
                .map(Driver::getName);
    }
}
