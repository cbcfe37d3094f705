// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.nvlink.NvLinkGraph.Endpoint;
import org.bindscope.model.IommuGroup;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;

/** Which devices can only go to a guest together. */
public final class CompoundGroups {

    private CompoundGroups() {
    }

    /**
     * The IOMMU groups with more than one device; for a machine whose groups were not captured, the compound
     * groups that kernels up to 5.12 make of OpenPOWER's NVLink units (fdt-nvlink section 2.7).
     *
     * @param machine machine
     * @return members by the number of the group, or by a name that begins with {@code NPU}
     */
    public static Map<String, List<String>> of(Machine machine) {
        Map<String, List<String>> groups = new TreeMap<>();
        for (IommuGroup group : machine.getIommuGroups()) {
            List<String> members = group.getFunctions().stream().map(PciFunction::getAddress).toList();
            if (members.size() > 1) {
                groups.put(group.getNumber(), members);
            }
        }
        if (!machine.getIommuGroups().isEmpty()) {
            return groups;
        }
        NpuPartners partners = NpuPartners.of(machine);
        for (Endpoint end : NvLinkAnalysis.of(machine).endpoints()) {
            Optional<String> name = end.address().flatMap(PciAddress::parse).flatMap(partners::compound);
            name.ifPresent(found -> groups.computeIfAbsent(found, key -> new ArrayList<>()).add(end.id()));
        }
        return groups;
    }
}
