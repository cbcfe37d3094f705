// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.plan;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.binding.ExportFormat;
import org.bindscope.binding.ExportFormats;
import org.bindscope.binding.PlanPredictor.PredictedStep;
import org.bindscope.ui.findings.FindingRow;
import org.bindscope.ui.text.RichDocument;
import org.bindscope.ui.text.RichDocument.Style;
import org.bindscope.ui.text.Sign;
import org.bindscope.ui.theme.ThemeColors;

/** Writes the pages about a plan: its sentence, the checks, the expected course, and why a format refuses it. */
final class PlanPages {

    /** What links on the pages do. */
    interface Actions {

        /** A rule is accepted, or not any more. */
        void accept(String rule, boolean yes);

        /** A remedy is taken. */
        void take(PlanRemedies.Remedy remedy);

        /** A format is chosen by its name. */
        void choose(String format);

        /** A finding's subject is to be shown elsewhere; absent where nothing can show it. */
        Optional<Consumer<Finding>> show();
    }

    private final Actions actions;

    PlanPages(Actions actions) {
        this.actions = actions;
    }

    /** The plan in one sentence, with the best remedy of the worst finding. */
    RichDocument sentence(PlanEvaluation evaluation) {
        Sign sign = evaluation.draft().isEmpty() ? Sign.INFO : evaluation.refusing().isEmpty() ? Sign.GOOD : Sign.BAD;
        RichDocument out = new RichDocument().add(sign).add(evaluation.sentence(), Style.BOLD);
        evaluation.refusing().stream().findFirst()
                .ifPresent(worst -> remedies(out, "   ", new PlanRemedies(evaluation).of(worst).stream().limit(1).toList()));
        return out;
    }

    /** The checks, errors first, each with what can be done about it; one that refuses the plan can be accepted by name. */
    RichDocument checks(PlanEvaluation evaluation) {
        RichDocument out = new RichDocument();
        if (evaluation.draft().isEmpty()) {
            return out.add("Select devices, groups, links or nodes in any view and choose ", ThemeColors.MUTED)
                    .add("Add to Plan", Style.BOLD).add(" (Ctrl+Shift+P), or drag them here.", ThemeColors.MUTED).line()
                    .above().add("Nothing is written to any machine: a plan is checked here and becomes a script that you "
                            + "read, save and run.", ThemeColors.MUTED).line();
        }
        PlanRemedies remedies = new PlanRemedies(evaluation);
        List<Finding> sorted = evaluation.findings().stream().sorted(Comparator.comparing(Finding::severity)).toList();
        for (Finding finding : sorted) {
            Sign sign = FindingRow.sign(finding.severity());
            out.hanging(3).above().add(sign.text(), sign.tint()).add("\t" + finding.summary()).line();
            if (!finding.remedy().isBlank()) {
                out.hanging(3).add("\t").add(finding.remedy().strip(), ThemeColors.MUTED).line();
            }
            RichDocument links = new RichDocument();
            links(links, finding, evaluation, remedies.of(finding));
            if (!links.text().isBlank()) {
                out.hanging(3).add("\t");
                links(out, finding, evaluation, remedies.of(finding));
                out.line();
            }
        }
        if (sorted.stream().noneMatch(finding -> finding.severity() == Severity.ERROR)) {
            out.hanging(3).above().add(Sign.GOOD.text(), Sign.GOOD.tint()).add("\tNo check refuses the plan.").line();
        }
        return out;
    }

    private void links(RichDocument out, Finding finding, PlanEvaluation evaluation, List<PlanRemedies.Remedy> remedies) {
        remedies(out, "", remedies);
        String gap = remedies.isEmpty() ? "" : "   ";
        if (actions.show().isPresent() && !finding.subjects().isEmpty()) {
            out.add(gap).link("show", () -> actions.show().ifPresent(action -> action.accept(finding)));
            gap = "   ";
        }
        if (finding.severity() != Severity.ERROR) {
            return;
        }
        boolean accepted = evaluation.draft().accepted().contains(finding.rule());
        out.add(gap);
        if (!accepted) {
            out.link("accept " + finding.rule(), () -> actions.accept(finding.rule(), true));
        } else if (evaluation.refusing().contains(finding)) {
            out.add(finding.rule() + " cannot be accepted", ThemeColors.MUTED);
        } else {
            out.add(Sign.CHANGED).add("accepted: " + finding.rule() + "  ", ThemeColors.MUTED)
                    .link("take back", () -> actions.accept(finding.rule(), false));
        }
    }

    private void remedies(RichDocument out, String before, List<PlanRemedies.Remedy> remedies) {
        String gap = before;
        for (PlanRemedies.Remedy remedy : remedies) {
            out.add(gap).link(remedy.label(), () -> actions.take(remedy));
            gap = "   ";
        }
    }

    /** What the kernel is expected to answer, in order. */
    static RichDocument steps(List<PredictedStep> steps) {
        RichDocument out = new RichDocument();
        if (steps.isEmpty()) {
            return out.add("There is nothing to tell: the plan is empty, or every function has what is wished.",
                    ThemeColors.MUTED);
        }
        int number = 1;
        for (PredictedStep step : steps) {
            Sign sign = !step.known() ? Sign.UNKNOWN : step.errno().isPresent() ? Sign.BAD : Sign.GOOD;
            out.hanging(4).above().add(number++ + "\t", ThemeColors.MUTED).add(sign);
            if (!step.address().isEmpty()) {
                out.add(step.address(), Style.MONO).add("  ");
            }
            out.add(step.action());
            if (!step.known()) {
                out.add("  \u2192 ", ThemeColors.MUTED).add("cannot be told");
            } else {
                out.add("  \u2192 ", ThemeColors.MUTED).add(step.errno().orElse("ok"), step.errno().isPresent()
                        ? Sign.BAD.tint() : Sign.GOOD.tint(), Style.BOLD);
                if (!step.address().isEmpty()) {
                    out.add(step.driver().map(driver -> ", driver " + driver).orElse(", no driver"));
                }
            }
            out.line();
            if (!step.why().isBlank()) {
                out.hanging(4).add("\t").add(step.why(), ThemeColors.MUTED).line();
            }
        }
        return out;
    }

    /** Why a format does not take the plan, and which do. */
    RichDocument refusal(FormatChoice choice, List<FormatChoice> all) {
        RichDocument out = new RichDocument();
        ExportFormats.Refusal refusal = choice.refusal().orElseThrow();
        out.hanging(3).add(Sign.BAD.text(), Sign.BAD.tint()).add("\t").add(choice.format().title(), Style.BOLD)
                .add(" cannot express this plan.", Style.BOLD).line();
        out.hanging(3).add("\t" + refusal.reason()).line();
        List<ExportFormat> able = all.stream().map(FormatChoice::format)
                .filter(format -> refusal.formatsThatCan().contains(format.name())).toList();
        if (!able.isEmpty()) {
            out.hanging(3).above().add("\t").add("Formats that can: ", ThemeColors.MUTED);
            String gap = "";
            for (ExportFormat format : able) {
                out.add(gap).link(format.title(), () -> actions.choose(format.name()));
                gap = ", ";
            }
            out.line();
        }
        return out;
    }
}
