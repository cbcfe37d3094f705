// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.Set;

/** What a driver's name tells about how it shares an IOMMU group (driver-match sections 8 and 9.2). */
public final class DriverKind {

    private static final Set<String> MANAGED = Set.of("pcieport", "pci-stub");

    private DriverKind() {
    }

    /**
     * Whether a driver is a VFIO driver. All that are known end in {@code vfio-pci} or {@code vfio_pci}
     * (section 9.4, and the vendor drivers of March 2021).
     *
     * @param driver name on the bus
     * @return true for vfio-pci and its variants
     */
    public static boolean vfio(String driver) {
        return driver.endsWith("vfio-pci") || driver.endsWith("vfio_pci");
    }

    /**
     * Whether a driver leaves the DMA of its group alone ({@code driver_managed_dma}).
     *
     * @param driver name on the bus
     * @return true for VFIO drivers, pcieport and pci-stub
     */
    public static boolean managed(String driver) {
        return vfio(driver) || MANAGED.contains(driver);
    }
}
