// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

import java.util.List;

/**
 * The outcome of applying overlays.
 *
 * @param blob    the merged blob, as fdtoverlay would write it: version 17, packed
 * @param tree    the blob, read
 * @param changes what each overlay changed, in the order in which it happened
 */
public record OverlayResult(byte[] blob, Fdt tree, List<OverlayChange> changes) {

    /** Copies the list. */
    public OverlayResult {
        changes = List.copyOf(changes);
    }
}
