// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.util.List;
import java.util.Optional;

import org.bindscope.model.Machine;

/** Says what the kernel would answer to each step of a plan. */
public interface PlanPredictor {

    /**
     * One step and what comes of it.
     *
     * @param address what it is about
     * @param action  the write, for example {@code write "vfio-pci" to driver_override}
     * @param errno   the expected error name, for example {@code EINVAL}; empty: the write succeeds
     * @param driver  driver of the function after the step; empty: none
     * @param known   false where files cannot tell what happens; {@code driver} then has no meaning
     * @param why     one sentence
     */
    record PredictedStep(String address, String action, Optional<String> errno, Optional<String> driver,
            boolean known, String why) {
    }

    /**
     * Predicts a plan's steps in the order in which the sysfs script does them.
     *
     * @param machine the machine that the plan was made for
     * @param plan    the plan
     * @return the steps; empty where the predictor has nothing to say
     */
    List<PredictedStep> predict(Machine machine, BindingPlan plan);

    /**
     * A predictor that knows nothing.
     *
     * @return predicts no steps
     */
    static PlanPredictor none() {
        return (machine, plan) -> List.of();
    }
}
