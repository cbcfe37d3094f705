// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

import java.util.Collection;

/**
 * A rectangle in a scene, in pixels at zoom 1.
 *
 * @param x      left edge
 * @param y      top edge
 * @param width  width, 0 or more
 * @param height height, 0 or more
 */
public record SceneRect(double x, double y, double width, double height) {

    /** A rectangle of nothing. */
    public static final SceneRect EMPTY = new SceneRect(0, 0, 0, 0);

    /** The right edge. */
    public double right() {
        return x + width;
    }

    /** The bottom edge. */
    public double bottom() {
        return y + height;
    }

    /** The middle. */
    public ScenePoint center() {
        return new ScenePoint(x + width / 2, y + height / 2);
    }

    /**
     * Whether a place lies inside or on the border.
     *
     * @param px horizontal place
     * @param py vertical place
     * @return true when it does
     */
    public boolean contains(double px, double py) {
        return px >= x && px <= right() && py >= y && py <= bottom();
    }

    /**
     * Whether another rectangle lies inside, borders included.
     *
     * @param other the other one
     * @return true when all of it does
     */
    public boolean contains(SceneRect other) {
        return other.x >= x && other.y >= y && other.right() <= right() && other.bottom() <= bottom();
    }

    /**
     * Whether two rectangles share a part that has an area.
     *
     * @param other the other one
     * @return false when they only touch
     */
    public boolean intersects(SceneRect other) {
        return other.x < right() && x < other.right() && other.y < bottom() && y < other.bottom();
    }

    /**
     * Makes it larger on all sides.
     *
     * @param margin pixels, negative to make it smaller
     * @return the larger one
     */
    public SceneRect grow(double margin) {
        return new SceneRect(x - margin, y - margin, Math.max(0, width + 2 * margin), Math.max(0, height + 2 * margin));
    }

    /**
     * Moves it.
     *
     * @param dx to the right
     * @param dy down
     * @return the moved one
     */
    public SceneRect move(double dx, double dy) {
        return new SceneRect(x + dx, y + dy, width, height);
    }

    /**
     * The smallest rectangle around both.
     *
     * @param other the other one
     * @return a rectangle that contains both
     */
    public SceneRect union(SceneRect other) {
        double left = Math.min(x, other.x);
        double top = Math.min(y, other.y);
        return new SceneRect(left, top, Math.max(right(), other.right()) - left, Math.max(bottom(), other.bottom()) - top);
    }

    /**
     * The smallest rectangle around places.
     *
     * @param points the places
     * @return {@link #EMPTY} for none
     */
    public static SceneRect around(Collection<ScenePoint> points) {
        if (points.isEmpty()) {
            return EMPTY;
        }
        double left = Double.POSITIVE_INFINITY;
        double top = Double.POSITIVE_INFINITY;
        double right = Double.NEGATIVE_INFINITY;
        double bottom = Double.NEGATIVE_INFINITY;
        for (ScenePoint point : points) {
            left = Math.min(left, point.x());
            top = Math.min(top, point.y());
            right = Math.max(right, point.x());
            bottom = Math.max(bottom, point.y());
        }
        return new SceneRect(left, top, right - left, bottom - top);
    }
}
