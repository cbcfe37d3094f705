// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.open;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bindscope.ui.session.MachineDocument;
import org.bindscope.ui.session.OpenedInput;

/**
 * What the user is asked about files that were chosen together, and what is proposed.
 *
 * @param candidates the files that can be read
 * @param refused    the files that cannot
 * @param active     the open machine that they may belong to; empty where that is not asked
 * @param proposed   what seems right
 * @param reason     why, one sentence
 */
record TogetherChoice(List<Candidate> candidates, List<OpenedInput.Refusal> refused, Optional<MachineDocument> active,
        Answer proposed, String reason) {

    /** What to do with the files. */
    enum Answer {
        /** Add them to the machine that is open. */
        ADD,
        /** Open them as one machine. */
        TOGETHER,
        /** Open each as a machine of its own. */
        APART
    }

    static TogetherChoice of(List<Candidate> candidates, List<OpenedInput.Refusal> refused, Optional<MachineDocument> active) {
        OneMachine among = OneMachine.guess(candidates);
        boolean anyWhole = candidates.stream().anyMatch(Candidate::isWhole);
        if (active.isPresent() && !anyWhole) {
            List<Candidate> all = new ArrayList<>(List.of(Candidate.of(active.get().input(), active.get().machine())));
            all.addAll(candidates);
            OneMachine with = OneMachine.guess(all);
            Answer proposed = with.likely() ? Answer.ADD : among.likely() ? Answer.TOGETHER : Answer.APART;
            return new TogetherChoice(candidates, refused, active, proposed, with.reason());
        }
        return new TogetherChoice(candidates, refused, Optional.empty(), among.likely() ? Answer.TOGETHER : Answer.APART, among.reason());
    }
}
