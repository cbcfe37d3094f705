// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

import java.util.List;
import java.util.Optional;

/** Draws a scene on a canvas, always in the same order: ground, boxes, lines, labels, nodes, legend. */
public final class ScenePainter {

    /** Text whose size on the output is below this many pixels is left out. */
    private static final double UNREADABLE = 3;
    private static final double BEND = 6;

    private final SceneCanvas canvas;
    private final SignPainter signs;
    private final SceneHighlight highlight;

    private ScenePainter(SceneCanvas canvas, SceneHighlight highlight) {
        this.canvas = canvas;
        this.signs = new SignPainter(canvas);
        this.highlight = highlight;
    }

    /**
     * Draws all of a scene.
     *
     * @param scene  what
     * @param canvas where
     */
    public static void paint(Scene scene, SceneCanvas canvas) {
        ScenePainter painter = new ScenePainter(canvas, SceneHighlight.NONE);
        canvas.rectangle(scene.bounds(), 0, ScenePaint.fill(SceneColour.BACKGROUND));
        scene.boxes().forEach(painter::box);
        painter.lines(scene.edges());
        scene.nodes().forEach(painter::node);
        scene.notes().forEach(painter::text);
        scene.legend().ifPresent(painter::legend);
    }

    /**
     * Draws some elements of a scene, without its ground, title and legend.
     *
     * @param elements  boxes, lines, nodes, as {@link SceneIndex#in} gives them
     * @param canvas    where
     * @param highlight what is lit up
     */
    public static void paint(List<SceneElement> elements, SceneCanvas canvas, SceneHighlight highlight) {
        ScenePainter painter = new ScenePainter(canvas, highlight);
        elements.stream().filter(SceneBox.class::isInstance).forEach(box -> painter.box((SceneBox) box));
        painter.lines(elements.stream().filter(SceneEdge.class::isInstance).map(SceneEdge.class::cast).toList());
        elements.stream().filter(SceneNode.class::isInstance).forEach(node -> painter.node((SceneNode) node));
    }

    /**
     * Draws the title, notes and legend of a scene.
     *
     * @param scene  what
     * @param canvas where
     */
    public static void paintNotes(Scene scene, SceneCanvas canvas) {
        ScenePainter painter = new ScenePainter(canvas, SceneHighlight.NONE);
        scene.notes().forEach(painter::text);
        scene.legend().ifPresent(painter::legend);
    }

    private void box(SceneBox box) {
        canvas.begin(box, SceneCanvas.Part.MAIN);
        halo(box, 8);
        canvas.rectangle(box.bounds(), 8, ScenePaint.both(box.group().tint().fill(), box.group().tint().stroke(), 1.25)
                .translucent(.55).dashed(SceneDash.SHORT));
        box.texts().forEach(this::text);
        box.badges().forEach(badge -> signs.paint(badge.sign(), badge.bounds()));
        canvas.end();
    }

    private void lines(List<SceneEdge> edges) {
        edges.stream().filter(edge -> edge.state() == EdgeState.NORMAL).forEach(this::line);
        edges.stream().filter(edge -> edge.state() != EdgeState.NORMAL).forEach(this::line);
        edges.stream().filter(edge -> edge.label().isPresent()).forEach(this::label);
    }

    private void line(SceneEdge edge) {
        canvas.begin(edge, SceneCanvas.Part.MAIN);
        ScenePath path = ScenePath.through(edge.points(), BEND);
        if (lit(edge).isPresent()) {
            canvas.path(path, ScenePaint.line(lit(edge).get(), edge.width() + 5, SceneDash.SOLID));
        }
        canvas.path(path, stroke(edge.kind(), edge.state(), edge.width()));
        canvas.end();
    }

    private static ScenePaint stroke(EdgeKind kind, EdgeState state, double width) {
        SceneColour colour = switch (state) {
            case DEGRADED -> SceneColour.DEGRADED;
            case DOWN, CUT -> SceneColour.CUT;
            case PLANNED -> SceneColour.CHANGED;
            default -> switch (kind) {
                case PCI, BELONGS -> SceneColour.EDGE;
                case NVLINK -> SceneColour.NVLINK;
                case PROCESSOR_LINK -> SceneColour.PROCESSOR_LINK;
            };
        };
        SceneDash dash = switch (state) {
            case DEGRADED -> SceneDash.LONG;
            case CUT, INFERRED -> SceneDash.SHORT;
            case DOWN -> SceneDash.DOT;
            default -> kind == EdgeKind.BELONGS ? SceneDash.DOT : SceneDash.SOLID;
        };
        return ScenePaint.line(colour, width, dash);
    }

    private void label(SceneEdge edge) {
        SceneLabel label = edge.label().orElseThrow();
        canvas.begin(edge, SceneCanvas.Part.LABEL);
        canvas.rectangle(label.bounds(), 4, ScenePaint.both(SceneColour.LABEL_FILL, SceneColour.LABEL_STROKE, 1));
        label.badge().ifPresent(badge -> signs.paint(badge.sign(), badge.bounds()));
        text(label.text());
        canvas.end();
    }

