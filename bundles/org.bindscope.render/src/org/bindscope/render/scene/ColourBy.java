// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

/** By what nodes are coloured and marked. */
public enum ColourBy {
    /** The driver that has the device. */
    DRIVER,
    /** The IOMMU group. */
    GROUP,
    /** The NUMA node. */
    NUMA,
    /** Whether a device would get the driver that it has. */
    VERDICT
}
