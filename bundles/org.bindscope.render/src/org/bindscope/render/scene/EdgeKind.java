// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

/** What a line in a scene is. */
public enum EdgeKind {
    /** A PCI bus or PCI Express link. */
    PCI,
    /** NVLinks. */
    NVLINK,
    /** NVLink-C2C, or NVLinks to a processor. */
    PROCESSOR_LINK,
    /** Not a link: belongs together, for example an NPU and its processor. */
    BELONGS
}
