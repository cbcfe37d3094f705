// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

import java.util.List;

/** Draws signs from lines, so that no font has to have them. */
final class SignPainter {

    private final SceneCanvas canvas;

    SignPainter(SceneCanvas canvas) {
        this.canvas = canvas;
    }

    void paint(SceneSign sign, SceneRect at) {
        double x = at.x();
        double y = at.y();
        double size = Math.min(at.width(), at.height());
        switch (sign) {
            case CHANGED -> canvas.path(ScenePath.polygon(point(x, y, size, .5, 0), point(x, y, size, 1, .5),
                    point(x, y, size, .5, 1), point(x, y, size, 0, .5)), ScenePaint.fill(SceneColour.CHANGED));
            case WARNING -> {
                canvas.path(ScenePath.polygon(point(x, y, size, .5, .02), point(x, y, size, 1, .95),
                        point(x, y, size, 0, .95)), ScenePaint.fill(SceneColour.DEGRADED));
                line(SceneColour.ON_STROKE, size / 8, point(x, y, size, .5, .36), point(x, y, size, .5, .62));
                line(SceneColour.ON_STROKE, size / 8, point(x, y, size, .5, .79), point(x, y, size, .5, .8));
            }
            case CROSS -> {
                line(SceneColour.ERROR, size / 5, point(x, y, size, .15, .15), point(x, y, size, .85, .85));
                line(SceneColour.ERROR, size / 5, point(x, y, size, .85, .15), point(x, y, size, .15, .85));
            }
            case CHECK -> line(SceneColour.OK, size / 5.5, point(x, y, size, .1, .55), point(x, y, size, .4, .85),
                    point(x, y, size, .92, .17));
            case UNKNOWN -> {
                canvas.rectangle(at, size / 2, ScenePaint.line(SceneColour.MUTED, 1, SceneDash.SOLID));
                line(SceneColour.MUTED, size / 9, point(x, y, size, .34, .38), point(x, y, size, .42, .26),
                        point(x, y, size, .58, .26), point(x, y, size, .66, .38), point(x, y, size, .5, .52),
                        point(x, y, size, .5, .6));
                line(SceneColour.MUTED, size / 8, point(x, y, size, .5, .76), point(x, y, size, .5, .77));
            }
            case FOLDED, UNFOLDED -> {
                canvas.rectangle(at, 2, ScenePaint.both(SceneColour.BACKGROUND, SceneColour.MUTED, 1));
                line(SceneColour.TEXT, 1.4, point(x, y, size, .25, .5), point(x, y, size, .75, .5));
                if (sign == SceneSign.FOLDED) {
                    line(SceneColour.TEXT, 1.4, point(x, y, size, .5, .25), point(x, y, size, .5, .75));
                }
            }
        }
    }

    private void line(SceneColour colour, double width, ScenePoint... points) {
        canvas.path(ScenePath.through(List.of(points), 0), ScenePaint.line(colour, width, SceneDash.SOLID));
    }

    private static ScenePoint point(double x, double y, double size, double right, double down) {
        return new ScenePoint(x + size * right, y + size * down);
    }
}
