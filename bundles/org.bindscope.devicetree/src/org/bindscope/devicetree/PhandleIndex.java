// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The nodes of a tree by their phandles. Immutable. */
public final class PhandleIndex {

    private final Map<Integer, FdtNode> nodes = new HashMap<>();
    private final Map<Integer, List<FdtNode>> duplicates = new LinkedHashMap<>();

    /** Indexes the whole tree. */
    public PhandleIndex(FdtNode root) {
        root.walk(node -> phandleOf(node).ifPresent(phandle -> {
            FdtNode first = nodes.putIfAbsent(phandle, node);
            if (first != null) {
                duplicates.computeIfAbsent(phandle, p -> new ArrayList<>(List.of(first))).add(node);
            }
        }));
    }

    /**
     * {@return the phandle of a node as libfdt reads it: {@code phandle}, else {@code linux,phandle}, if it has four bytes and is
     * neither 0 nor 0xffffffff}
     */
    public static Optional<Integer> phandleOf(FdtNode node) {
        FdtProperty property = node.findProperty("phandle");
        if (property == null || property.length() != 4) {
            property = node.findProperty("linux,phandle");
        }
        if (property == null || property.length() != 4) {
            return Optional.empty();
        }
        int phandle = property.cell(0);
        return phandle == 0 || phandle == -1 ? Optional.empty() : Optional.of(phandle);
    }

    /** {@return the first node in document order that has this phandle, as libfdt finds it} */
    public Optional<FdtNode> node(int phandle) {
        return Optional.ofNullable(nodes.get(phandle));
    }

    /** {@return the phandles that several nodes have, with these nodes in document order; the first one wins} */
    public Map<Integer, List<FdtNode>> duplicates() {
        return Collections.unmodifiableMap(duplicates);
    }

    /** {@return the number of different phandles} */
    public int size() {
        return nodes.size();
    }
}
