// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import java.util.Optional;

/**
 * Facts of the machine that probes depend on.
 *
 * @param unsafeNoIommu    vfio.enable_unsafe_noiommu_mode is on
 * @param cacheCoherent    the IOMMU enforces cache coherency; empty when not known
 * @param denylistDisabled vfio_pci.disable_denylist is on
 * @param vfioSriov        vfio_pci.enable_sriov is on
 */
public record BusConditions(boolean unsafeNoIommu, Optional<Boolean> cacheCoherent, boolean denylistDisabled,
        boolean vfioSriov) {

    /** What holds when nothing is said: no unsafe mode, a coherent IOMMU, deny list on, no enable_sriov. */
    public static final BusConditions DEFAULT = new BusConditions(false, Optional.of(true), false, false);
}
