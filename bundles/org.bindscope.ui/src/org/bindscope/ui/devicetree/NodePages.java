// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.devicetree;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import org.bindscope.devicetree.OverlayChange;
import org.bindscope.devicetree.ReferenceIndex;
import org.bindscope.model.DtNode;
import org.bindscope.model.DtProperty;
import org.bindscope.model.PciFunction;
import org.bindscope.model.Problem;
import org.bindscope.ui.text.RichDocument;
import org.bindscope.ui.text.RichDocument.Style;
import org.bindscope.ui.text.Sign;
import org.bindscope.ui.theme.ThemeColors;

/** Writes what the panel says about a node and about a value. */
final class NodePages {

    private static final int MOST_REFERENCES = 500;
    private static final int MOST_LINKS = 4;

    private final TreeContent content;
    private final Consumer<DtNode> go;
    private final Consumer<PciFunction> open;
    private final Runnable openProblems;

    NodePages(TreeContent content, Consumer<DtNode> go, Consumer<PciFunction> open, Runnable openProblems) {
        this.content = content;
        this.go = go;
        this.open = open;
        this.openProblems = openProblems;
    }

    /** Path with links, what the node is, and what it stands for. */
    RichDocument header(DtNode node, int problems) {
        RichDocument out = new RichDocument();
        if (node.getParent() == null) {
            out.add("/", Style.BOLD, Style.MONO);
        }
        for (DtNode at : NodePaths.chain(node)) {
            if (at.getParent() == null) {
                continue;
            }
            out.add("/", ThemeColors.MUTED, Style.MONO);
            if (at == node) {
                out.add(String.valueOf(at.getName()), Style.BOLD, Style.MONO);
            } else {
                out.link(String.valueOf(at.getName()), () -> go.accept(at), Style.MONO);
            }
        }
        out.line();
        String gap = "";
        for (PciFunction function : node.getPciFunctions()) {
            out.add(gap.isEmpty() ? "stands for " : ", ").link(function.getAddress(), () -> open.accept(function), Style.MONO);
            String name = function.getDeviceName() != null ? function.getDeviceName() : function.getClassName();
            if (name != null) {
                out.add(" " + name);
            }
            gap = " \u00b7 ";
        }
        Optional<List<String>> compatible = NodePaths.property(node, "compatible").map(NodePaths::strings);
        if (compatible.isPresent()) {
            out.add(gap, ThemeColors.MUTED).add("compatible with " + String.join(", ", compatible.get()), ThemeColors.MUTED);
            gap = " \u00b7 ";
        }
        Optional<Integer> phandle = NodePaths.phandle(node);
        if (phandle.isPresent()) {
            out.add(gap + "phandle 0x" + Integer.toHexString(phandle.get()), ThemeColors.MUTED);
            gap = " \u00b7 ";
        }
        Optional<String> status = NodePaths.notOkay(node);
        if (status.isPresent()) {
            out.add(gap, ThemeColors.MUTED).add(Sign.WARNING).add("status is " + status.get());
            gap = " \u00b7 ";
        }
        if (node.getParent() == null) {
            treeFacts(out, gap);
        } else if (node.isSetOffset()) {
            out.add(gap + String.format("node at offset 0x%x", node.getOffset()), ThemeColors.MUTED);
        }
        Optional<TreeDifferences.Difference> difference = content.differences().at(node)
                .filter(TreeDifferences.Difference::here);
        if (difference.isPresent() && content.preview().isEmpty()) {
            out.line().add(Sign.CHANGED).add("differs from " + content.otherName() + ": " + difference.get().text());
        }
        overlays(node, out);
        iommus(node, out);
        if (problems > 0) {
            out.line().add(Sign.WARNING).add("Reading this tree met ").link(
                    problems == 1 ? "1 problem" : problems + " problems", openProblems);
        }
        return out;
    }

    private void overlays(DtNode node, RichDocument out) {
        content.preview().ifPresent(preview -> {
            List<OverlayChange> changes = preview.at(node);
            boolean added = changes.stream().anyMatch(change -> change.kind() == OverlayChange.Kind.NODE_ADDED);
            List<String> origins = changes.stream().map(preview::origin).distinct().toList();
            if (!origins.isEmpty()) {
                out.line().add(Sign.CHANGED).add((added ? "added by " : "changed by ") + String.join("; ", origins));
            }
        });
    }

    /** Links to the IOMMU that the node's DMA passes, and from an IOMMU to those that it serves. */
    private void iommus(DtNode node, RichDocument out) {
        List<DtNode> mine = NodeLinks.iommus(node, content);
        Optional<DtNode> above = mine.isEmpty() && !node.getPciFunctions().isEmpty() ? NodeLinks.mapAbove(node) : Optional.empty();
        List<DtNode> shown = above.map(bridge -> NodeLinks.iommus(bridge, content)).orElse(mine);
        if (!shown.isEmpty()) {
            out.line().add(shown.size() == 1 ? "IOMMU " : "IOMMUs ", ThemeColors.MUTED);
            nodes(shown, out);
            if (above.isPresent()) {
                out.add(" by iommu-map of ", ThemeColors.MUTED);
                nodes(List.of(above.get()), out);
            }
        }
        List<DtNode> served = NodeLinks.served(node, content);
        if (!served.isEmpty()) {
            out.line().add("IOMMU of ", ThemeColors.MUTED);
            nodes(served, out);
        }
    }

