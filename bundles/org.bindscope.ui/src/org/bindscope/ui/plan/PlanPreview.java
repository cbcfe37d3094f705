// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.plan;

import java.util.Optional;

import org.bindscope.binding.BindingPlan;
import org.bindscope.binding.Export;

/**
 * A plan written in one format.
 *
 * @param export the text that carries the plan out; empty where the format refuses it
 * @param undo   the text that takes it back
 */
record PlanPreview(Optional<Export> export, Optional<Export> undo) {

    /** Writes a plan, unless it is empty or the format refuses it. */
    static PlanPreview of(BindingPlan plan, FormatChoice choice) {
        return plan.wishes().isEmpty() || choice.refusal().isPresent() ? new PlanPreview(Optional.empty(), Optional.empty())
                : new PlanPreview(Optional.of(choice.format().export(plan)), Optional.of(choice.format().undo(plan)));
    }
}
