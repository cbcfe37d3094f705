// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.Optional;

/**
 * What a kernel quirk, or the command line, says about the isolation of a function before its ACS
 * capability is looked at.
 *
 * @param isolates the decision; empty when a quirk applies but the snapshot does not tell its outcome
 * @param reason   why, as a clause without a full stop
 */
public record QuirkDecision(Optional<Boolean> isolates, String reason) {
}
