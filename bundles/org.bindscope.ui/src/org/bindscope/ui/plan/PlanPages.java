// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.plan;

import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.binding.PlanPredictor.PredictedStep;
import org.bindscope.ui.findings.FindingRow;
import org.bindscope.ui.text.RichDocument;
import org.bindscope.ui.text.RichDocument.Style;
import org.bindscope.ui.text.Sign;
import org.bindscope.ui.theme.ThemeColors;

/** Writes the list of checks and the expected course of a plan. */
final class PlanPages {

    private PlanPages() {
    }

    /**
     * The checks, errors first; one that refuses the plan can be accepted by its name.
     *
     * @param evaluation what was found
     * @param accept     hears of a rule that is accepted or not any more
     * @param show       shows a finding's subject; empty where nothing can
     */
    static RichDocument checks(PlanEvaluation evaluation, BiConsumer<String, Boolean> accept, Optional<Consumer<Finding>> show) {
        RichDocument out = new RichDocument();
        if (evaluation.draft().isEmpty()) {
            return out.add("Select devices, groups or links in any view and choose ", ThemeColors.MUTED)
                    .add("Add to Plan", Style.BOLD)
                    .add(", or the button above. Nothing is written to any machine: a plan becomes a script that you read, "
                            + "save and run.", ThemeColors.MUTED);
        }
        List<Finding> sorted = evaluation.findings().stream().sorted((a, b) -> a.severity().compareTo(b.severity())).toList();
        for (Finding finding : sorted) {
            Sign sign = FindingRow.sign(finding.severity());
            boolean accepted = evaluation.draft().accepted().contains(finding.rule());
            out.hanging(3).above().add(sign.text(), sign.tint()).add("\t" + finding.summary()).line();
            out.hanging(3).add("\t");
            if (!finding.remedy().isBlank()) {
                out.add(finding.remedy().strip() + "  ", ThemeColors.MUTED);
            }
            show.ifPresent(action -> out.link("show", () -> action.accept(finding)));
            if (finding.severity() == Severity.ERROR) {
                out.add("  ");
                boolean refuses = evaluation.refusing().contains(finding);
                if (accepted && !refuses) {
                    out.add(Sign.CHANGED).add("accepted: " + finding.rule() + "  ", ThemeColors.MUTED)
                            .link("take back", () -> accept.accept(finding.rule(), false));
                } else if (accepted) {
                    out.add(finding.rule() + " cannot be accepted", ThemeColors.MUTED);
                } else {
                    out.link("accept " + finding.rule(), () -> accept.accept(finding.rule(), true));
                }
            }
            out.line();
        }
        if (sorted.stream().noneMatch(finding -> finding.severity() == Severity.ERROR)) {
            out.hanging(3).above().add(Sign.GOOD.text(), Sign.GOOD.tint())
                    .add("\tNo check refuses the plan.").line();
        }
        return out;
    }

    /** What the kernel is expected to answer, in order. */
    static RichDocument steps(List<PredictedStep> steps) {
        RichDocument out = new RichDocument();
        if (steps.isEmpty()) {
            return out.add("There is nothing to tell: the plan is empty, or the snapshot does not hold what the kernel's "
                    + "answers depend on.", ThemeColors.MUTED);
        }
        int number = 1;
        for (PredictedStep step : steps) {
            Sign sign = !step.known() ? Sign.UNKNOWN : step.errno().isPresent() ? Sign.BAD : Sign.GOOD;
            out.hanging(4).add(number++ + "\t", ThemeColors.MUTED).add(step.address(), Style.MONO).add("  " + step.action()).line();
            out.hanging(6).add("\t").add(sign);
            if (!step.known()) {
                out.add("cannot be told: ");
            } else {
                out.add(step.errno().map(errno -> "answers " + errno + "; ").orElse("succeeds; ")
                        + "driver afterwards: " + step.driver().orElse("none") + ". ");
            }
            out.add(step.why(), ThemeColors.MUTED).line();
        }
        return out;
    }
}
