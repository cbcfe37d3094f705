// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

/** Signs with a shape of their own, drawn by the painter and not taken from a font. */
public enum SceneSign {
    /** Diamond: changed by a what-if or by the plan. */
    CHANGED("changed by what-if or plan"),
    /** Triangle: a warning, a link below what both ends can do. */
    WARNING("warning"),
    /** Cross: an error, a check that fails, a link that is cut. */
    CROSS("does not hold"),
    /** Tick: a check that holds. */
    CHECK("holds"),
    /** Question mark: the snapshot does not say. */
    UNKNOWN("the snapshot does not say"),
    /** Plus in a square: folded, can be unfolded. */
    FOLDED("folded"),
    /** Minus in a square: unfolded, can be folded. */
    UNFOLDED("unfolded");

    private final String text;

    SceneSign(String text) {
        this.text = text;
    }

    /**
     * What the sign means where nothing says more.
     *
     * @return a few words
     */
    public String text() {
        return text;
    }
}
