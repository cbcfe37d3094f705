// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.devicetree;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.bindscope.devicetree.FdtNode;
import org.bindscope.devicetree.ReferenceIndex;
import org.bindscope.model.DtNode;

/**
 * Which IOMMU a node's DMA passes, and whom an IOMMU serves, by the properties iommus (Devicetree bindings
 * iommu/iommu.txt) and iommu-map (pci/pci-iommu.txt).
 */
final class NodeLinks {

    private static final Set<String> PROPERTIES = Set.of("iommus", "iommu-map");

    private NodeLinks() {
    }

    /** Nodes that iommus and iommu-map of the node itself point at, without repetition. */
    static List<DtNode> iommus(DtNode node, TreeContent content) {
        Optional<FdtNode> plain = content.fdt(node);
        return plain.stream().flatMap(from -> from.properties().stream()
                        .filter(property -> PROPERTIES.contains(property.name()))
                        .flatMap(property -> content.references().uses(from, property).stream()))
                .map(ReferenceIndex.Use::target).flatMap(Optional::stream)
                .map(content::model).flatMap(Optional::stream).distinct().toList();
    }

    /**
     * The nearest node above that has an iommu-map. It applies to the PCI functions below it, by their requester
     * ids; which row of the map a function uses, the Value page of that property shows.
     */
    static Optional<DtNode> mapAbove(DtNode node) {
        for (DtNode at = node.getParent(); at != null; at = at.getParent()) {
            if (NodePaths.property(at, "iommu-map").isPresent()) {
                return Optional.of(at);
            }
        }
        return Optional.empty();
    }

    /** Nodes whose iommus or iommu-map points at this one, without repetition. */
    static List<DtNode> served(DtNode node, TreeContent content) {
        return content.fdt(node).stream().flatMap(plain -> content.references().usersOf(plain).stream())
                .filter(use -> PROPERTIES.contains(use.property().name()))
                .map(ReferenceIndex.Use::from).map(content::model).flatMap(Optional::stream).distinct().toList();
    }
}
