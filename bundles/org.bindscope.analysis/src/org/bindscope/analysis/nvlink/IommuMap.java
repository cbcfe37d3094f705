// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.List;
import java.util.Optional;

import org.bindscope.analysis.config.PciAddress;
import org.bindscope.model.Machine;

/**
 * The property {@code iommu-map} of PCI host bridges: which requester ids an IOMMU translates, and to what
 * ids (Devicetree binding pci-iommu; fdt-nvlink section 1.8).
 */
public final class IommuMap {

    private static final int ENTRY = 4;

    private final PciTree tree;

    private IommuMap(PciTree tree) {
        this.tree = tree;
    }

    /**
     * Reads the maps of a machine.
     *
     * @param machine machine
     * @return empty when no host bridge of its device tree has such a map
     */
    public static Optional<IommuMap> of(Machine machine) {
        return MachineIndex.tree(machine).map(tree -> new IommuMap(new PciTree(new DtIndex(tree),
                Optional.of(machine))))
                .filter(map -> map.tree.hosts().stream().anyMatch(host -> DtValues.has(host.node(), "iommu-map")));
    }

    /**
     * Whether the map covers a function's requester id.
     *
     * @param address function
     * @return empty when its host bridge has no map or the map's length is no multiple of an entry
     */
    public Optional<Boolean> covers(PciAddress address) {
        return host(address).filter(host -> DtValues.has(host.node(), "iommu-map")).flatMap(host -> {
            List<Long> map = DtValues.cells(host.node(), "iommu-map");
            return map.isEmpty() || map.size() % ENTRY != 0 ? Optional.empty()
                    : Optional.of(output(host, address).isPresent());
        });
    }

    /**
     * The IOMMU's id of a function.
     *
     * @param address function
     * @return IOMMU node's phandle in the upper and the id in the lower 32 bits; empty when not covered
     */
    public Optional<Long> streamId(PciAddress address) {
        return host(address).flatMap(host -> output(host, address));
    }

    private static Optional<Long> output(PciHost host, PciAddress address) {
        long mask = DtValues.u32(host.node(), "iommu-map-mask").orElse(0xffff);
        long id = address.requesterId() & mask;
        List<Long> map = DtValues.cells(host.node(), "iommu-map");
        for (int i = 0; i + ENTRY <= map.size(); i += ENTRY) {
            if (id >= map.get(i) && id < map.get(i) + map.get(i + 3)) {
                return Optional.of(map.get(i + 1) << 32 | (map.get(i + 2) + id - map.get(i)) & 0xffffffffL);
            }
        }
        return Optional.empty();
    }

    /**
     * The path of a function's host bridge.
     *
     * @param address function
     * @return empty when the tree has none for its domain
     */
    public Optional<String> hostPath(PciAddress address) {
        return host(address).map(host -> tree.index().path(host.node()));
    }

    private Optional<PciHost> host(PciAddress address) {
        return tree.hosts().stream().filter(host -> host.domain().orElse(-1) == address.domain()).findFirst();
    }
}
