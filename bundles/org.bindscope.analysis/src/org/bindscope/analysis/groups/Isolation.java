// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;


/**
 * Whether a function keeps the transactions below or beside it apart ({@code pci_acs_enabled},
 * drivers/pci/pci.c; driver-match section 16.2).
 *
 * @param verdict the answer
 * @param has     required ACS bits that are enabled
 * @param lacks   required ACS bits that are not enabled
 * @param why     a clause without a full stop that follows the function's address and type
 */
public record Isolation(Verdict verdict, int has, int lacks, String why) {

    /** The three answers. */
    public enum Verdict {
        /** It isolates. */
        YES,
        /** It does not. */
        NO,
        /** The snapshot does not tell. */
        UNKNOWN
    }
}
