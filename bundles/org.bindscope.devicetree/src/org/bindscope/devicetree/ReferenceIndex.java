// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The references of a tree in both directions: who points at a node, and which references lead nowhere. Only properties that are
 * known to hold references count, since any number may look like a phandle.
 */
public final class ReferenceIndex {

    /**
     * One reference.
     *
     * @param from     the node that has the property
     * @param property the property that holds it
     * @param cell     index of the cell with the phandle, -1 for a reference by path
     * @param phandle  as stored, 0 for a reference by path
     * @param target   where it leads, empty when there is no such node
     */
    public record Use(FdtNode from, FdtProperty property, int cell, int phandle, Optional<FdtNode> target) {
    }

    private final Map<FdtNode, List<Use>> users = new IdentityHashMap<>();
    private final List<Use> dangling = new ArrayList<>();
    private final PropertyDecoder decoder;

    /** Decodes all reference properties of the tree. */
    public ReferenceIndex(Fdt tree, PropertyDecoder decoder) {
        this.decoder = decoder;
        tree.root().walk(node -> {
            for (FdtProperty property : node.propertyArray()) {
                if (decoder.mayRefer(node, property)) {
                    uses(node, property).forEach(this::add);
                }
            }
        });
    }

    private void add(Use use) {
        if (use.target.isPresent()) {
            users.computeIfAbsent(use.target.get(), n -> new ArrayList<>()).add(use);
        } else if (use.cell < 0 || use.phandle != 0) {
            dangling.add(use);
        }
    }

    /** {@return the references that a property holds, in order, up to the first place that cannot be decoded} */
    public List<Use> uses(FdtNode node, FdtProperty property) {
        DtValue value = decoder.decode(node, property);
        if (value instanceof DtValue.References references) {
            return references.references().stream().map(r -> use(node, property, r)).toList();
        } else if (value instanceof DtValue.InterruptMap map) {
            return map.entries().stream().map(e -> use(node, property, e.parent())).toList();
        } else if (value instanceof DtValue.IdMap map) {
            return map.entries().stream().map(e -> use(node, property, e.controller())).toList();
        } else if (value instanceof DtValue.PathReference path) {
            return List.of(new Use(node, property, -1, 0, path.target()));
        } else if (value instanceof DtValue.Raw raw) {
            return raw.references().stream().map(r -> use(node, property, r)).toList();
        }
        return List.of();
    }

    private static Use use(FdtNode node, FdtProperty property, DtValue.Reference reference) {
        return new Use(node, property, reference.cell(), reference.phandle(), reference.target());
    }

    /** {@return the references to this node in document order} */
    public List<Use> usersOf(FdtNode node) {
        return List.copyOf(users.getOrDefault(node, List.of()));
    }

    /**
     * {@return the references that lead nowhere, in document order; a phandle of 0 does not count, since it is the usual way to
     * leave an entry empty}
     */
    public List<Use> dangling() {
        return List.copyOf(dangling);
    }
}
