// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

/** Which picture of a machine. */
public enum SceneKind {
    /** Root buses, bridges and devices. */
    PCI,
    /** GPUs, NVSwitches, NPUs, processors and the links between them. */
    NVLINK,
    /** IOMMU groups as boxes around devices, with the links between them. */
    IOMMU
}
