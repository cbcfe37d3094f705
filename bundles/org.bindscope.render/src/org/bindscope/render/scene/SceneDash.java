// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

/** Patterns of lines. */
public enum SceneDash {
    /** Unbroken. */
    SOLID,
    /** Long dashes. */
    LONG(10, 4),
    /** Short dashes. */
    SHORT(5, 3),
    /** Dots. */
    DOT(1.5, 3.5);

    private final double[] lengths;

    SceneDash(double... lengths) {
        this.lengths = lengths;
    }

    /**
     * Lengths of strokes and gaps by turns, in pixels at zoom 1.
     *
     * @return a new array, empty for an unbroken line
     */
    public double[] lengths() {
        return lengths.clone();
    }
}
