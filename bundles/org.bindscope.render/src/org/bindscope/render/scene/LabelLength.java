// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

/** How much text nodes carry. */
public enum LabelLength {
    /** The address, or a kind and number. */
    SHORT,
    /** A name, the address, the driver. */
    MEDIUM,
    /** Name, address, ids, driver, group, NUMA node. */
    FULL
}
