// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.devicetree;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.bindscope.devicetree.FdtProperty;
import org.bindscope.devicetree.OverlayChange;
import org.bindscope.model.DtNode;
import org.bindscope.model.DtProperty;

/** Lists where a tree differs from the one that it is compared with, or what overlays changed in it. */
final class TreeChanges {

    /**
     * One difference.
     *
     * @param node     where it is; the parent, for a node that only the other tree has
     * @param property the property, where the shown tree has it
     * @param path     path of the node that differs
     * @param what     name of the property; empty for the node itself
     * @param kind     what differs, in two or three words
     * @param detail   the values, or the overlay that made the change
     */
    record Row(DtNode node, Optional<DtProperty> property, String path, String what, String kind, String detail) {

        /** Name of the node that differs; a slash for the root. */
        String leaf() {
            return path.equals("/") ? path : path.substring(path.lastIndexOf('/') + 1);
        }

        /** Whether a text occurs in it; case does not matter. */
        boolean fits(String text) {
            String needle = text.toLowerCase(Locale.ROOT);
            return (path + '\n' + what + '\n' + kind + '\n' + detail).toLowerCase(Locale.ROOT).contains(needle);
        }
    }

    private TreeChanges() {
    }

    /** All differences of a tree, in the order of its nodes; those of a preview in the order in which they happened. */
    static List<Row> of(TreeContent content) {
        return content.preview().map(preview -> preview(preview)).orElseGet(() -> compared(content));
    }

    private static List<Row> compared(TreeContent content) {
        List<Row> rows = new ArrayList<>();
        if (content.differences().nodes() == 0) {
            return rows;
        }
        for (DtNode node : content.nodesInOrder()) {
            content.differences().at(node).filter(TreeDifferences.Difference::here)
                    .ifPresent(difference -> rows(node, difference, rows));
        }
        return rows;
    }

    private static void rows(DtNode node, TreeDifferences.Difference difference, List<Row> rows) {
        String path = NodePaths.path(node);
        if (difference.onlyHere()) {
            rows.add(new Row(node, Optional.empty(), path, "", "node only here", ""));
            return;
        }
        for (String name : difference.changed()) {
            Optional<DtProperty> mine = NodePaths.property(node, name);
            Optional<DtProperty> theirs = difference.other(name);
            String here = mine.map(ValueText::plain).orElse("");
            rows.add(theirs.isEmpty() ? new Row(node, mine, path, name, "only here", here)
                    : new Row(node, mine, path, name, "other value", "here " + here + ", there " + ValueText.plain(theirs.get())));
        }
        for (String name : difference.propertiesOnlyThere()) {
            rows.add(new Row(node, Optional.empty(), path, name, "only there",
                    difference.other(name).map(ValueText::plain).orElse("")));
        }
        for (String name : difference.nodesOnlyThere()) {
            rows.add(new Row(node, Optional.empty(), (path.equals("/") ? "" : path) + "/" + name, "", "node only there", ""));
        }
    }

    private static List<Row> preview(OverlayPreview preview) {
        List<Row> rows = new ArrayList<>();
        Map<String, DtNode> nodes = new HashMap<>();
        for (OverlayChange change : preview.changes()) {
            DtNode node = nodes.computeIfAbsent(change.nodePath(), path -> NodePaths.find(preview.tree().getRoot(), path));
            Optional<DtProperty> property = change.property().flatMap(name -> NodePaths.property(node, name));
            String kind = switch (change.kind()) {
                case NODE_ADDED -> "node added";
                case PROPERTY_ADDED -> "added";
                case PROPERTY_CHANGED -> "changed";
            };
            StringBuilder detail = new StringBuilder("by ").append(preview.origin(change));
            change.before().ifPresent(before -> detail.append(": ").append(text(before)).append(" \u2192"));
            change.after().ifPresent(after -> detail.append(change.before().isPresent() ? " " : ": ").append(text(after)));
            rows.add(new Row(node, property, change.nodePath(), change.property().orElse(""), kind, detail.toString()));
        }
        return rows;
    }

    private static String text(FdtProperty property) {
        return ValueText.plain(property.value());
    }
}
