// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.bindscope.analysis.config.Answer;
import org.bindscope.analysis.nvlink.DtIndex;
import org.bindscope.analysis.nvlink.DtValues;
import org.bindscope.analysis.nvlink.MachineIndex;
import org.bindscope.model.Machine;

/**
 * Whether PCI functions of a machine are translated by an IOMMU, and if not, who switched it off.
 *
 * @param state   the answer
 * @param summary one sentence
 * @param remedy  what to do; empty when nothing is to be done
 */
public record IommuStatus(State state, String summary, String remedy) {

    /** The answers. */
    public enum State {
        /** There are IOMMU groups. */
        ON,
        /** The only groups are those of VFIO's mode without an IOMMU. */
        NO_IOMMU_MODE,
        /** Firmware describes no IOMMU: switched off there, or there is none. */
        FIRMWARE_OFF,
        /** Firmware describes one and the kernel was told not to use it, or not told to. */
        KERNEL_OFF,
        /** The kernel has no driver for it, or has not loaded it. */
        DRIVER_MISSING,
        /** There are no groups, and the snapshot does not hold what would tell why. */
        UNDECIDED,
        /** The snapshot does not hold the groups. */
        NOT_CAPTURED
    }

    private static final int CLASS_IOMMU = 0x0806;

    /**
     * Looks at a machine.
     *
     * @param machine machine
     * @return the answer
     */
    public static IommuStatus of(Machine machine) {
        if (!machine.getIommuGroups().isEmpty()) {
            boolean unsafe = machine.getIommuGroups().stream()
                    .allMatch(group -> "vfio-noiommu".equals(group.getName()));
            return unsafe ? new IommuStatus(State.NO_IOMMU_MODE,
                    "The only IOMMU groups are made by VFIO's unsafe mode without an IOMMU.",
                    "Switch the IOMMU on and remove enable_unsafe_noiommu_mode.")
                    : new IommuStatus(State.ON, "The kernel made " + machine.getIommuGroups().size() + " IOMMU groups.",
                    "");
        }
        if (!machine.isSetIommuGroupsCaptured()) {
            return new IommuStatus(State.NOT_CAPTURED, "The snapshot does not hold /sys/kernel/iommu_groups.",
                    "Capture it again with /sys/kernel/iommu_groups.");
        }
        return new Reason(machine, new MachineFacts(machine)).find();
    }

    /** Finds out why there are no groups. */
    private record Reason(Machine machine, MachineFacts facts) {

        IommuStatus find() {
            Optional<IommuStatus> virtual = virtualIommu();
            if (virtual.isPresent()) {
                return virtual.get();
            }
            Optional<String> off = facts.commandLineWords().stream().filter(Reason::switchesOff).findFirst();
            Answer<Set<String>> tables = facts.acpiTables();
            if (tables instanceof Answer.Present<Set<String>> present) {
                return byTables(present.value(), off);
            }
            Optional<IommuStatus> tree = byTree(off);
            if (tree.isPresent()) {
                return tree.get();
            }
            if (off.isPresent()) {
                return new IommuStatus(State.KERNEL_OFF, "There are no IOMMU groups, and the kernel command line has "
                        + off.get() + ".",
                        "Remove " + off.get() + " from the kernel command line.");
            }
            return new IommuStatus(State.UNDECIDED,
                    "There are no IOMMU groups, and neither ACPI tables, a device tree nor the start of the"
                    + " kernel log were captured, so the snapshot does not tell why.",
                    "Capture ACPI tables and the kernel log too.");
        }

        private static boolean switchesOff(String word) {
            return word.equals("iommu=off") || word.startsWith("intel_iommu=") && words(word).contains("off")
                    || word.startsWith("amd_iommu=") && words(word).contains("off");
        }

        private static List<String> words(String option) {
            return List.of(option.substring(option.indexOf('=') + 1).split(","));
        }

        private Optional<IommuStatus> virtualIommu() {
            return MachineIndex.functions(machine).stream()
                    .filter(f -> f.isSetVendorId() && f.getVendorId() == 0x1af4 && f.isSetClassCode()
                    && f.getClassCode() >> 8 == CLASS_IOMMU
                            && f.getDriver() == null)
                    .findFirst().map(f -> new IommuStatus(State.DRIVER_MISSING, "The virtio IOMMU " + f.getAddress()
                            + " has no driver, so there are no IOMMU groups.",
                            "Load the module virtio_iommu early, from the initial RAM file system."));
        }

