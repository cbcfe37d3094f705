// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

/**
 * A place in a scene.
 *
 * @param x pixels from the left at zoom 1
 * @param y pixels from the top at zoom 1
 */
public record ScenePoint(double x, double y) {

    /**
     * The distance to another place.
     *
     * @param other the other place
     * @return pixels
     */
    public double distance(ScenePoint other) {
        return Math.hypot(x - other.x, y - other.y);
    }

    /**
     * The distance to a straight line between two places.
     *
     * @param from one end
     * @param to   the other end
     * @return pixels
     */
    public double distance(ScenePoint from, ScenePoint to) {
        double dx = to.x - from.x;
        double dy = to.y - from.y;
        double square = dx * dx + dy * dy;
        double along = square == 0 ? 0 : Math.max(0, Math.min(1, ((x - from.x) * dx + (y - from.y) * dy) / square));
        return distance(new ScenePoint(from.x + along * dx, from.y + along * dy));
    }
}
