// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

/** The pairs of fill and border colours that classes take. */
public enum SceneTint {
    /** No class. */
    NEUTRAL(SceneColour.NEUTRAL_FILL, SceneColour.NEUTRAL_STROKE),
    /** First hue. */
    BLUE(SceneColour.BLUE_FILL, SceneColour.BLUE_STROKE),
    /** Second hue. */
    GREEN(SceneColour.GREEN_FILL, SceneColour.GREEN_STROKE),
    /** Third hue. */
    AMBER(SceneColour.AMBER_FILL, SceneColour.AMBER_STROKE),
    /** Fourth hue. */
    VIOLET(SceneColour.VIOLET_FILL, SceneColour.VIOLET_STROKE),
    /** Fifth hue. */
    TEAL(SceneColour.TEAL_FILL, SceneColour.TEAL_STROKE),
    /** Sixth hue. */
    ROSE(SceneColour.ROSE_FILL, SceneColour.ROSE_STROKE),
    /** Seventh hue. */
    OLIVE(SceneColour.OLIVE_FILL, SceneColour.OLIVE_STROKE),
    /** Eighth hue. */
    BROWN(SceneColour.BROWN_FILL, SceneColour.BROWN_STROKE),
    /** Kept for what is wrong. */
    RED(SceneColour.RED_FILL, SceneColour.RED_STROKE);

    private static final SceneTint[] HUES = {BLUE, GREEN, AMBER, VIOLET, TEAL, ROSE, OLIVE, BROWN};

    private final SceneColour fill;
    private final SceneColour stroke;

    SceneTint(SceneColour fill, SceneColour stroke) {
        this.fill = fill;
        this.stroke = stroke;
    }

    /** The colour of the surface. */
    public SceneColour fill() {
        return fill;
    }

    /** The colour of the border and the mark. */
    public SceneColour stroke() {
        return stroke;
    }

    /**
     * The hue of the nth class. There are eight; from the ninth class on hues come again, and the mark
     * tells classes of one hue apart.
     *
     * @param index 0 or more
     * @return neither neutral nor red
     */
    public static SceneTint hue(int index) {
        return HUES[index % HUES.length];
    }
}
