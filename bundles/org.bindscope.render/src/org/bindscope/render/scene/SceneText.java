// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

/**
 * A line of text at its place.
 *
 * @param text     cleaned of control and format characters
 * @param x        left edge
 * @param baseline vertical place of the baseline
 * @param style    font
 * @param colour   colour
 */
public record SceneText(String text, double x, double baseline, TextStyle style, SceneColour colour) {

    /**
     * Moves it.
     *
     * @param dx to the right
     * @param dy down
     * @return the moved text
     */
    public SceneText move(double dx, double dy) {
        return new SceneText(text, x + dx, baseline + dy, style, colour);
    }
}
