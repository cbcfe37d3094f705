// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.util.Optional;
import java.util.Set;

import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;

/**
 * Which drivers a member of an IOMMU group may have while user space owns the group: up to Linux
 * 5.18 vfio_dev_viable of drivers/vfio/vfio.c, from 5.19 the DMA ownership of drivers/iommu/iommu.c,
 * where a driver says {@code driver_managed_dma}.
 *
 * @param dmaOwnership whether the kernel has DMA ownership (5.19 and later)
 */
record GroupRules(boolean dmaOwnership) {

    /** Drivers besides those of VFIO that leave DMA to user space (7.1). */
    private static final Set<String> MANAGED = Set.of("pcieport", "pci-stub");

    /** Rules of a machine's kernel; those of 5.19 where the snapshot does not tell the release. */
    static GroupRules of(Machine machine) {
        return new GroupRules(Optional.ofNullable(machine.getProvenance())
                .map(provenance -> provenance.getKernelRelease())
                .flatMap(KernelRelease::parse)
                .map(release -> release.atLeast(5, 19))
                .orElse(true));
    }

    /**
     * Why a function with a driver keeps user space from owning its group.
     *
     * @param function the function
     * @param driver   the driver that it would have
     * @return empty where it does not
     */
    Optional<String> blocks(PciFunction function, Optional<String> driver) {
        if (driver.isEmpty() || HostDriver.isVfio(driver.get()) || driver.get().equals("pci-stub")) {
            return Optional.empty();
        }
        if (dmaOwnership) {
            return MANAGED.contains(driver.get()) ? Optional.empty()
                    : Optional.of("its driver " + SafeText.label(driver.get())
                            + " does DMA for the host (kernel 5.19 and later)");
        }
        if (function.isSetHeaderType() && function.getHeaderType() != 0) {
            return Optional.empty();
        }
        return Optional.of("its driver " + SafeText.label(driver.get())
                + " is neither of VFIO nor pci-stub (kernel 5.18 and earlier)");
    }
}
