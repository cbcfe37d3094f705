// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

import java.util.Optional;

/**
 * One difference that an overlay made to its base.
 *
 * @param overlayIndex the index of the overlay in the list that was applied, from 0
 * @param fragment     the name of the fragment that brought it; {@code __symbols__} for symbols
 * @param kind         what happened
 * @param nodePath     path of the node in the merged tree
 * @param property     name of the property, empty for a node
 * @param before       the value before, empty unless a property was changed
 * @param after        the value now, empty for a node
 */
public record OverlayChange(int overlayIndex, String fragment, Kind kind, String nodePath, Optional<String> property,
        Optional<FdtProperty> before, Optional<FdtProperty> after) {

    /** What can happen; an overlay cannot delete. */
    public enum Kind {
        /** A node that the base does not have. */
        NODE_ADDED,
        /** A property that the node did not have. */
        PROPERTY_ADDED,
        /** A property whose value differs now; writing the same value is no change. */
        PROPERTY_CHANGED
    }
}
