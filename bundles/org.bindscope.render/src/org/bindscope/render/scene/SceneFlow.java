// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

/** Which way a picture is read. */
public enum SceneFlow {
    /** A tree from left to right; lines that leave a node share their beginning. */
    TREE_RIGHT,
    /** From left to right, each line by itself, through boxes. */
    RIGHT,
    /** Rows from top to bottom, each line by itself. */
    DOWN
}
