// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.evidence;

/** Classes of evidence about a machine, by what they are needed for; those that answer most come first. */
public enum EvidenceClass {

    /** The PCI functions. */
    FUNCTIONS("PCI functions"),
    /** Their configuration space beyond the first 64 bytes. */
    CONFIG_SPACE("Configuration space"),
    /** The IOMMU groups. */
    IOMMU_GROUPS("IOMMU groups"),
    /** Which driver has each function. */
    BINDINGS("Bound drivers"),
    /** What stands in driver_override. */
    OVERRIDES("driver_override"),
    /** Which drivers the bus knows. */
    REGISTERED_DRIVERS("Registered drivers"),
    /** Which modules are in the kernel. */
    LOADED_MODULES("Loaded modules"),
    /** Which modules match which devices. */
    MODULE_ALIASES("modules.alias"),
    /** What modprobe is told. */
    MODPROBE_CONFIG("modprobe.d"),
    /** Which kernel it is. */
    KERNEL_RELEASE("Kernel release"),
    /** The kernel command line. */
    COMMAND_LINE("Kernel command line"),
    /** The flattened or directory form of the device tree. */
    DEVICE_TREE("Device tree"),
    /** The names and contents of ACPI tables. */
    ACPI_TABLES("ACPI tables"),
    /** Which links of GPUs go where. */
    NVLINK("NVLinks"),
    /** Types and reserved regions of IOMMU groups. */
    RESERVED_REGIONS("Reserved regions"),
    /** How the kernel would reset a function. */
    RESET_METHODS("Reset methods"),
    /** NUMA nodes. */
    NUMA_NODES("NUMA nodes"),
    /** What the host does with its devices: mounts, swap, routes. */
    HOST_USE("Use by the host"),
    /** The kernel's memory map. */
    MEMORY_MAP("Memory map"),
    /** The kernel log. */
    KERNEL_LOG("Kernel log"),
    /** The configuration that the kernel was built with. */
    KERNEL_CONFIG("Kernel configuration");

    private final String title;

    EvidenceClass(String title) {
        this.title = title;
    }

    /**
     * What people call it.
     *
     * @return a few words
     */
    public String title() {
        return title;
    }
}
