// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

import java.util.Optional;

/**
 * How a shape is drawn.
 *
 * @param fill    colour of its surface
 * @param opacity of the surface, 0 to 1
 * @param stroke  colour of its line
 * @param width   width of its line in pixels at zoom 1
 * @param dash    pattern of its line
 */
public record ScenePaint(Optional<SceneColour> fill, double opacity, Optional<SceneColour> stroke, double width,
        SceneDash dash) {

    /** A surface without a line. */
    public static ScenePaint fill(SceneColour colour) {
        return new ScenePaint(Optional.of(colour), 1, Optional.empty(), 0, SceneDash.SOLID);
    }

    /** A line without a surface. */
    public static ScenePaint line(SceneColour colour, double width, SceneDash dash) {
        return new ScenePaint(Optional.empty(), 1, Optional.of(colour), width, dash);
    }

    /** A surface with a line around it. */
    public static ScenePaint both(SceneColour fill, SceneColour stroke, double width) {
        return new ScenePaint(Optional.of(fill), 1, Optional.of(stroke), width, SceneDash.SOLID);
    }

    /** The same with another pattern. */
    public ScenePaint dashed(SceneDash value) {
        return new ScenePaint(fill, opacity, stroke, width, value);
    }

    /** The same with a surface that lets through what is behind. */
    public ScenePaint translucent(double value) {
        return new ScenePaint(fill, value, stroke, width, dash);
    }
}
