// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;


/** How a bridge changes the requester ids of what is below it, beyond what its type says (driver-match 16.6). */
public enum BridgeAlias {
    /** As its type says. */
    BY_TYPE,
    /** A conventional bridge that takes ownership like a PCI Express to PCI bridge. */
    LIKE_PCIE_TO_PCI,
    /** A PCI Express to PCI bridge that takes no ownership. */
    NONE,
    /** Translation starts here: nothing above it counts. */
    TRANSLATION_ROOT
}
