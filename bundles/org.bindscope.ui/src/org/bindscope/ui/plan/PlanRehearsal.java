// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.plan;

import java.util.List;
import java.util.Optional;

import org.bindscope.model.Machine;
import org.bindscope.ui.labels.ModelWalk;
import org.bindscope.ui.session.MachineDocument;
import org.eclipse.core.runtime.jobs.Job;

/**
 * Works out what the first wish for a machine needs, before there is one: which driver matches what, the IOMMU groups,
 * the links. A plan for one of its functions is evaluated and thrown away, so that a wish of the user is answered at
 * once.
 */
final class PlanRehearsal {

    /** What the user sees first goes first. */
    private static final long DELAY_MILLISECONDS = 1000;

    private PlanRehearsal() {
    }

    /**
     * Evaluates a plan in the background.
     *
     * @param document a document that was opened
     */
    static void schedule(MachineDocument document) {
        Job job = Job.createSystem("Preparing binding plans", monitor -> {
            run(document);
        });
        job.setPriority(Job.DECORATE);
        job.schedule(DELAY_MILLISECONDS);
    }

    private static void run(MachineDocument document) {
        Machine machine = document.machine();
        Optional<PlanDraft> draft = ModelWalk.functions(machine)
                .map(function -> Wishes.of(List.of(function), Optional.of(KnownDrivers.VFIO)))
                .filter(wishes -> !wishes.isEmpty()).map(PlanDraft.EMPTY::with).findFirst();
        draft.map(wished -> PlanEvaluation.of(machine, document.hostDevices(), wished, document.analysis()))
                .filter(evaluation -> !evaluation.formats().isEmpty())
                .ifPresent(evaluation -> PlanPreview.of(evaluation.plan(), evaluation.formats().get(0)));
    }
}
