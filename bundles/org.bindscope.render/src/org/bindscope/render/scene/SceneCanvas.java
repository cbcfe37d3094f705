// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

/**
 * What a scene is drawn on. Coordinates are those of the scene; zoom and place on a screen are the
 * canvas's own business, as are the values of colours.
 */
public interface SceneCanvas {

    /**
     * What follows up to {@link #end()} belongs to one element.
     *
     * @param element the element
     * @param part    which part of it; each element has {@link Part#MAIN} once
     */
    default void begin(SceneElement element, Part part) {
    }

    /** Ends what {@link #begin} began. */
    default void end() {
    }

    /** Parts of elements. */
    enum Part {
        /** The element. */
        MAIN,
        /** The text of a line, drawn above other lines. */
        LABEL
    }

    /**
     * Draws a rectangle.
     *
     * @param bounds its place
     * @param radius radius of its corners, 0 for square ones
     * @param paint  how
     */
    void rectangle(SceneRect bounds, double radius, ScenePaint paint);

    /**
     * Draws an outline. Ends and bends of lines are round.
     *
     * @param path  the outline
     * @param paint how
     */
    void path(ScenePath path, ScenePaint paint);

    /**
     * Draws a line of text.
     *
     * @param text the text
     */
    void text(SceneText text);

    /**
     * How large the scene comes out.
     *
     * @return pixels of the output for a pixel of the scene; text too small to read is left out
     */
    default double scale() {
        return 1;
    }
}
