// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Builds nodes from begin and end events without recursion; one list pair for each open level is used again and again. */
final class TreeAssembler {

    private static final class Level {
        private FdtNode node;
        private final List<FdtProperty> properties = new ArrayList<>();
        private final List<FdtNode> children = new ArrayList<>();
        private int pathFrom;
        private int pathTo;
    }

    private final List<Level> levels = new ArrayList<>();
    private int depth;
    private FdtNode root;
    private int nextPathFrom;
    private int nextPathTo;

    /** {@return the root as soon as it has begun, null before} */
    FdtNode root() {
        return root;
    }

    /** {@return the number of open nodes} */
    int depth() {
        return depth;
    }

    /** {@return whether the innermost open node has children already} */
    boolean hasChildren() {
        return !levels.get(depth - 1).children.isEmpty();
    }

    FdtNode begin(String name, int offset) {
        FdtNode parent = depth == 0 ? null : levels.get(depth - 1).node;
        FdtNode node = new FdtNode(name, offset, parent);
        if (parent == null) {
            root = node;
        } else {
            levels.get(depth - 1).children.add(node);
        }
        if (levels.size() == depth) {
            levels.add(new Level());
        }
        Level level = levels.get(depth++);
        level.node = node;
        level.pathFrom = nextPathFrom;
        level.pathTo = nextPathTo;
        return node;
    }

    void property(FdtProperty property) {
        levels.get(depth - 1).properties.add(property);
    }

    void end() {
        Level level = levels.get(--depth);
        level.node.complete(level.properties, level.children);
        level.properties.clear();
        level.children.clear();
        level.node = null;
    }

    void closeAll() {
        while (depth > 0) {
            end();
        }
    }

    /** Notes where the full path of the node that begins next stands in the blob (versions before 16). */
    void path(int from, int to) {
        nextPathFrom = from;
        nextPathTo = to;
    }

    /**
     * Finds where the last component of a full path starts (versions before 16), as dtc does: behind the path of the parent and
     * one more byte, which should be a slash.
     *
     * @return an index into data, -1 when the path does not continue that of the innermost open node
     */
    int pathPrefix(byte[] data, int from, int to) {
        if (depth == 0) {
            return to - from >= 1 && data[from] == '/' ? from + 1 : -1;
        }
        Level parent = levels.get(depth - 1);
        int length = parent.pathTo - parent.pathFrom;
        boolean parentIsSlash = length == 1 && data[parent.pathFrom] == '/';
        int leaf = from + length + (parentIsSlash ? 0 : 1);
        if (leaf > to || !Arrays.equals(data, from, from + length, data, parent.pathFrom, parent.pathTo)) {
            return -1;
        }
        return leaf;
    }
}
