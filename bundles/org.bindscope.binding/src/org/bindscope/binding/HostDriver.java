// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.util.Optional;

import org.bindscope.analysis.groups.DriverKind;

/**
 * A driver as a plan needs to know it. Driver and module names differ (xhci_hcd is in xhci_pci,
 * vfio-pci in vfio_pci): the override takes the driver's, modprobe the module's.
 *
 * @param name    the name that the bus knows
 * @param module  the module that holds it, with underscores; empty where the snapshot does not say
 * @param builtin whether that module is part of the kernel image; empty where the snapshot does not
 *                say
 */
public record HostDriver(String name, Optional<String> module, Optional<Boolean> builtin) {

    /** Whether the snapshot says that the module is part of the kernel image. */
    public boolean knownBuiltin() {
        return builtin.orElse(false);
    }

    /**
     * Whether the driver is one of VFIO: vfio-pci or a variant, which the mainline kernel names
     * with {@code vfio} and {@code pci} in every case (7.1: mlx5_vfio_pci, xe-vfio-pci, ...).
     *
     * @param name a driver's name
     * @return true for VFIO drivers
     */
    public static boolean isVfio(String name) {
        return DriverKind.vfio(name);
    }
}
