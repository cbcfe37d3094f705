// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the elements at a place or in a rectangle without looking at all of them. Immutable once made. */
public final class SceneIndex {

    private static final double CELL = 256;
    /** An element over more cells than this is kept in a list of its own, so that the index stays small. */
    private static final int MAX_CELLS = 64;

    private record Cell(int column, int row) {
    }

    private final Map<Cell, List<SceneElement>> cells = new HashMap<>();
    private final List<SceneElement> large = new ArrayList<>();
    private final Map<SceneElement, Integer> order = new IdentityHashMap<>();

    /**
     * Indexes a scene.
     *
     * @param scene the scene
     */
    public SceneIndex(Scene scene) {
        scene.boxes().forEach(this::add);
        scene.edges().forEach(this::add);
        scene.nodes().forEach(this::add);
    }

    private void add(SceneElement element) {
        order.put(element, order.size());
        SceneRect area = element.bounds();
        int left = cell(area.x());
        int right = cell(area.right());
        int top = cell(area.y());
        int bottom = cell(area.bottom());
        if ((long) (right - left + 1) * (bottom - top + 1) > MAX_CELLS) {
            large.add(element);
            return;
        }
        for (int row = top; row <= bottom; row++) {
            for (int column = left; column <= right; column++) {
                cells.computeIfAbsent(new Cell(column, row), key -> new ArrayList<>(4)).add(element);
            }
        }
    }

    private static int cell(double place) {
        return (int) Math.floor(place / CELL);
    }

    /**
     * What is drawn in a rectangle.
     *
     * @param area the rectangle
     * @return in drawing order: boxes, lines, nodes
     */
    public List<SceneElement> in(SceneRect area) {
        Set<SceneElement> found = Collections.newSetFromMap(new IdentityHashMap<>());
        large.stream().filter(element -> touches(element, area)).forEach(found::add);
        long columns = cell(area.right()) - (long) cell(area.x()) + 1;
        long rows = cell(area.bottom()) - (long) cell(area.y()) + 1;
        if (columns * rows > cells.size()) {
            cells.values().forEach(list -> list.stream().filter(element -> touches(element, area)).forEach(found::add));
        } else {
            for (int row = cell(area.y()); row <= cell(area.bottom()); row++) {
                for (int column = cell(area.x()); column <= cell(area.right()); column++) {
                    cells.getOrDefault(new Cell(column, row), List.of()).stream()
                            .filter(element -> touches(element, area)).forEach(found::add);
                }
            }
        }
        return found.stream().sorted(Comparator.comparing(order::get)).toList();
    }

    private static boolean touches(SceneElement element, SceneRect area) {
        return element.bounds().grow(4).intersects(area);
    }

    /**
     * What a pointer at a place means: the node there, else a line that is near enough, else the innermost box.
     *
     * @param x         horizontal place
     * @param y         vertical place
     * @param tolerance how far from a line a pointer may be, in pixels of the scene
     * @return empty over the background
     */
    public Optional<SceneElement> at(double x, double y, double tolerance) {
        ScenePoint place = new ScenePoint(x, y);
        SceneRect around = new SceneRect(x, y, 0, 0).grow(Math.max(1, tolerance));
        SceneElement best = null;
        double bestRank = Double.POSITIVE_INFINITY;
        for (SceneElement element : in(around)) {
            double rank = rank(element, place, tolerance);
            if (rank <= bestRank && rank < Double.POSITIVE_INFINITY) {
                best = element;
                bestRank = rank;
            }
        }
        return Optional.ofNullable(best);
    }

    private static double rank(SceneElement element, ScenePoint place, double tolerance) {
        if (element instanceof SceneNode node) {
            return node.bounds().contains(place.x(), place.y()) ? -1 : Double.POSITIVE_INFINITY;
        }
        if (element instanceof SceneEdge edge) {
            double distance = edge.distance(place) - edge.width() / 2;
            return distance <= tolerance ? Math.max(0, distance) : Double.POSITIVE_INFINITY;
        }
        return element.bounds().contains(place.x(), place.y()) ? 1e6 : Double.POSITIVE_INFINITY;
    }
}
