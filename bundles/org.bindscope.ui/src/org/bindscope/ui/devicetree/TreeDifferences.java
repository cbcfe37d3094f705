// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.devicetree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.bindscope.model.DeviceTree;
import org.bindscope.model.DtNode;
import org.bindscope.model.DtProperty;

/**
 * Where one tree of a machine differs from another one, told by the nodes of the first. Order does not
 * count, nor do the property name that Linux gives every node of the directory form and its own
 * additions to /chosen (drivers/of/base.c and drivers/of/fdt.c).
 */
final class TreeDifferences {

    /** What differs at one node. */
    static final class Difference {

        private boolean onlyHere;
        private boolean below;
        private final List<String> changed = new ArrayList<>();
        private final List<String> onlyThere = new ArrayList<>();
        private final List<String> nodesOnlyThere = new ArrayList<>();
        private final Map<String, DtProperty> others = new HashMap<>();

        /** Whether the other tree has no such node. */
        boolean onlyHere() {
            return onlyHere;
        }

        /** Whether the node itself differs, as against one below it only. */
        boolean here() {
            return onlyHere || !changed.isEmpty() || !onlyThere.isEmpty() || !nodesOnlyThere.isEmpty();
        }

        /** Whether a property has another value there, or is missing there. */
        boolean changed(String property) {
            return changed.contains(property);
        }

        /** Properties that are here, with another value there or none. */
        List<String> changed() {
            return List.copyOf(changed);
        }

        /** Properties that only the other tree has. */
        List<String> propertiesOnlyThere() {
            return List.copyOf(onlyThere);
        }

        /** Children that only the other tree has. */
        List<String> nodesOnlyThere() {
            return List.copyOf(nodesOnlyThere);
        }

        /** The property there. */
        Optional<DtProperty> other(String property) {
            return Optional.ofNullable(others.get(property));
        }

        /** One line. */
        String text() {
            if (onlyHere) {
                return "only here";
            }
            List<String> parts = new ArrayList<>();
            if (!changed.isEmpty()) {
                parts.add("other value there: " + String.join(", ", changed));
            }
            if (!onlyThere.isEmpty() || !nodesOnlyThere.isEmpty()) {
                parts.add("only there: " + Stream.concat(nodesOnlyThere.stream().map(name -> "node " + name),
                        onlyThere.stream()).collect(Collectors.joining(", ")));
            }
            return String.join("; ", parts);
        }
    }

    private final Map<DtNode, Difference> found = new IdentityHashMap<>();
    private int nodes;

    private TreeDifferences() {
    }

    /** No second tree. */
    static TreeDifferences none() {
        return new TreeDifferences();
    }

    /** Compares two trees; both have a root. */
    static TreeDifferences of(DeviceTree tree, DeviceTree other) {
        TreeDifferences differences = new TreeDifferences();
        differences.compare(tree.getRoot(), other.getRoot());
        return differences;
    }

    private void compare(DtNode root, DtNode other) {
        Deque<DtNode> here = new ArrayDeque<>(List.of(root));
        Deque<DtNode> there = new ArrayDeque<>(List.of(other));
        while (!here.isEmpty()) {
            DtNode a = here.pop();
            DtNode b = there.pop();
            Difference difference = new Difference();
            properties(a, b, difference);
            Map<String, DtNode> others = new HashMap<>();
            b.getChildren().forEach(child -> others.putIfAbsent(child.getName(), child));
            for (DtNode child : a.getChildren()) {
                DtNode twin = others.remove(child.getName());
                if (twin == null) {
                    Difference alone = new Difference();
                    alone.onlyHere = true;
                    record(child, alone);
                } else {
                    here.push(child);
                    there.push(twin);
                }
            }
            b.getChildren().stream().map(DtNode::getName).filter(others::containsKey)
                    .forEach(difference.nodesOnlyThere::add);
            if (difference.here()) {
                record(a, difference);
            }
        }
    }

    private static void properties(DtNode a, DtNode b, Difference difference) {
        b.getProperties().forEach(property -> difference.others.putIfAbsent(property.getName(), property));
        Map<String, DtProperty> left = new HashMap<>(difference.others);
        for (DtProperty property : a.getProperties()) {
            DtProperty twin = left.remove(property.getName());
            boolean same = twin == null ? ofLinux(a, property)
                    : property.isUnreadable() || twin.isUnreadable() || Arrays.equals(property.getValue(), twin.getValue());
            if (!same) {
                difference.changed.add(property.getName());
            }
        }
        b.getProperties().stream().filter(property -> left.containsKey(property.getName()) && !ofLinux(a, property))
                .forEach(property -> difference.onlyThere.add(property.getName()));
    }

    private static boolean ofLinux(DtNode node, DtProperty property) {
        String name = String.valueOf(property.getName());
        return name.equals("name") || "chosen".equals(node.getName()) && name.startsWith("linux,");
    }

    private void record(DtNode node, Difference difference) {
        nodes++;
        Difference known = found.get(node);
        if (known != null) {
            difference.below = known.below;
        }
        found.put(node, difference);
        for (DtNode at = node.getParent(); at != null; at = at.getParent()) {
            Difference above = found.computeIfAbsent(at, key -> new Difference());
            if (above.below) {
                break;
            }
            above.below = true;
        }
    }

    /** What differs at a node or below it; empty where nothing does. */
    Optional<Difference> at(DtNode node) {
        return Optional.ofNullable(found.get(node));
    }

    /** Number of nodes that differ. */
    int nodes() {
        return nodes;
    }
}
