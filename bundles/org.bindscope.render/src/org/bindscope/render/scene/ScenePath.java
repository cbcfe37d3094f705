// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

import java.util.ArrayList;
import java.util.List;

/**
 * An outline of straight lines and quadratic curves.
 *
 * @param steps  the first is a {@link Move}
 * @param closed whether the end is joined to the beginning
 */
public record ScenePath(List<Step> steps, boolean closed) {

    /** Copies the list. */
    public ScenePath {
        steps = List.copyOf(steps);
    }

    /** One step of an outline. */
    public sealed interface Step {
    }

    /** Begins at a place. */
    public record Move(ScenePoint to) implements Step {
    }

    /** A straight line. */
    public record Line(ScenePoint to) implements Step {
    }

    /** A curve that bends towards a place. */
    public record Curve(ScenePoint control, ScenePoint to) implements Step {
    }

    /**
     * A line through places, with rounded bends.
     *
     * @param points two or more places
     * @param radius how far from a bend the curve begins; less where the next bend is near
     * @return an open outline
     */
    public static ScenePath through(List<ScenePoint> points, double radius) {
        List<Step> steps = new ArrayList<>(points.size() * 2);
        steps.add(new Move(points.get(0)));
        for (int i = 1; i < points.size() - 1; i++) {
            ScenePoint bend = points.get(i);
            double room = Math.min(points.get(i - 1).distance(bend), bend.distance(points.get(i + 1))) / 2;
            double cut = Math.min(radius, room);
            if (cut < 0.5) {
                steps.add(new Line(bend));
            } else {
                steps.add(new Line(towards(bend, points.get(i - 1), cut)));
                steps.add(new Curve(bend, towards(bend, points.get(i + 1), cut)));
            }
        }
        steps.add(new Line(points.get(points.size() - 1)));
        return new ScenePath(steps, false);
    }

    /**
     * A closed outline through corners.
     *
     * @param corners three or more
     * @return the outline
     */
    public static ScenePath polygon(ScenePoint... corners) {
        List<Step> steps = new ArrayList<>(corners.length);
        steps.add(new Move(corners[0]));
        for (int i = 1; i < corners.length; i++) {
            steps.add(new Line(corners[i]));
        }
        return new ScenePath(steps, true);
    }

    private static ScenePoint towards(ScenePoint from, ScenePoint to, double distance) {
        double whole = from.distance(to);
        return new ScenePoint(from.x() + (to.x() - from.x()) * distance / whole,
                from.y() + (to.y() - from.y()) * distance / whole);
    }
}
