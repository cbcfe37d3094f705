// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.Optional;

import org.bindscope.analysis.nvlink.DtValues;
import org.bindscope.analysis.nvlink.MachineIndex;
import org.bindscope.model.DeviceTree;
import org.bindscope.model.Machine;

/** Which rules divide the functions of a machine into groups (driver-match section 16, first paragraph). */
public enum Platform {
    /** The generic PCI grouping. */
    GENERIC,
    /** POWER without a hypervisor: partitionable endpoints. */
    POWERNV,
    /** A POWER guest: one group for each host bridge. */
    PSERIES,
    /** IBM Z, whose rules are not computed. */
    S390;

    /**
     * What makes the groups where ACS does not.
     *
     * @return one sentence; empty on {@link #GENERIC}, where the ACS bits of the bridges above a function decide
     */
    public Optional<String> insteadOfAcs() {
        return switch (this) {
            case GENERIC -> Optional.empty();
            case POWERNV -> Optional.of("On POWER without a hypervisor the partitionable endpoints that firmware set up make the "
                    + "groups, whatever ACS the bridges have.");
            case PSERIES -> Optional.of("In a POWER guest each host bridge is a group, whatever ACS the bridges have.");
            case S390 -> Optional.of("On IBM Z firmware makes the groups, whatever ACS the bridges have.");
        };
    }

    /**
     * The platform of a machine.
     *
     * @param machine machine
     * @return {@link #GENERIC} where nothing says otherwise
     */
    public static Platform of(Machine machine) {
        if (new MachineFacts(machine).architecture().filter(name -> name.startsWith("s390")).isPresent()) {
            return S390;
        }
        boolean powernv = MachineIndex.tree(machine).map(DeviceTree::getRoot)
                .filter(root -> DtValues.compatible(root, "ibm,powernv")).isPresent();
        boolean phb = machine.getIommus().stream().anyMatch(iommu -> iommu.getName() != null
                && iommu.getName().startsWith("iommu-phb"));
        boolean pe = machine.getIommuGroups().stream()
                .anyMatch(group -> group.getName() != null && group.getName().startsWith("domain")
                && group.getName().contains("-pe"));
        if (powernv) {
            return POWERNV;
        }
        boolean chrp = MachineIndex.tree(machine).map(DeviceTree::getRoot)
                .filter(root -> DtValues.string(root, "device_type").orElse("").equals("chrp")).isPresent();
        if (chrp) {
            return PSERIES;
        }
        return phb || pe ? POWERNV : GENERIC;
    }
}
