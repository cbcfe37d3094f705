// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

import java.util.List;
import java.util.Optional;

/**
 * A line between two nodes.
 *
 * @param id          unique in the scene
 * @param source      id of the node where it starts; for PCI the one nearer to the root
 * @param target      id of the node where it ends
 * @param subjects    links that it stands for
 * @param kind        what it is
 * @param state       what is to be said of it
 * @param count       how many links it stands for, 1 or more
 * @param width       width of its stroke
 * @param points      its bends, from the border of the source to the border of the target; two or more
 * @param label       its text
 * @param fold        whether it can be unfolded into one line for each link, or folded again
 * @param description one sentence
 */
public record SceneEdge(String id, String source, String target, List<SceneSubject> subjects, EdgeKind kind,
        EdgeState state, int count, double width, List<ScenePoint> points, Optional<SceneLabel> label,
        Optional<SceneFold> fold, String description) implements SceneElement {

    /** Copies the lists. */
    public SceneEdge {
        subjects = List.copyOf(subjects);
        points = List.copyOf(points);
        if (points.size() < 2) {
            throw new IllegalArgumentException("the line " + id + " needs two points");
        }
    }

    @Override
    public SceneRect bounds() {
        SceneRect line = SceneRect.around(points).grow(width / 2);
        return label.map(text -> line.union(text.bounds())).orElse(line);
    }

    /**
     * The distance from a place to the line or its label.
     *
     * @param place the place
     * @return pixels; 0 inside the label
     */
    public double distance(ScenePoint place) {
        if (label.isPresent() && label.get().bounds().contains(place.x(), place.y())) {
            return 0;
        }
        double nearest = Double.POSITIVE_INFINITY;
        for (int i = 1; i < points.size(); i++) {
            nearest = Math.min(nearest, place.distance(points.get(i - 1), points.get(i)));
        }
        return nearest;
    }

    /**
     * The node at the other end.
     *
     * @param node id of one end
     * @return id of the other
     */
    public String other(String node) {
        return source.equals(node) ? target : source;
    }
}
