// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.bindscope.model.DeviceTree;
import org.bindscope.model.DtNode;
import org.bindscope.model.DtProperty;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;

/** Follows phandles to PCI functions, in the tree that the referring node is in. */
final class DtPhandles {

    private final Map<DtNode, Map<Integer, DtNode>> byRoot = new HashMap<>();
    private final Machine machine;

    DtPhandles(Machine machine) {
        this.machine = machine;
    }

    /**
     * Functions of the nodes that a property of phandles names.
     *
     * @param node     the node with the property
     * @param property for example {@code ibm,npu}
     * @return empty where there is no such property; cells that name no node or a node without
     *         function are left out
     */
    List<PciFunction> referenced(DtNode node, String property) {
        byte[] value = value(node, property);
        if (value == null || value.length % 4 != 0) {
            return List.of();
        }
        Map<Integer, DtNode> nodes = byRoot.computeIfAbsent(root(node), DtPhandles::phandles);
        List<PciFunction> functions = new ArrayList<>();
        for (ByteBuffer cells = ByteBuffer.wrap(value); cells.hasRemaining();) {
            DtNode target = nodes.get(cells.getInt());
            if (target != null) {
                functions.addAll(target.getPciFunctions());
            }
        }
        return functions;
    }

    private DtNode root(DtNode node) {
        for (DeviceTree tree : machine.getDeviceTrees()) {
            if (tree.getRoot() != null && contains(tree.getRoot(), node)) {
                return tree.getRoot();
            }
        }
        return node;
    }

    private static boolean contains(DtNode root, DtNode node) {
        DtNode at = node;
        for (int depth = 0; at != null && depth < 1024; depth++) {
            if (at == root) {
                return true;
            }
            at = at.getParent();
        }
        return false;
    }

    private static Map<Integer, DtNode> phandles(DtNode root) {
        Map<Integer, DtNode> nodes = new HashMap<>();
        Deque<DtNode> open = new ArrayDeque<>(List.of(root));
        while (!open.isEmpty()) {
            DtNode node = open.pop();
            for (String name : List.of("phandle", "linux,phandle")) {
                byte[] value = value(node, name);
                if (value != null && value.length == 4) {
                    nodes.putIfAbsent(ByteBuffer.wrap(value).getInt(), node);
                }
            }
            node.getChildren().forEach(open::push);
        }
        return nodes;
    }

    private static byte[] value(DtNode node, String name) {
        for (DtProperty property : node.getProperties()) {
            if (name.equals(property.getName())) {
                return property.getValue();
            }
        }
        return null;
    }
}
