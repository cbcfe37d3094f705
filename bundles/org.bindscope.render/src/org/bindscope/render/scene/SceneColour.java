// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

/** What colours are used for. {@link ScenePalette} gives their values. */
public enum SceneColour {
    /** Behind everything. */
    BACKGROUND,
    /** Text. */
    TEXT,
    /** Text of less importance. */
    MUTED,
    /** PCI links and other lines. */
    EDGE,
    /** NVLinks. */
    NVLINK,
    /** NVLink-C2C and links to processors. */
    PROCESSOR_LINK,
    /** A link below what both ends can do. */
    DEGRADED,
    /** A link that is cut, or down. */
    CUT,
    /** What a what-if or the plan changes. */
    CHANGED,
    /** A check that holds. */
    OK,
    /** An error. */
    ERROR,
    /** Behind the text of a link. */
    LABEL_FILL,
    /** Around the text of a link. */
    LABEL_STROKE,
    /** What is selected. */
    SELECTION,
    /** What a search found. */
    FOUND,
    /** Text on a mark whose ground is a border colour. */
    ON_STROKE,
    NEUTRAL_FILL, NEUTRAL_STROKE, BLUE_FILL, BLUE_STROKE, GREEN_FILL, GREEN_STROKE, AMBER_FILL, AMBER_STROKE,
    VIOLET_FILL, VIOLET_STROKE, TEAL_FILL, TEAL_STROKE, ROSE_FILL, ROSE_STROKE, OLIVE_FILL, OLIVE_STROKE, BROWN_FILL,
    BROWN_STROKE, RED_FILL, RED_STROKE;
}
