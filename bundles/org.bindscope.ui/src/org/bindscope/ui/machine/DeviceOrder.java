// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.machine;

/** What the tree of devices is arranged by. */
public enum DeviceOrder {
    /** Buses and bridges. */
    HIERARCHY("PCI hierarchy"),
    /** IOMMU groups. */
    GROUP("IOMMU group"),
    /** Drivers. */
    DRIVER("driver"),
    /** NUMA nodes. */
    NUMA("NUMA node");

    private final String label;

    DeviceOrder(String label) {
        this.label = label;
    }

    /**
     * For a drop-down.
     *
     * @return the words after "by"
     */
    public String label() {
        return label;
    }
}
