// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Leads the lines between nodes of one row: straight to the next node, else up, along and down above the
 * row, each on the lowest track that is free. At a node, lines to near nodes leave further out than lines
 * to far ones, so that lines of one node do not cross each other.
 */
final class BesideLines {

    private static final double TRACK = 26;
    private static final double FIRST_TRACK = 22;

    private record Arc(SceneDraft.Edge edge, String left, String right, int from, int to) {
        int span() {
            return to - from;
        }
    }

    private final Arrangement places;
    private final NodeGeometry geometry;
    private final List<String> row;
    private final Map<String, Integer> position = new HashMap<>();
    private final List<Arc> arcs = new ArrayList<>();

    private BesideLines(ScenePart part, Arrangement places, NodeGeometry geometry) {
        this.places = places;
        this.geometry = geometry;
        this.row = part.beside().stream().sorted(Comparator.comparingDouble((String id) -> places.nodes.get(id).x())
                .thenComparing(id -> id)).toList();
        for (int i = 0; i < row.size(); i++) {
            position.put(row.get(i), i);
        }
    }

    /** Adds the lines of a part whose nodes have their places. */
    static void lead(ScenePart part, Arrangement places, NodeGeometry geometry) {
        BesideLines work = new BesideLines(part, places, geometry);
        Set<Integer> straight = new HashSet<>();
        for (SceneDraft.Edge edge : part.edges()) {
            if (!edge.beside()) {
                continue;
            }
            int one = work.position.get(edge.source());
            int other = work.position.get(edge.target());
            int from = Math.min(one, other);
            int to = Math.max(one, other);
            if (to == from + 1 && work.nextTo(from, to) && straight.add(from)) {
                work.straight(edge, from, to);
            } else {
                work.arcs.add(new Arc(edge, work.row.get(from), work.row.get(to), from, to));
            }
        }
        work.over();
    }

    /** Whether nothing stands between two nodes of the row. */
    private boolean nextTo(int from, int to) {
        SceneRect left = places.nodes.get(row.get(from));
        SceneRect right = places.nodes.get(row.get(to));
        double y = (Math.max(left.y(), right.y()) + Math.min(left.bottom(), right.bottom())) / 2;
        SceneRect gap = new SceneRect(left.right(), y - 12, right.x() - left.right(), 24);
        return gap.width() > 0 && places.nodes.values().stream().noneMatch(gap::intersects)
                && y > Math.max(left.y(), right.y());
    }

    private void straight(SceneDraft.Edge edge, int from, int to) {
        SceneRect left = places.nodes.get(row.get(from));
        SceneRect right = places.nodes.get(row.get(to));
        double y = (Math.max(left.y(), right.y()) + Math.min(left.bottom(), right.bottom())) / 2;
        put(edge, row.get(from), List.of(new ScenePoint(left.right(), y), new ScenePoint(right.x(), y)));
        label(edge, (left.right() + right.x()) / 2, y);
    }

    private void over() {
        arcs.sort(Comparator.comparingInt(Arc::span).thenComparingInt(Arc::from).thenComparing(arc -> arc.edge().id()));
        Map<Arc, Double> leftPort = new HashMap<>();
        Map<Arc, Double> rightPort = new HashMap<>();
        row.forEach(node -> ports(node, leftPort, rightPort));
        double top = row.stream().mapToDouble(id -> places.nodes.get(id).y()).min().orElse(0);
        List<List<double[]>> tracks = new ArrayList<>();
        Map<Arc, Integer> level = new HashMap<>();
        for (Arc arc : arcs) {
            double from = leftPort.get(arc);
            double to = rightPort.get(arc);
            int track = 0;
            while (track < tracks.size() && tracks.get(track).stream().anyMatch(taken -> from < taken[1] + 8 && taken[0] - 8 < to)) {
                track++;
            }
            if (track == tracks.size()) {
                tracks.add(new ArrayList<>());
            }
            tracks.get(track).add(new double[] {from, to});
            double y = top - FIRST_TRACK - track * TRACK;
            put(arc.edge(), arc.left(), List.of(new ScenePoint(from, places.nodes.get(arc.left()).y()), new ScenePoint(from, y),
                    new ScenePoint(to, y), new ScenePoint(to, places.nodes.get(arc.right()).y())));
            level.put(arc, track);
        }
        for (Arc arc : arcs) {
            double y = top - FIRST_TRACK - level.get(arc) * TRACK;
            List<Double> crossing = new ArrayList<>();
            arcs.stream().filter(other -> level.get(other) > level.get(arc)).forEach(other -> {
                crossing.add(leftPort.get(other));
                crossing.add(rightPort.get(other));
            });
            label(arc.edge(), free(leftPort.get(arc), rightPort.get(arc), geometry.labelSize(arc.edge()).width(), crossing), y);
        }
    }

    /** A place on a stretch, near its middle, where a label of this width hides none of the lines that cross it. */
    private static double free(double from, double to, double width, List<Double> crossing) {
        double middle = (from + to) / 2;
        for (double aside = 0; middle + aside + width / 2 < to - 6; aside += 6) {
            for (double x : new double[] {middle - aside, middle + aside}) {
                if (crossing.stream().noneMatch(line -> Math.abs(line - x) < width / 2 + 4)) {
                    return x;
                }
            }
        }
        return middle;
    }

    /** Gives each line a place at the upper border: to the left near ones first, then far ones, then to the right. */
    private void ports(String node, Map<Arc, Double> leftPort, Map<Arc, Double> rightPort) {
        List<Arc> toLeft = arcs.stream().filter(arc -> arc.right().equals(node)).toList();
        List<Arc> toRight = new ArrayList<>(arcs.stream().filter(arc -> arc.left().equals(node)).toList());
        Collections.reverse(toRight);
        SceneRect at = places.nodes.get(node);
        double step = at.width() / (toLeft.size() + toRight.size() + 1);
        double x = at.x();
        for (Arc arc : toLeft) {
            x += step;
            rightPort.put(arc, x);
        }
        for (Arc arc : toRight) {
            x += step;
            leftPort.put(arc, x);
        }
    }

    private void put(SceneDraft.Edge edge, String left, List<ScenePoint> points) {
        List<ScenePoint> ordered = new ArrayList<>(points);
        if (!edge.source().equals(left)) {
            Collections.reverse(ordered);
        }
        places.lines.put(edge.id(), ordered);
    }

    private void label(SceneDraft.Edge edge, double x, double y) {
        SceneRect size = geometry.labelSize(edge);
        if (size.width() > 0) {
            places.labels.put(edge.id(), new SceneRect(x - size.width() / 2, y - size.height() / 2, size.width(), size.height()));
        }
    }
}
