// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.devicetree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bindscope.devicetree.Fdt;
import org.bindscope.devicetree.FdtBuilder;
import org.bindscope.devicetree.FdtNode;
import org.bindscope.devicetree.FdtProperty;
import org.bindscope.devicetree.PhandleIndex;
import org.bindscope.devicetree.PropertyDecoder;
import org.bindscope.devicetree.ReferenceIndex;
import org.bindscope.model.DeviceTree;
import org.bindscope.model.DtNode;
import org.bindscope.model.DtProperty;

/**
 * A device tree of the model beside the same tree in the form that decoders and writers of
 * device-tree values work on. Building it visits every node once; for trees of 100,000 nodes that
 * belongs into a job. Immutable once built.
 */
final class TreeContent {

    /** Level below which nodes are not decoded; no reader accepts deeper trees. */
    private static final int DEEPEST = 900;

    private final DeviceTree tree;
    private final Fdt fdt;
    private final PropertyDecoder decoder;
    private final ReferenceIndex references;
    private final TreeDifferences differences;
    private final Optional<OverlayPreview> preview;
    private final List<TreeChanges.Row> changes;
    private final Map<DtNode, FdtNode> toFdt = new IdentityHashMap<>();
    private final Map<FdtNode, DtNode> toModel = new IdentityHashMap<>();

    private TreeContent(DeviceTree tree, Optional<DeviceTree> other, Optional<OverlayPreview> preview) {
        this.tree = tree;
        this.preview = preview;
        this.differences = other.map(second -> TreeDifferences.of(tree, second)).orElseGet(TreeDifferences::none);
        this.fdt = build(tree);
        this.decoder = new PropertyDecoder(fdt, new PhandleIndex(fdt.root()));
        this.references = new ReferenceIndex(fdt, decoder);
        if (tree.getRoot() != null) {
            pair(tree.getRoot(), fdt.root());
        }
        this.changes = TreeChanges.of(this);
    }

    /**
     * Builds the content.
     *
     * @param tree  a tree of the model with a root; only read
     * @param other another tree of the same machine to compare with, with a root too
     */
    static TreeContent of(DeviceTree tree, Optional<DeviceTree> other) {
        return new TreeContent(tree, other, Optional.empty());
    }

    /**
     * Builds the content of a tree with overlays, compared with the tree without them.
     *
     * @param preview the overlays and what they did
     */
    static TreeContent of(OverlayPreview preview) {
        return new TreeContent(preview.tree(), Optional.of(preview.base()), Optional.of(preview));
    }

    private static Fdt build(DeviceTree tree) {
        FdtBuilder out = new FdtBuilder();
        if (tree.isSetBootCpuId()) {
            out.bootCpu(tree.getBootCpuId());
        }
        tree.getReservations().stream().filter(r -> r.getSize() != 0)
                .forEach(r -> out.reserve(r.getAddress(), r.getSize()));
        out.beginNode("");
        Deque<Iterator<DtNode>> open = new ArrayDeque<>();
        if (tree.getRoot() != null) {
            properties(tree.getRoot(), out);
            open.push(tree.getRoot().getChildren().iterator());
        }
        while (!open.isEmpty()) {
            if (!open.peek().hasNext()) {
                open.pop();
                if (!open.isEmpty()) {
                    out.endNode();
                }
                continue;
            }
            DtNode node = open.peek().next();
            out.beginNode(bytesName(node.getName()));
            properties(node, out);
            if (open.size() < DEEPEST) {
                open.push(node.getChildren().iterator());
            } else {
                out.endNode();
            }
        }
        return out.endNode().build();
    }

    private static void properties(DtNode node, FdtBuilder out) {
        for (DtProperty property : node.getProperties()) {
            byte[] value = property.getValue();
            out.property(FdtProperty.of(bytesName(property.getName()), value == null ? new byte[0] : value));
        }
    }

    /** Names consist of bytes from 1 to 255; whatever else a model holds is shown as a question mark. */
    private static String bytesName(String name) {
        if (name == null) {
            return "?";
        }
        StringBuilder out = new StringBuilder(name);
        for (int i = 0; i < out.length(); i++) {
            if (out.charAt(i) == 0 || out.charAt(i) > 0xff) {
                out.setCharAt(i, '?');
            }
        }
        return out.toString();
    }

    private void pair(DtNode model, FdtNode plain) {
        Deque<DtNode> models = new ArrayDeque<>();
        Deque<FdtNode> plains = new ArrayDeque<>();
        models.push(model);
        plains.push(plain);
        while (!models.isEmpty()) {
            DtNode a = models.pop();
            FdtNode b = plains.pop();
            toFdt.put(a, b);
            toModel.put(b, a);
            for (int i = 0; i < b.children().size(); i++) {
                models.push(a.getChildren().get(i));
                plains.push(b.children().get(i));
            }
        }
    }

    DeviceTree tree() {
        return tree;
    }

    Fdt fdt() {
        return fdt;
    }

    PropertyDecoder decoder() {
        return decoder;
    }

    ReferenceIndex references() {
        return references;
    }

    /** Where the machine's other tree says something else. */
    TreeDifferences differences() {
        return differences;
    }

    /** The overlays that were applied to the tree, where it is a preview. */
    Optional<OverlayPreview> preview() {
        return preview;
    }

    /** The differences as a list; for a preview what the overlays did. */
    List<TreeChanges.Row> changes() {
        return changes;
    }

    /** What the tree is compared with, for a sentence. */
    String otherName() {
        return preview.isPresent() ? "the tree without the overlays" : "the machine's other tree";
    }

    /** The nodes, each before its children. */
    List<DtNode> nodesInOrder() {
        List<DtNode> out = new ArrayList<>(toFdt.size());
        fdt.root().walk(node -> model(node).ifPresent(out::add));
        return out;
    }

    int nodeCount() {
        return toFdt.size();
    }

    /** The same node in the other form; empty for a node of another tree. */
    Optional<FdtNode> fdt(DtNode node) {
        return Optional.ofNullable(toFdt.get(node));
    }

    /** The same node in the model. */
    Optional<DtNode> model(FdtNode node) {
        return Optional.ofNullable(toModel.get(node));
    }

    /** The same property in the other form; empty for a property of another tree. */
    Optional<FdtProperty> fdt(DtProperty property) {
        int index = property.getNode() == null ? -1 : property.getNode().getProperties().indexOf(property);
        return index < 0 ? Optional.empty() : fdt(property.getNode()).map(node -> node.properties().get(index));
    }

    boolean contains(DtNode node) {
        return toFdt.containsKey(node);
    }
}
