// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.nvlink.IommuMap;
import org.bindscope.analysis.nvlink.MachineIndex;
import org.bindscope.model.Machine;

/** Words for a group that does not come out as the kernel reported it. */
final class Differences {

    private Differences() {
    }

    static String explain(SortedSet<PciAddress> reported, SortedSet<PciAddress> computed, MachineTopology topology,
            Machine machine,
            Platform platform) {
        SortedSet<PciAddress> only = new TreeSet<>(computed);
        only.removeAll(reported);
        SortedSet<PciAddress> missing = new TreeSet<>(reported);
        missing.removeAll(computed);
        List<String> sentences = new ArrayList<>();
        if (platform != Platform.GENERIC) {
            if (!only.isEmpty()) {
                sentences.add("By the platform's rules " + words(only) + " would be in this group too.");
            }
            if (!missing.isEmpty()) {
                sentences.add("By the platform's rules " + words(missing) + " would not be in one group with "
                        + reported.first() + ".");
            }
            sentences.add("That is so when firmware formed the partitionable endpoints otherwise, or when the kernel did not find a"
                    + " function's NVLink partner.");
            return String.join(" ", sentences);
        }
        if (!only.isEmpty()) {
            sentences.add("By the captured registers " + words(only) + " would be in this group too; the kernel keeps "
                    + (only.size() == 1 ? "it" : "them") + " apart.");
            sentences.add(topology.override().present()
                    ? "pcie_acs_override= is on the command line, and a kernel with that patch may trust more than the parameter's words."
                    : "That is so when the kernel has a quirk for a function on the path, is patched, or when the ACS control"
                            + " registers were changed after the groups were made.");
        }
        if (!missing.isEmpty()) {
            sentences.add("By the captured registers " + words(missing) + " would not be in one group with "
                    + reported.first() + ".");
            boolean tree = MachineIndex.tree(machine).isPresent();
            Optional<IommuMap> map = IommuMap.of(machine);
            Optional<Long> stream = map.flatMap(m -> m.streamId(reported.first()));
            if (stream.isPresent() && missing.stream().anyMatch(address -> map.get().streamId(address)
                    .equals(stream))) {
                sentences.add("iommu-map of " + map.get().hostPath(reported.first()).orElse("the host bridge")
                        + " gives them one stream id.");
                return String.join(" ", sentences);
            }
            sentences.add(tree
                    ? "On device tree systems the ports' ACS may have been enabled only after the group was made, and the IOMMU"
                            + " may give several functions one stream id."
                    : "The IOMMU's ACPI table may name further aliases (IVRS), or the ACS control registers were changed after the"
                            + " groups were made.");
        }
        return String.join(" ", sentences);
    }

    private static String words(SortedSet<PciAddress> addresses) {
        List<String> some = addresses.stream().limit(4).map(PciAddress::toString)
                .collect(Collectors.toCollection(ArrayList::new));
        if (addresses.size() > some.size()) {
            some.add((addresses.size() - some.size()) + " more");
        }
        return some.size() == 1 ? some.get(0)
                : String.join(", ", some.subList(0, some.size() - 1)) + " and " + some.get(some.size() - 1);
    }
}
