// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

/** Where an arrow key leads. */
public enum SceneDirection {
    /** To the left. */
    LEFT(-1, 0),
    /** To the right. */
    RIGHT(1, 0),
    /** Up. */
    UP(0, -1),
    /** Down. */
    DOWN(0, 1);

    private final int dx;
    private final int dy;

    SceneDirection(int dx, int dy) {
        this.dx = dx;
        this.dy = dy;
    }

    /** How far one place lies from another in this direction; negative behind it. */
    double along(ScenePoint from, ScenePoint to) {
        return (to.x() - from.x()) * dx + (to.y() - from.y()) * dy;
    }

    /** How far one place lies beside another, seen in this direction. */
    double aside(ScenePoint from, ScenePoint to) {
        return Math.abs((to.x() - from.x()) * dy + (to.y() - from.y()) * dx);
    }
}
