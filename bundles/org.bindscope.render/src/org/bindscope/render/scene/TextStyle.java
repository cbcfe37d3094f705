// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

/** Fonts of a picture. Sizes are pixels at zoom 1. */
public enum TextStyle {
    /** The picture's title. */
    HEADING(16, true, false),
    /** First line of a node. */
    TITLE(12, true, false),
    /** Addresses, ids, drivers: characters of one width. */
    CODE(11, false, true),
    /** Other lines. */
    DETAIL(11, false, false),
    /** Title of a box. */
    BOX(12, true, false),
    /** A class's mark. */
    MARK(10, true, false);

    private final double size;
    private final boolean bold;
    private final boolean monospaced;

    TextStyle(double size, boolean bold, boolean monospaced) {
        this.size = size;
        this.bold = bold;
        this.monospaced = monospaced;
    }

    /** Font size in pixels. */
    public double size() {
        return size;
    }

    /** Whether it is bold. */
    public boolean bold() {
        return bold;
    }

    /** Whether all characters have one width. */
    public boolean monospaced() {
        return monospaced;
    }
}
