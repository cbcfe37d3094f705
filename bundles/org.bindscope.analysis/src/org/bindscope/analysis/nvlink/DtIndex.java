// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import org.bindscope.model.DeviceTree;
import org.bindscope.model.DtNode;

/** A device tree with its nodes indexed by path and phandle. */
public final class DtIndex {

    private static final long NO_PHANDLE = 0xffffffffL;

    private final DeviceTree tree;
    private final List<DtNode> nodes = new ArrayList<>();
    private final Map<DtNode, String> paths = new IdentityHashMap<>();
    private final Map<String, DtNode> byPath = new HashMap<>();
    private final Map<Long, List<DtNode>> byPhandle = new HashMap<>();

    /**
     * Indexes a tree.
     *
     * @param tree the tree; its root may be unset
     */
    public DtIndex(DeviceTree tree) {
        this.tree = tree;
        if (tree.getRoot() == null) {
            return;
        }
        Deque<DtNode> pending = new ArrayDeque<>();
        pending.push(tree.getRoot());
        while (!pending.isEmpty()) {
            DtNode node = pending.pop();
            DtNode parent = node.getParent();
            String path = parent == null ? "/" : join(paths.get(parent), node.getName());
            nodes.add(node);
            paths.put(node, path);
            byPath.putIfAbsent(path, node);
            phandle(node).ifPresent(value -> byPhandle.computeIfAbsent(value, key -> new ArrayList<>(1)).add(node));
            for (int i = node.getChildren().size() - 1; i >= 0; i--) {
                pending.push(node.getChildren().get(i));
            }
        }
    }

    private static String join(String parent, String name) {
        return parent.equals("/") ? "/" + name : parent + "/" + name;
    }

    /**
     * The phandle of a node, also in its old spelling.
     *
     * @param node node
     * @return empty when it has none
     */
    public static OptionalLong phandle(DtNode node) {
        OptionalLong value = DtValues.u32(node, "phandle");
        return value.isPresent() ? value : DtValues.u32(node, "linux,phandle");
    }

    /**
     * The tree.
     *
     * @return as given
     */
    public DeviceTree tree() {
        return tree;
    }

    /**
     * All nodes, parents before children, in the source's order.
     *
     * @return the nodes
     */
    public List<DtNode> nodes() {
        return List.copyOf(nodes);
    }

    /**
     * The path of a node of this tree.
     *
     * @param node node
     * @return for example {@code /pciex@600c3c0400000/pci@0}
     */
    public String path(DtNode node) {
        return paths.getOrDefault(node, node.getName());
    }

    /**
     * Looks a path up.
     *
     * @param path full path without aliases
     * @return empty when there is no such node
     */
    public Optional<DtNode> at(String path) {
        return Optional.ofNullable(byPath.get(path));
    }

    /**
     * All nodes that carry a phandle.
     *
     * @param phandle value
     * @return more than one where the tree is wrong
     */
    public List<DtNode> withPhandle(long phandle) {
        return byPhandle.getOrDefault(phandle, List.of());
    }

    /**
     * Values that more than one node carries.
     *
     * @return in ascending order
     */
    public List<Long> duplicatePhandles() {
        return byPhandle.entrySet().stream().filter(entry -> entry.getValue().size() > 1).map(Map.Entry::getKey)
                .sorted().toList();
    }

    /**
     * The node that a phandle names.
     *
     * @param phandle value
     * @return empty for 0, 0xffffffff, a value that no node has, and one that several nodes have
     */
    public Optional<DtNode> resolve(long phandle) {
        List<DtNode> found = phandle == 0 || phandle == NO_PHANDLE ? List.of() : withPhandle(phandle);
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    /**
     * The node that the first cell of a property names.
     *
     * @param node     node
     * @param property property name
     * @return empty when there is no such property or it leads nowhere
     */
    public Optional<DtNode> reference(DtNode node, String property) {
        List<Long> cells = DtValues.cells(node, property);
        return cells.isEmpty() ? Optional.empty() : resolve(cells.get(0));
    }
}
