// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.rules;

/** Patches that never became part of the kernel and that change how PCI drivers match. */
public enum Series {
    /** A kernel as released. */
    NONE,
    /**
     * The vfio-pci-core series of March 2021 with {@code VFIO_PCI_DRIVER_COMPAT=y}: vfio-pci hands
     * some devices on to a vendor driver (driver-match, section 13).
     */
    MARCH_2021,
    /** The same series with {@code VFIO_PCI_DRIVER_COMPAT=n}. */
    MARCH_2021_NO_COMPAT,
    /** RFC v4 of June 2021: an override binds only through a flagged entry (driver-match, section 2.3). */
    JUNE_2021
}