        private IommuStatus byTables(Set<String> tables, Optional<String> off) {
            Optional<String> table = List.of("DMAR", "IVRS", "IORT", "VIOT").stream().filter(tables::contains)
                    .findFirst();
            if (table.isEmpty()) {
                return new IommuStatus(State.FIRMWARE_OFF,
                        "There are no IOMMU groups, and firmware gives none of the ACPI tables DMAR, IVRS,"
                        + " IORT and VIOT: the IOMMU is switched off in firmware, or there is none.",
                        "Enable VT-d, AMD-Vi or SMMU in the firmware setup.");
            }
            if (off.isPresent()) {
                return new IommuStatus(State.KERNEL_OFF, "Firmware describes an IOMMU (" + table.get()
                        + "), but the kernel command line has "
                        + off.get() + ".", "Remove " + off.get() + " from the kernel command line.");
            }
            return switch (table.get()) {
                case "DMAR" -> intel();
                case "IVRS" -> driver("CONFIG_AMD_IOMMU", "IVRS", "AMD IOMMU");
                case "IORT" -> driver("CONFIG_ARM_SMMU_V3", "IORT", "SMMUv3");
                default -> driver("CONFIG_VIRTIO_IOMMU", "VIOT", "virtio IOMMU");
            };
        }

        private IommuStatus intel() {
            Answer<String> built = facts.config("CONFIG_INTEL_IOMMU");
            if (built.asOptional().filter("n"::equals).isPresent()) {
                return new IommuStatus(State.DRIVER_MISSING,
                        "Firmware describes an IOMMU (DMAR), but the kernel was built without"
                        + " CONFIG_INTEL_IOMMU.", "Use a kernel with CONFIG_INTEL_IOMMU=y.");
            }
            boolean on = facts.commandLineWords().stream().anyMatch(word -> word.startsWith("intel_iommu=")
                    && words(word).contains("on"));
            Answer<String> byDefault = facts.config("CONFIG_INTEL_IOMMU_DEFAULT_ON");
            if (!on && byDefault.asOptional().filter("n"::equals).isPresent()) {
                return new IommuStatus(State.KERNEL_OFF,
                        "Firmware describes an IOMMU (DMAR), but this kernel leaves it off by default and the"
                        + " command line has no intel_iommu=on.", "Add intel_iommu=on to the kernel command line.");
            }
            return new IommuStatus(State.UNDECIDED, "Firmware describes an IOMMU (DMAR), and there are no IOMMU groups"
                    + (on
                    ? " although the command line has intel_iommu=on; the kernel log would tell why."
                    : "; the command line has no intel_iommu=on, and whether the kernel switches it on by default was not captured."),
                    on ? "Look for DMAR lines in the kernel log." : "Add intel_iommu=on to the kernel command line.");
        }

        private IommuStatus driver(String option, String table, String name) {
            Answer<String> built = facts.config(option);
            if (built.asOptional().filter("n"::equals).isPresent()) {
                return new IommuStatus(State.DRIVER_MISSING, "Firmware describes an IOMMU (" + table
                        + "), but the kernel was built without "
                        + option + ".", "Use a kernel with " + option + ".");
            }
            if (built.asOptional().filter("m"::equals).isPresent()) {
                return new IommuStatus(State.DRIVER_MISSING, "Firmware describes an IOMMU (" + table
                        + "), and its driver (" + name
                        + ") is a module that made no groups.",
                        "Load the module early, from the initial RAM file system.");
            }
            return new IommuStatus(State.UNDECIDED, "Firmware describes an IOMMU (" + table
                    + "), and there are no IOMMU groups; the kernel log"
                    + " would tell why.", "Look for lines of the " + name + " driver in the kernel log.");
        }

        /** Host bridges name their IOMMU by {@code iommu-map}; other devices by {@code iommus}. */
        private Optional<IommuStatus> byTree(Optional<String> off) {
            return MachineIndex.tree(machine).map(DtIndex::new).map(index -> {
                boolean mapped = index.nodes().stream().anyMatch(node -> DtValues.has(node, "iommu-map")
                        || DtValues.has(node, "ibm,opal-phbid"));
                if (!mapped) {
                    return new IommuStatus(State.FIRMWARE_OFF,
                            "There are no IOMMU groups, and no PCI host bridge of the device tree has an"
                            + " iommu-map: firmware describes no IOMMU for PCI.",
                            "Use firmware or an overlay that describes the IOMMU.");
                }
                if (off.isPresent()) {
                    return new IommuStatus(State.KERNEL_OFF,
                            "The device tree describes an IOMMU for PCI, but the kernel command line has "
                            + off.get() + ".", "Remove " + off.get() + " from the kernel command line.");
                }
                boolean disabled = index.nodes().stream().filter(node -> DtValues.has(node, "iommu-map"))
                        .map(node -> DtValues.cells(node, "iommu-map")).filter(cells -> cells.size() >= 4)
                        .flatMap(cells -> index.resolve(cells.get(1)).stream())
                        .anyMatch(node -> DtValues.string(node, "status")
                        .filter(s -> !s.equals("okay") && !s.equals("ok")).isPresent());
                return disabled
                        ? new IommuStatus(State.FIRMWARE_OFF,
                        "The device tree describes an IOMMU for PCI and disables it by its status.",
                                "Enable it in firmware or by an overlay.")
                        : new IommuStatus(State.DRIVER_MISSING,
                        "The device tree describes an IOMMU for PCI, but the kernel made no groups: its"
                                + " driver is missing or did not start.",
                                "Use a kernel with the driver of that IOMMU built in.");
            });
        }
    }
}
