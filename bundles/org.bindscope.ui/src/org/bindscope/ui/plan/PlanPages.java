// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.binding.ExportFormat;
import org.bindscope.binding.ExportFormats;
import org.bindscope.binding.PlanChecks;
import org.bindscope.binding.PlanPredictor.PredictedStep;
import org.bindscope.binding.Suggestion;
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

        /** The wishes of a suggestion are taken into the plan. */
        void take(Suggestion suggestion);

        /** Wishes are taken out of the plan. */
        void drop(List<String> addresses);

        /** A format is chosen by its name. */
        void choose(String format);

        /** A finding's subject is to be shown elsewhere; absent where nothing can show it. */
        Optional<Consumer<Finding>> show();
    }

    private static final String GAP = "   ";

    private final Actions actions;

    PlanPages(Actions actions) {
        this.actions = actions;
    }

    /** The plan in one sentence, with what answers the worst finding. */
    RichDocument sentence(PlanEvaluation evaluation) {
        Sign sign = evaluation.draft().isEmpty() ? Sign.INFO : !evaluation.refusing().isEmpty() ? Sign.BAD
                : evaluation.acceptedErrors() > 0 ? Sign.WARNING : Sign.GOOD;
        RichDocument out = new RichDocument().add(sign).add(evaluation.sentence(), Style.BOLD);
        evaluation.refusing().stream().findFirst().map(evaluation.remedies().byFinding()::get).ifPresent(suggestions -> suggestions.stream()
                .filter(suggestion -> !suggestion.wishes().isEmpty())
                .forEach(suggestion -> out.add(GAP).link(words(suggestion.kind()), () -> actions.take(suggestion))));
        return out;
    }

    /** A suggestion in the fewest words. */
    private static String words(Suggestion.Kind kind) {
        return switch (kind) {
            case COMPLETE_GROUP -> "complete the group";
            case SMALLEST_VIABLE -> "smallest viable plan";
            case COMPANIONS -> "add companions";
            case BEST_VARIANT -> "best driver";
            case OVERRIDE_BY_ADDRESS -> "by address";
            case BIND_AT_BOOT -> "bind at boot";
        };
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
        evaluation.remedies().byFinding().forEach((finding, suggestions) -> finding(out, finding, suggestions, evaluation));
        if (evaluation.findings().stream().noneMatch(finding -> finding.severity() == Severity.ERROR)) {
            out.hanging(3).above().add(Sign.GOOD.text(), Sign.GOOD.tint()).add("\tNo check refuses the plan.").line();
        }
        if (!evaluation.remedies().others().isEmpty()) {
            out.heading("Suggestions");
            evaluation.remedies().others().forEach(suggestion -> suggestion(out, suggestion, evaluation));
        }
        return out;
    }

    /** Why no text is shown: what has to be solved or accepted first. */
    RichDocument refused(PlanEvaluation evaluation) {
        RichDocument out = new RichDocument();
        out.hanging(3).add(Sign.BAD.text(), Sign.BAD.tint()).add("\t").add("The plan is refused.", Style.BOLD)
                .add(" It is written once this is solved or accepted by name:", ThemeColors.MUTED).line();
        evaluation.refusing().forEach(finding -> finding(out, finding,
                evaluation.remedies().byFinding().getOrDefault(finding, List.of()), evaluation));
        return out;
    }

    private void finding(RichDocument out, Finding finding, List<Suggestion> suggestions, PlanEvaluation evaluation) {
        Sign sign = FindingRow.sign(finding.severity());
        out.hanging(3).above().add(sign.text(), sign.tint()).add("\t" + finding.summary()).line();
        if (suggestions.isEmpty() && !finding.remedy().isBlank()) {
            out.hanging(3).add("\t").add(finding.remedy().strip(), ThemeColors.MUTED).line();
        }
        suggestions.forEach(suggestion -> suggestion(out, suggestion, evaluation));
        links(out, finding, evaluation);
    }

    /** What to do as links, then why. */
    private void suggestion(RichDocument out, Suggestion suggestion, PlanEvaluation evaluation) {
        out.hanging(3).add("\t");
        if (suggestion.formats().isEmpty()) {
            out.link(suggestion.title(), () -> actions.take(suggestion));
        } else {
            out.add(suggestion.title() + ": ");
            String gap = "";
            for (String name : suggestion.formats()) {
                out.add(gap).link(evaluation.title(name), () -> actions.choose(name));
                gap = ", ";
            }
        }
        out.add("  ").add(suggestion.why(), ThemeColors.MUTED).line();
    }

    private void links(RichDocument out, Finding finding, PlanEvaluation evaluation) {
        List<Runnable> pieces = new ArrayList<>();
        if (finding.severity() == Severity.ERROR) {
            List<String> wished = finding.subjects().stream().filter(address -> evaluation.plan().wish(address).isPresent()).toList();
            if (!wished.isEmpty()) {
                pieces.add(() -> out.link("take " + (wished.size() == 1 ? wished.get(0) : "these " + wished.size()) + " out of the plan",
                        () -> actions.drop(wished)));
            }
            pieces.add(() -> accept(out, finding, evaluation));
        }
        if (actions.show().isPresent() && !finding.subjects().isEmpty() && finding.severity() != Severity.INFO) {
            pieces.add(() -> out.link("show", () -> actions.show().ifPresent(action -> action.accept(finding))));
        }
        if (!pieces.isEmpty()) {
            out.hanging(3).add("\t");
            for (int i = 0; i < pieces.size(); i++) {
                out.add(i == 0 ? "" : GAP);
                pieces.get(i).run();
            }
            out.line();
        }
    }

    private void accept(RichDocument out, Finding finding, PlanEvaluation evaluation) {
        if (!PlanChecks.acceptable(finding.rule())) {
            out.add(finding.rule() + " cannot be accepted", ThemeColors.MUTED);
        } else if (!evaluation.draft().accepted().contains(finding.rule())) {
            out.link("accept " + finding.rule(), () -> actions.accept(finding.rule(), true));
        } else {
            out.add(Sign.CHANGED).add("accepted: " + finding.rule() + "  ", ThemeColors.MUTED)
                    .link("take back", () -> actions.accept(finding.rule(), false));
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
