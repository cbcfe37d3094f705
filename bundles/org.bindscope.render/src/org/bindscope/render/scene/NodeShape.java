// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

/** Outlines of nodes; they tell kinds apart without colour. */
public enum NodeShape {
    /** Rounded rectangle: an endpoint. */
    DEVICE,
    /** Rounded rectangle with a double border: a GPU. */
    GPU,
    /** Rectangle with square corners: a bridge or switch port. */
    BRIDGE,
    /** Rectangle with round ends: a root bus. */
    ROOT,
    /** Rectangle with cut corners: a processor. */
    PROCESSOR,
    /** Rectangle with cut corners and a double border: an NVSwitch. */
    SWITCH,
    /** Rounded rectangle with a dashed border: something that another source only names. */
    NAMED
}
