// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.canvas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bindscope.render.scene.ScenePoint;
import org.bindscope.render.scene.SceneRect;
import org.junit.jupiter.api.Test;

/** Zooming and panning over a scene. */
class ViewportTest {

    private static final SceneRect SCENE = new SceneRect(0, 0, 4000, 1000);

    private final Viewport start = new Viewport(1, 100, 50, 800, 400);

    @Test
    void thePlaceUnderThePointerStaysWhereItIsWhileZooming() {
        ScenePoint before = start.toScene(300, 200);
        ScenePoint after = start.scaledAt(3, 300, 200).toScene(300, 200);
        assertEquals(before.x(), after.x(), 1e-9);
        assertEquals(before.y(), after.y(), 1e-9);
    }

    @Test
    void theScaleKeepsToItsRange() {
        assertEquals(Viewport.MAX_SCALE, start.scaledAt(1e9, 0, 0).scale());
        assertEquals(Viewport.MIN_SCALE, start.scaledAt(0, 0, 0).scale());
        assertEquals(1, new Viewport(Double.NaN, Double.NaN, Double.POSITIVE_INFINITY, 0, -3).scale());
    }

    @Test
    void fittingShowsAllOfTheScene() {
        Viewport fitted = start.fitting(SCENE, 1);
        assertTrue(fitted.visible().contains(SCENE));
        assertEquals(1, start.fitting(new SceneRect(0, 0, 10, 10), 1).scale(), "nothing is enlarged above its actual size");
    }

    @Test
    void revealingMovesNoFartherThanNeeded() {
        SceneRect seen = new SceneRect(200, 100, 50, 50);
        assertEquals(start, start.revealing(seen));
        Viewport moved = start.revealing(new SceneRect(1000, 100, 50, 50));
        assertTrue(moved.visible().contains(new SceneRect(1000, 100, 50, 50)));
        assertEquals(start.y(), moved.y());
        assertTrue(moved.visible().right() < 1100);
    }

    @Test
    void nothingBeyondTheSceneIsShownWhileItIsLarger() {
        Viewport far = new Viewport(1, 90_000, -5000, 800, 400).within(SCENE);
        assertTrue(far.visible().right() <= 4000 + 20 && far.visible().y() >= -20);
    }

    @Test
    void aSceneThatIsSmallerThanTheCanvasStandsInTheMiddle() {
        Viewport small = new Viewport(0.1, 777, 777, 800, 400).within(SCENE);
        assertEquals(SCENE.center().x(), small.visible().center().x(), 1e-9);
        assertEquals(SCENE.center().y(), small.visible().center().y(), 1e-9);
    }
}