    private void node(SceneNode node) {
        canvas.begin(node, SceneCanvas.Part.MAIN);
        SceneTint tint = node.group().tint();
        if (node.fold().filter(SceneFold::folded).isPresent()) {
            outline(node.shape(), node.bounds().move(6, 6), tint);
            outline(node.shape(), node.bounds().move(3, 3), tint);
        }
        halo(node, radius(node));
        outline(node.shape(), node.bounds(), tint);
        node.mark().ifPresent(at -> mark(node.group(), at));
        node.texts().forEach(this::text);
        node.badges().forEach(badge -> signs.paint(badge.sign(), badge.bounds()));
        canvas.end();
    }

    private static double radius(SceneNode node) {
        return switch (node.shape()) {
            case DEVICE, GPU, NAMED -> 6;
            case ROOT -> node.bounds().height() / 2;
            default -> 2;
        };
    }

    private void outline(NodeShape shape, SceneRect at, SceneTint tint) {
        ScenePaint paint = ScenePaint.both(tint.fill(), tint.stroke(), 1.25);
        ScenePaint inner = ScenePaint.line(tint.stroke(), 1, SceneDash.SOLID);
        switch (shape) {
            case DEVICE -> canvas.rectangle(at, 6, paint);
            case GPU -> {
                canvas.rectangle(at, 6, paint);
                canvas.rectangle(at.grow(-3), 4, inner);
            }
            case BRIDGE -> canvas.rectangle(at, 1, paint);
            case ROOT -> canvas.rectangle(at, at.height() / 2, paint);
            case PROCESSOR -> canvas.path(cut(at, 8), paint);
            case SWITCH -> {
                canvas.path(cut(at, 8), paint);
                canvas.path(cut(at.grow(-3), 7), inner);
            }
            case NAMED -> canvas.rectangle(at, 6, paint.dashed(SceneDash.SHORT));
        }
    }

    private static ScenePath cut(SceneRect at, double corner) {
        double left = at.x();
        double top = at.y();
        double right = at.right();
        double bottom = at.bottom();
        return ScenePath.polygon(new ScenePoint(left + corner, top), new ScenePoint(right - corner, top),
                new ScenePoint(right, top + corner), new ScenePoint(right, bottom - corner),
                new ScenePoint(right - corner, bottom), new ScenePoint(left + corner, bottom),
                new ScenePoint(left, bottom - corner), new ScenePoint(left, top + corner));
    }

    private void mark(SceneClass group, SceneRect at) {
        canvas.rectangle(at, 3, ScenePaint.fill(group.tint().stroke()));
        text(centred(group.mark(), at));
    }

    private static SceneText centred(String mark, SceneRect at) {
        double width = TextMeasure.builtIn().width(mark, TextStyle.MARK);
        return new SceneText(mark, at.x() + (at.width() - width) / 2,
                at.y() + at.height() / 2 + TextStyle.MARK.size() * .36, TextStyle.MARK, SceneColour.ON_STROKE);
    }

    private void halo(SceneElement element, double radius) {
        lit(element).ifPresent(colour -> canvas.rectangle(element.bounds().grow(3), radius + 3,
                ScenePaint.line(colour, 3, SceneDash.SOLID)));
        if (highlight.focus().filter(element.id()::equals).isPresent()) {
            canvas.rectangle(element.bounds().grow(6.5), radius + 6,
                    ScenePaint.line(SceneColour.TEXT, 1, SceneDash.DOT));
        }
    }

    private Optional<SceneColour> lit(SceneElement element) {
        return highlight.selected().contains(element.id()) ? Optional.of(SceneColour.SELECTION)
                : highlight.found().contains(element.id()) ? Optional.of(SceneColour.FOUND) : Optional.empty();
    }

    private void text(SceneText text) {
        if (!text.text().isEmpty() && text.style().size() * canvas.scale() >= UNREADABLE) {
            canvas.text(text);
        }
    }

    private void legend(SceneLegend legend) {
        text(legend.heading());
        for (SceneLegend.Entry entry : legend.entries()) {
            SceneRect at = entry.area();
            if (entry.sample() instanceof SceneLegend.Sample.OfClass sample) {
                canvas.rectangle(at, 4, ScenePaint.both(sample.group().tint().fill(), sample.group().tint().stroke(), 1.25));
                if (!sample.group().mark().isEmpty()) {
                    mark(sample.group(), at.grow(-2));
                }
            } else if (entry.sample() instanceof SceneLegend.Sample.OfEdge sample) {
                ScenePoint middle = at.center();
                canvas.path(ScenePath.through(List.of(new ScenePoint(at.x(), middle.y()),
                        new ScenePoint(at.right(), middle.y())), 0), stroke(sample.kind(), sample.state(), 2.5));
            } else if (entry.sample() instanceof SceneLegend.Sample.OfSign sample) {
                signs.paint(sample.sign(), new SceneRect(at.center().x() - 6, at.center().y() - 6, 12, 12));
            }
            text(entry.text());
        }
    }
}
