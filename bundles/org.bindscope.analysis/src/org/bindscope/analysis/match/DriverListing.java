// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import org.bindscope.model.Evidence;
import org.bindscope.model.Machine;

/** Whether a snapshot lists the drivers of the PCI bus. Outputs of tools name only those that have a device. */
public final class DriverListing {

    private DriverListing() {
    }

    /**
     * Whether the drivers that the machine knows are all that are registered.
     *
     * @param machine the facts
     * @return false when the snapshot holds neither {@code bus/pci/drivers} nor the modules' links to drivers; true
     *         for a machine that was written by hand, which has no inputs
     */
    public static boolean isCaptured(Machine machine) {
        return machine.getProvenance() == null || machine.getProvenance().getInputs().isEmpty()
                || machine.getDrivers().stream().flatMap(driver -> driver.getEvidence().stream()).anyMatch(DriverListing::lists);
    }

    private static boolean lists(Evidence evidence) {
        String file = evidence.getFile();
        return file != null && (file.contains("sys/bus/pci/drivers/") || file.contains("sys/module/"));
    }
}
