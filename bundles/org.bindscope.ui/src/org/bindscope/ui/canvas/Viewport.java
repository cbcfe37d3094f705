// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.canvas;

import org.bindscope.render.scene.ScenePoint;
import org.bindscope.render.scene.SceneRect;

/**
 * Which part of a scene a canvas shows, and how large. Immutable.
 *
 * @param scale  pixels of the canvas for one pixel of the scene, {@link #MIN_SCALE} to {@link #MAX_SCALE}
 * @param x      scene place at the left edge of the canvas
 * @param y      scene place at the top edge of the canvas
 * @param width  width of the canvas, 1 or more
 * @param height height of the canvas, 1 or more
 */
public record Viewport(double scale, double x, double y, int width, int height) {

    /** Smallest scale: a picture of 600 nodes is a few hundred pixels wide. */
    public static final double MIN_SCALE = 0.03;
    /** Largest scale. */
    public static final double MAX_SCALE = 8;
    /** How much one step of the wheel or of a key changes the scale. */
    public static final double STEP = 1.2;
    /** Pixels of the canvas around what is fitted or revealed. */
    private static final int MARGIN = 12;

    /** Keeps the scale in its range and the size positive. */
    public Viewport {
        scale = Double.isFinite(scale) ? Math.max(MIN_SCALE, Math.min(MAX_SCALE, scale)) : 1;
        x = Double.isFinite(x) ? x : 0;
        y = Double.isFinite(y) ? y : 0;
        width = Math.max(1, width);
        height = Math.max(1, height);
    }

    /**
     * The part of the scene that the canvas shows.
     *
     * @return a rectangle of the scene
     */
    public SceneRect visible() {
        return new SceneRect(x, y, width / scale, height / scale);
    }

    /**
     * The scene place at a pixel.
     *
     * @param pixelX from the left of the canvas
     * @param pixelY from the top of the canvas
     * @return the place
     */
    public ScenePoint toScene(double pixelX, double pixelY) {
        return new ScenePoint(x + pixelX / scale, y + pixelY / scale);
    }

    /**
     * Where a rectangle of the scene is on the canvas.
     *
     * @param area a rectangle of the scene
     * @return pixels of the canvas
     */
    public SceneRect toCanvas(SceneRect area) {
        return new SceneRect((area.x() - x) * scale, (area.y() - y) * scale, area.width() * scale, area.height() * scale);
    }

    /**
     * With another size of the canvas; the left upper corner stays.
     *
     * @param newWidth  width in pixels
     * @param newHeight height in pixels
     * @return another viewport
     */
    public Viewport sized(int newWidth, int newHeight) {
        return new Viewport(scale, x, y, newWidth, newHeight);
    }

    /**
     * With another scale; the scene place at a pixel stays under it.
     *
     * @param newScale the scale
     * @param pixelX   from the left of the canvas
     * @param pixelY   from the top of the canvas
     * @return another viewport
     */
    public Viewport scaledAt(double newScale, double pixelX, double pixelY) {
        ScenePoint fixed = toScene(pixelX, pixelY);
        double bounded = Math.max(MIN_SCALE, Math.min(MAX_SCALE, newScale));
        return new Viewport(bounded, fixed.x() - pixelX / bounded, fixed.y() - pixelY / bounded, width, height);
    }

    /**
     * Moved over the scene.
     *
     * @param pixelsRight pixels of the canvas to the right
     * @param pixelsDown  pixels of the canvas down
     * @return another viewport
     */
    public Viewport moved(double pixelsRight, double pixelsDown) {
        return new Viewport(scale, x + pixelsRight / scale, y + pixelsDown / scale, width, height);
    }

    /**
     * With a place of the scene in the middle.
     *
     * @param middle the place
     * @return another viewport
     */
    public Viewport centredOn(ScenePoint middle) {
        return new Viewport(scale, middle.x() - width / scale / 2, middle.y() - height / scale / 2, width, height);
    }

    /**
     * Shows all of a rectangle, as large as it fits but not above a scale.
     *
     * @param area    a rectangle of the scene
     * @param largest largest scale, 1 for actual size
     * @return another viewport
     */
    public Viewport fitting(SceneRect area, double largest) {
        double across = Math.max(1, width - 2 * MARGIN) / Math.max(1, area.width());
        double down = Math.max(1, height - 2 * MARGIN) / Math.max(1, area.height());
        return new Viewport(Math.min(largest, Math.min(across, down)), x, y, width, height).centredOn(area.center());
    }

    /**
     * Moved as little as is needed to show a rectangle; one that is larger than the canvas is shown from
     * its left upper corner.
     *
     * @param area a rectangle of the scene
     * @return another viewport
     */
    public Viewport revealing(SceneRect area) {
        SceneRect wanted = area.grow(MARGIN / scale);
        return new Viewport(scale, reveal(x, width / scale, wanted.x(), wanted.right()),
                reveal(y, height / scale, wanted.y(), wanted.bottom()), width, height);
    }

    private static double reveal(double start, double length, double from, double to) {
        if (from >= start && to <= start + length) {
            return start;
        }
        return from < start || to - from > length ? from : to - length;
    }

    /**
     * Moved so that no more empty ground than needed is shown: what is smaller than the canvas is in the
     * middle, what is larger fills it.
     *
     * @param area the rectangle of the scene that may be seen
     * @return another viewport
     */
    public Viewport within(SceneRect area) {
        double margin = MARGIN / scale;
        return new Viewport(scale, within(x, width / scale, area.x() - margin, area.right() + margin),
                within(y, height / scale, area.y() - margin, area.bottom() + margin), width, height);
    }

    private static double within(double start, double length, double from, double to) {
        if (to - from <= length) {
            return (from + to - length) / 2;
        }
        return Math.max(from, Math.min(to - length, start));
    }
}
