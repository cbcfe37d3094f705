// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.List;

import org.bindscope.analysis.findings.Finding.EvidenceText;
import org.bindscope.model.Machine;

/**
 * Whether PCI functions of a machine are translated by an IOMMU, and if not, who switched it off.
 *
 * @param state    the answer
 * @param summary  one sentence
 * @param remedy   what to do; empty when nothing is to be done
 * @param evidence what the answer rests on; empty for {@link State#ON}
 */
public record IommuStatus(State state, String summary, String remedy, List<EvidenceText> evidence) {

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

    /** Copies the list. */
    public IommuStatus {
        evidence = List.copyOf(evidence);
    }

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
                    "Switch the IOMMU on and remove enable_unsafe_noiommu_mode.",
                    machine.getIommuGroups().stream().flatMap(group -> Proof.of(group, "name").stream()).toList())
                    : new IommuStatus(State.ON, "The kernel made " + machine.getIommuGroups().size() + " IOMMU groups.",
                    "", List.of());
        }
        if (!machine.isSetIommuGroupsCaptured()) {
            return new IommuStatus(State.NOT_CAPTURED,
                    "The snapshot does not say whether there are IOMMU groups: sys/kernel/iommu_groups was not captured.",
                    "Capture it again with /sys/kernel/iommu_groups.", List.of());
        }
        return new IommuAbsence(machine).find();
    }
}
