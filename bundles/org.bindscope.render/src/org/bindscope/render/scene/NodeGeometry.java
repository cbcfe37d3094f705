// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How large nodes, labels and titles are, and where their text and signs stand inside. */
final class NodeGeometry {

    static final double SIGN = 12;
    private static final double PAD_X = 10;
    private static final double PAD_Y = 7;
    private static final double GAP = 6;
    private static final double MARK_HEIGHT = 15;
    private static final double MIN_WIDTH = 84;
    private static final double MAX_WIDTH = 264;

    private final TextMeasure measure;
    private final Map<NodeShape, Double> widths = new EnumMap<>(NodeShape.class);

    NodeGeometry(SceneDraft draft, TextMeasure measure) {
        this.measure = measure;
        Map<NodeShape, Double> natural = new EnumMap<>(NodeShape.class);
        draft.nodes().forEach(node -> natural.merge(alike(node.shape()), naturalWidth(node), Math::max));
        for (NodeShape shape : NodeShape.values()) {
            widths.put(shape, Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, natural.getOrDefault(alike(shape), 0.0))));
        }
    }

    /** Nodes of one width look calm; bridges and devices stand in different columns. */
    private static NodeShape alike(NodeShape shape) {
        return switch (shape) {
            case BRIDGE, ROOT -> NodeShape.BRIDGE;
            case PROCESSOR -> NodeShape.PROCESSOR;
            default -> NodeShape.DEVICE;
        };
    }

    private double naturalWidth(SceneDraft.Node node) {
        double widest = 0;
        for (int i = 0; i < node.lines().size(); i++) {
            SceneDraft.Line line = node.lines().get(i);
            double beside = i == 0 ? decoration(node) : 0;
            widest = Math.max(widest, measure.width(line.text(), line.style()) + beside);
        }
        return Math.ceil(widest + 2 * padX(node));
    }

    private static double padX(SceneDraft.Node node) {
        return switch (node.shape()) {
            case GPU, SWITCH, PROCESSOR, ROOT -> PAD_X + 3;
            default -> PAD_X;
        };
    }

    private static double padY(SceneDraft.Node node) {
        return node.shape() == NodeShape.GPU || node.shape() == NodeShape.SWITCH ? PAD_Y + 2 : PAD_Y;
    }

    private double decoration(SceneDraft.Node node) {
        double width = signs(node).size() * (SIGN + 4);
        return width + (node.group().mark().isEmpty() ? 0 : markWidth(node.group().mark()) + 4) + (width > 0 ? 2 : 0) + 2;
    }

    private double markWidth(String mark) {
        return Math.max(MARK_HEIGHT + 1, measure.width(mark, TextStyle.MARK) + 8);
    }

    private static List<SceneDraft.Sign> signs(SceneDraft.Node node) {
        List<SceneDraft.Sign> signs = new ArrayList<>(node.signs());
        node.fold().ifPresent(fold -> signs.add(fold.folded()
                ? new SceneDraft.Sign(SceneSign.FOLDED, fold.count() + " devices stand together here")
                : new SceneDraft.Sign(SceneSign.UNFOLDED, fold.count() + " devices that can stand together")));
        return signs;
    }

    double width(SceneDraft.Node node) {
        return widths.get(node.shape());
    }

    double height(SceneDraft.Node node) {
        double lines = node.lines().stream().mapToDouble(line -> measure.lineHeight(line.style())).sum();
        return Math.ceil(Math.max(lines, MARK_HEIGHT) + 2 * padY(node));
    }

    /** The node at its place. */
    SceneNode place(SceneDraft.Node node, SceneRect at) {
        double right = at.right() - padX(node);
        double top = at.y() + padY(node);
        double firstLine = node.lines().isEmpty() ? MARK_HEIGHT : measure.lineHeight(node.lines().get(0).style());
        Optional<SceneRect> mark = Optional.empty();
        if (!node.group().mark().isEmpty()) {
            double width = markWidth(node.group().mark());
            mark = Optional.of(new SceneRect(right - width, top + (firstLine - MARK_HEIGHT) / 2, width, MARK_HEIGHT));
            right -= width + 4;
        }
        List<SceneBadge> badges = new ArrayList<>();
        List<SceneDraft.Sign> signs = signs(node);
        double left = right - signs.size() * (SIGN + 4) + 4;
        for (SceneDraft.Sign sign : signs) {
            badges.add(new SceneBadge(sign.sign(), sign.text(),
                    new SceneRect(left, top + (firstLine - SIGN) / 2, SIGN, SIGN)));
            left += SIGN + 4;
        }
        List<SceneText> texts = new ArrayList<>();
        double y = top;
        for (int i = 0; i < node.lines().size(); i++) {
            SceneDraft.Line line = node.lines().get(i);
            double room = at.width() - 2 * padX(node) - (i == 0 ? decoration(node) : 0);
            texts.add(new SceneText(measure.fit(line.text(), line.style(), room), at.x() + padX(node),
                    y + measure.ascent(line.style()), line.style(), line.colour()));
            y += measure.lineHeight(line.style());
        }
        return new SceneNode(node.id(), node.subjects(), node.shape(), texts, badges, node.group(), mark, at,
                node.fold(), node.description());
    }

    /** Size of a label, {@link SceneRect#EMPTY} for an edge without text and sign. */
    SceneRect labelSize(SceneDraft.Edge edge) {
        if (edge.label().isEmpty() && edge.sign().isEmpty()) {
            return SceneRect.EMPTY;
        }
        double text = measure.width(edge.label(), TextStyle.DETAIL);
        double sign = edge.sign().isPresent() ? SIGN : 0;
        double gap = text > 0 && sign > 0 ? 4 : 0;
        return new SceneRect(0, 0, Math.ceil(text + sign + gap + 2 * GAP),
                Math.ceil(measure.lineHeight(TextStyle.DETAIL) + 3));
    }

    SceneLabel label(SceneDraft.Edge edge, SceneRect at) {
        double x = at.x() + GAP;
        Optional<SceneBadge> badge = Optional.empty();
        if (edge.sign().isPresent()) {
            badge = Optional.of(new SceneBadge(edge.sign().get().sign(), edge.sign().get().text(),
                    new SceneRect(x, at.y() + (at.height() - SIGN) / 2, SIGN, SIGN)));
            x += SIGN + 4;
        }
        double baseline = at.y() + (at.height() - measure.lineHeight(TextStyle.DETAIL)) / 2
                + measure.ascent(TextStyle.DETAIL);
        return new SceneLabel(new SceneText(edge.label(), x, baseline, TextStyle.DETAIL, SceneColour.TEXT), badge, at);
    }

    /** Room that a box's title takes above its members. */
    double titleHeight(SceneDraft.Box box) {
        return box.lines().stream().mapToDouble(line -> measure.lineHeight(line.style())).sum() + 14;
    }

    double titleWidth(SceneDraft.Box box) {
        double signs = box.signs().size() * (SIGN + 4);
        double widest = 0;
        for (int i = 0; i < box.lines().size(); i++) {
            SceneDraft.Line line = box.lines().get(i);
            widest = Math.max(widest, Math.min(260, measure.width(line.text(), line.style())) + (i == 0 ? signs : 0));
        }
        return Math.ceil(widest + 2 * PAD_X);
    }

    SceneBox place(SceneDraft.Box box, SceneRect at, List<String> members) {
        List<SceneBadge> badges = new ArrayList<>();
        List<SceneText> texts = new ArrayList<>();
        double y = at.y() + 8;
        for (int i = 0; i < box.lines().size(); i++) {
            SceneDraft.Line line = box.lines().get(i);
            double x = at.x() + PAD_X;
            if (i == 0) {
                for (SceneDraft.Sign sign : box.signs()) {
                    badges.add(new SceneBadge(sign.sign(), sign.text(),
                            new SceneRect(x, y + (measure.lineHeight(line.style()) - SIGN) / 2, SIGN, SIGN)));
                    x += SIGN + 4;
                }
            }
            texts.add(new SceneText(measure.fit(line.text(), line.style(), at.right() - PAD_X - x), x,
                    y + measure.ascent(line.style()), line.style(), line.colour()));
            y += measure.lineHeight(line.style());
        }
        return new SceneBox(box.id(), box.subjects(), texts, badges, box.group(), at, box.parent(), members,
                box.description());
    }
}
