// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sets the columns of a tree: nodes of one depth begin at one line, and the room between two columns is as
 * wide as the lines and their labels there need. Heights stay as ELK chose them. Labels stand on the last
 * stretch of their line, before the node that they speak of.
 */
final class TreeColumns {

    private static final double BEFORE_NODE = 9;
    private static final double AFTER_BEND = 9;
    private static final double PLAIN = 16;

    private final NodeGeometry geometry;
    private final Map<String, Integer> depths = new HashMap<>();
    private final List<Double> widths = new ArrayList<>();
    private final List<Double> bends = new ArrayList<>();
    private final List<Double> labels = new ArrayList<>();
    private final List<Double> lefts = new ArrayList<>();

    private TreeColumns(NodeGeometry geometry) {
        this.geometry = geometry;
    }

    /** Whether no node of a part has two lines that lead to it. */
    static boolean isTree(ScenePart part) {
        return part.boxes().isEmpty() && part.edges().stream().map(SceneDraft.Edge::target).distinct().count()
                == part.edges().size() && part.edges().size() == part.nodes().size() - 1;
    }

    /**
     * Moves nodes and lines of trees to common columns and adds the labels.
     *
     * @param trees each tree with its places
     */
    static void set(Map<ScenePart, Arrangement> trees, NodeGeometry geometry) {
        TreeColumns work = new TreeColumns(geometry);
        trees.keySet().forEach(work::depths);
        trees.forEach(work::measure);
        work.columns();
        trees.forEach(work::move);
    }

    private void depths(ScenePart part) {
        Map<String, String> above = new HashMap<>();
        part.edges().forEach(edge -> above.put(edge.target(), edge.source()));
        for (SceneDraft.Node node : part.nodes()) {
            List<String> way = new ArrayList<>();
            String at = node.id();
            while (at != null && !depths.containsKey(at)) {
                way.add(at);
                at = above.get(at);
            }
            int depth = at == null ? 0 : depths.get(at) + 1;
            for (int i = way.size() - 1; i >= 0; i--) {
                depths.put(way.get(i), depth++);
            }
        }
    }

    private void measure(ScenePart part, Arrangement places) {
        List<Double> rights = rights(part, places);
        while (widths.size() < rights.size()) {
            widths.add(0.0);
            bends.add(0.0);
            labels.add(0.0);
        }
        part.nodes().forEach(node -> raise(widths, depths.get(node.id()), places.nodes.get(node.id()).width()));
        for (SceneDraft.Edge edge : part.edges()) {
            int depth = depths.get(edge.source());
            List<ScenePoint> points = places.lines.get(edge.id());
            for (int i = 1; i < points.size() - 1; i++) {
                raise(bends, depth, points.get(i).x() - rights.get(depth));
            }
            raise(labels, depth, geometry.labelSize(edge).width());
        }
    }

    private static void raise(List<Double> list, int index, double value) {
        list.set(index, Math.max(list.get(index), value));
    }

    /** Where the columns of one tree end before it is moved. */
    private List<Double> rights(ScenePart part, Arrangement places) {
        List<Double> rights = new ArrayList<>();
        for (SceneDraft.Node node : part.nodes()) {
            int depth = depths.get(node.id());
            while (rights.size() <= depth) {
                rights.add(0.0);
            }
            raise(rights, depth, places.nodes.get(node.id()).right());
        }
        return rights;
    }

    private void columns() {
        double x = 0;
        for (int depth = 0; depth < widths.size(); depth++) {
            lefts.add(x);
            double label = labels.get(depth) > 0 ? AFTER_BEND + labels.get(depth) + BEFORE_NODE : PLAIN;
            x += widths.get(depth) + Math.max(PLAIN, bends.get(depth) + label);
        }
    }

    private void move(ScenePart part, Arrangement places) {
        List<Double> rights = rights(part, places);
        part.nodes().forEach(node -> places.nodes.computeIfPresent(node.id(),
                (id, at) -> new SceneRect(lefts.get(depths.get(id)), at.y(), at.width(), at.height())));
        for (SceneDraft.Edge edge : part.edges()) {
            int depth = depths.get(edge.source());
            double shift = lefts.get(depth) + widths.get(depth) - rights.get(depth);
            List<ScenePoint> old = places.lines.get(edge.id());
            List<ScenePoint> points = new ArrayList<>();
            points.add(new ScenePoint(places.nodes.get(edge.source()).right(), old.get(0).y()));
            for (int i = 1; i < old.size() - 1; i++) {
                points.add(new ScenePoint(old.get(i).x() + shift, old.get(i).y()));
            }
            ScenePoint end = new ScenePoint(places.nodes.get(edge.target()).x(), old.get(old.size() - 1).y());
            points.add(end);
            places.lines.put(edge.id(), points);
            SceneRect size = geometry.labelSize(edge);
            if (size.width() > 0) {
                places.labels.put(edge.id(), new SceneRect(end.x() - BEFORE_NODE - size.width(), end.y() - size.height() / 2,
                        size.width(), size.height()));
            }
        }
    }
}
