// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Finds places for what a draft shows. Each part that hangs together is laid out by ELK; lines between
 * nodes that stand beside each other ({@link SceneDraft.Edge#beside()}) are led above their row, which only
 * {@link SceneFlow#DOWN} has. The same draft gives the same scene on every machine.
 */
public final class SceneLayout {

    private static final double MARGIN = 20;
    private static final double GAP = 34;
    private static final double TREE_GAP = 22;

    private final SceneDraft draft;
    private final SceneFlow flow;
    private final TextMeasure measure;
    private final NodeGeometry geometry;
    private final BooleanSupplier cancelled;

    private SceneLayout(SceneDraft draft, SceneFlow flow, TextMeasure measure, BooleanSupplier cancelled) {
        this.draft = draft;
        this.flow = flow;
        this.measure = measure;
        this.cancelled = cancelled;
        this.geometry = new NodeGeometry(draft, measure);
    }

    /**
     * Lays a draft out.
     *
     * @param draft   what is shown
     * @param flow    which way the picture is read
     * @param measure how much room text takes
     * @return the scene
     */
    public static Scene arrange(SceneDraft draft, SceneFlow flow, TextMeasure measure) {
        return arrange(draft, flow, measure, () -> false);
    }

    /**
     * Lays a draft out, unless nobody wants it any more.
     *
     * @param draft     what is shown
     * @param flow      which way the picture is read
     * @param measure   how much room text takes
     * @param cancelled asked between the steps of the work, in the calling thread
     * @return the scene
     * @throws CancellationException when the answer was yes
     */
    public static Scene arrange(SceneDraft draft, SceneFlow flow, TextMeasure measure, BooleanSupplier cancelled) {
        return new SceneLayout(draft, flow, measure, cancelled).scene();
    }

    private Scene scene() {
        Map<ScenePart, Arrangement> parts = new IdentityHashMap<>();
        List<ScenePart> order = ScenePart.of(draft);
        order.forEach(part -> parts.put(part, arrange(part)));
        if (flow == SceneFlow.TREE_RIGHT) {
            Map<ScenePart, Arrangement> trees = new IdentityHashMap<>(parts);
            trees.keySet().removeIf(part -> !TreeColumns.isTree(part));
            TreeColumns.set(trees, geometry);
        }
        Arrangement packed = ScenePacking.pack(order.stream().map(parts::get).toList(), flow != SceneFlow.DOWN,
                flow == SceneFlow.TREE_RIGHT ? TREE_GAP : GAP);
        HeadingGeometry heading = new HeadingGeometry(draft, measure, MARGIN);
        Arrangement placed = new Arrangement();
        placed.add(packed, MARGIN, heading.height());
        SceneRect content = placed.bounds();
        double width = Math.max(content.right(), heading.width()) + MARGIN;
        Optional<SceneLegend> legend = LegendGeometry.place(draft, measure,
                new ScenePoint(MARGIN, Math.max(content.bottom(), heading.height()) + MARGIN), Math.max(width - 2 * MARGIN, 420));
        SceneRect bounds = new SceneRect(0, 0, width, Math.max(content.bottom(), heading.height()) + MARGIN);
        if (legend.isPresent()) {
            SceneRect around = legend.get().bounds();
            bounds = bounds.union(new SceneRect(0, 0, around.right() + MARGIN, around.bottom() + MARGIN));
        }
        return new Scene(draft.title(), draft.description(), nodes(placed), edges(placed), boxes(placed), heading.texts(),
                legend, content, bounds);
    }

    private Arrangement arrange(ScenePart part) {
        Arrangement places = LayeredArrangement.of(part, flow, geometry, cancelled);
        if (!part.boxes().isEmpty()) {
            ReadingOrder.restore(part, places);
        }
        BesideLines.lead(part, places, geometry);
        return places;
    }

    private List<SceneNode> nodes(Arrangement places) {
        return draft.nodes().stream().map(node -> geometry.place(node, places.nodes.get(node.id()))).toList();
    }

    private List<SceneEdge> edges(Arrangement places) {
        List<SceneEdge> edges = new ArrayList<>();
        draft.edges().forEach(edge -> edges.add(new SceneEdge(edge.id(), edge.source(), edge.target(),
                edge.subjects(), edge.kind(), edge.state(), edge.count(), width(edge), places.lines.get(edge.id()),
                Optional.ofNullable(places.labels.get(edge.id())).map(at -> geometry.label(edge, at)), edge.fold(),
                edge.description())));
        return edges;
    }

    /** NVLinks are drawn thicker the more of them there are. */
    private static double width(SceneDraft.Edge edge) {
        return switch (edge.kind()) {
            case PCI -> 1.5;
            case BELONGS -> 1.25;
            case NVLINK, PROCESSOR_LINK -> Math.min(7, 1.5 + edge.count());
        };
    }

    private List<SceneBox> boxes(Arrangement places) {
        Map<String, List<String>> members = new LinkedHashMap<>();
        draft.boxes().forEach(box -> box.parent()
                .ifPresent(parent -> members.computeIfAbsent(parent, key -> new ArrayList<>()).add(box.id())));
        draft.nodes().forEach(node -> node.box()
                .ifPresent(box -> members.computeIfAbsent(box, key -> new ArrayList<>()).add(node.id())));
        return draft.boxes().stream().map(box -> geometry.place(box, places.boxes.get(box.id()),
                members.getOrDefault(box.id(), List.of()))).toList();
    }
}
