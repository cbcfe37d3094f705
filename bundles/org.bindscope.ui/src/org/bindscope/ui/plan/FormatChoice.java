// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.plan;

import java.util.List;
import java.util.Optional;

import org.bindscope.binding.BindingPlan;
import org.bindscope.binding.ExportFormat;
import org.bindscope.binding.ExportFormats;
import org.bindscope.ui.text.Sign;

/**
 * A format and whether it can write a plan.
 *
 * @param format  the format
 * @param refusal why it cannot, and which can; empty where it can
 */
record FormatChoice(ExportFormat format, Optional<ExportFormats.Refusal> refusal) {

    /**
     * All formats for a plan.
     *
     * @param plan any plan
     * @return the default first
     */
    static List<FormatChoice> of(BindingPlan plan) {
        ExportFormats formats = new ExportFormats();
        return formats.all().stream().map(format -> new FormatChoice(format, formats.refusal(format, plan))).toList();
    }

    /** The line of the chooser; the sign tells of a refusal without colour. */
    String text() {
        return refusal.isEmpty() ? format.title() : Sign.BAD.text() + " " + format.title() + " (refused)";
    }
}
