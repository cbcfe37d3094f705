// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.Optional;

/**
 * What a kernel quirk, or the command line, says about the isolation of a function before its ACS
 * capability is looked at.
 *
 * @param isolates   the decision; empty when a quirk applies but the snapshot does not tell its outcome
 * @param reason     why, as a clause without a full stop
 * @param byOverride whether the out-of-tree parameter {@code pcie_acs_override=} decides, not the kernel's knowledge
 */
public record QuirkDecision(Optional<Boolean> isolates, String reason, boolean byOverride) {

    /**
     * A decision by a quirk of the kernel.
     *
     * @param isolates the decision; empty where it is open
     * @param reason   why, as a clause without a full stop
     */
    public QuirkDecision(Optional<Boolean> isolates, String reason) {
        this(isolates, reason, false);
    }
}
