// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

/** What is to be said of a line; each has a stroke of its own. */
public enum EdgeState {
    /** Nothing. */
    NORMAL,
    /** Below what both ends can do: long dashes and a warning sign. */
    DEGRADED,
    /** Not trained: dots and a cross. */
    DOWN,
    /** One end goes away, the other stays: broken line and a cross. */
    CUT,
    /** Changed by a plan: a diamond. */
    PLANNED,
    /** Follows from the machine's type alone: short dashes. */
    INFERRED
}