    private void nodes(List<DtNode> nodes, RichDocument out) {
        int shown = Math.min(nodes.size(), MOST_LINKS);
        for (int i = 0; i < shown; i++) {
            DtNode target = nodes.get(i);
            out.add(i == 0 ? "" : ", ").link(NodePaths.path(target), () -> go.accept(target), Style.MONO);
        }
        if (nodes.size() > shown) {
            out.add(" and " + (nodes.size() - shown) + " more, see Pointed at by", ThemeColors.MUTED);
        }
    }

    private void treeFacts(RichDocument out, String gap) {
        StringBuilder text = new StringBuilder(gap);
        text.append(content.nodeCount()).append(content.nodeCount() == 1 ? " node" : " nodes");
        if (content.tree().isSetVersion()) {
            text.append(" \u00b7 layout version ").append(content.tree().getVersion());
        }
        int reservations = content.tree().getReservations().size();
        if (reservations > 0) {
            text.append(" \u00b7 ").append(reservations).append(reservations == 1 ? " memory reservation" : " memory reservations");
        }
        out.add(text.toString(), ThemeColors.MUTED);
    }

    /** A value: name, type, place, meaning, targets as links. */
    RichDocument value(PropertyTable.Row row) {
        DtProperty property = row.property();
        RichDocument out = new RichDocument();
        out.add(String.valueOf(property.getName()), Style.BOLD).add("  " + row.value().type(), ThemeColors.MUTED);
        int length = property.getValue() == null ? 0 : property.getValue().length;
        out.add("  " + length + (length == 1 ? " byte" : " bytes"), ThemeColors.MUTED);
        if (!row.source().isEmpty()) {
            out.add(property.isSetOffset() ? "  at offset " + row.source() : "  in " + row.source(), ThemeColors.MUTED);
        }
        if (content.tree().getFile() != null && property.isSetOffset()) {
            out.add(" of " + content.tree().getFile(), ThemeColors.MUTED);
        }
        out.line();
        out.above();
        if (row.value().value().isPresent()) {
            new ValuePage(content, go, out).add(row.value().value().get());
        } else {
            out.add(Sign.BAD).add(row.value().summary()).line();
        }
        if (row.differs()) {
            Optional<DtProperty> other = content.differences().at(property.getNode())
                    .flatMap(found -> found.other(property.getName()));
            out.above().add(Sign.CHANGED);
            if (other.isEmpty()) {
                out.add(content.otherName() + " has no such property").line();
            } else {
                out.add(content.otherName() + " says ").add(ValueText.plain(other.get()), Style.MONO).line();
            }
        }
        return out;
    }

    /** Who points at a node: node and property, both as links. */
    RichDocument references(List<ReferenceIndex.Use> uses, Consumer<DtProperty> goProperty) {
        RichDocument out = new RichDocument();
        if (uses.isEmpty()) {
            return out.add("No property that is known to hold references points at this node.", ThemeColors.MUTED);
        }
        for (ReferenceIndex.Use use : uses.subList(0, Math.min(uses.size(), MOST_REFERENCES))) {
            content.model(use.from()).ifPresent(from -> {
                int index = use.from().properties().indexOf(use.property());
                out.link(NodePaths.path(from), () -> go.accept(from), Style.MONO).add("  ");
                out.link(use.property().name(), () -> goProperty.accept(from.getProperties().get(index)), Style.MONO);
                out.add(use.cell() < 0 ? "  by path" : "  cell " + use.cell(), ThemeColors.MUTED).line();
            });
        }
        if (uses.size() > MOST_REFERENCES) {
            out.add("and " + (uses.size() - MOST_REFERENCES) + " more", ThemeColors.MUTED);
        }
        return out;
    }

    /** The problems of a tree with their places. */
    static RichDocument problems(List<Problem> problems) {
        RichDocument out = new RichDocument();
        if (problems.isEmpty()) {
            return out.add("The tree was read without a problem.", ThemeColors.MUTED);
        }
        for (Problem problem : problems) {
            String place = problem.isSetOffset() ? String.format("offset 0x%x", problem.getOffset())
                    : problem.isSetLine() ? "line " + problem.getLine() : "";
            out.hanging(2).add(Sign.WARNING.text(), ThemeColors.WARNING).add("\t").add(String.valueOf(problem.getMessage()));
            if (!place.isEmpty()) {
                out.add("  " + place, ThemeColors.MUTED);
            }
            out.line();
        }
        return out;
    }
}
