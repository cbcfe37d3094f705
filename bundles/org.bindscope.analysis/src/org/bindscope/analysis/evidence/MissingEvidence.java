// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.evidence;

/**
 * A class of evidence that a snapshot lacks.
 *
 * @param kind       what is lacking
 * @param partly     whether some of it is there
 * @param lack       what the snapshot does not hold, one sentence
 * @param unanswered what cannot be answered because of that, one sentence
 * @param command    the one command that collects it on the machine, for a shell
 */
public record MissingEvidence(EvidenceClass kind, boolean partly, String lack, String unanswered, String command) {
}
