// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.plan;

import java.util.Optional;

import org.bindscope.binding.BindingPlan;
import org.bindscope.binding.Export;
import org.bindscope.binding.ExportFormat;
import org.bindscope.binding.ExportFormats;

/**
 * A plan written in one format.
 *
 * @param export  the text that carries the plan out; empty where it is refused
 * @param undo    the text that takes it back
 * @param refusal why the format cannot express the plan, one line
 */
record PlanPreview(Optional<Export> export, Optional<Export> undo, Optional<String> refusal) {

    /** Writes a plan. */
    static PlanPreview of(BindingPlan plan, ExportFormat format, ExportFormats formats) {
        Optional<ExportFormats.Refusal> refusal = formats.refusal(format, plan);
        if (refusal.isPresent()) {
            return new PlanPreview(Optional.empty(), Optional.empty(), refusal.map(ExportFormats.Refusal::line));
        }
        return new PlanPreview(Optional.of(format.export(plan)), Optional.of(format.undo(plan)), Optional.empty());
    }
}
