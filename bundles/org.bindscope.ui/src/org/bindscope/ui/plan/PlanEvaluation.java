// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.binding.BindingPlan;
import org.bindscope.binding.ExportFormat;
import org.bindscope.analysis.groups.HostUse;
import org.bindscope.binding.PlanChecks;
import org.bindscope.binding.PlanPredictor.PredictedStep;
import org.bindscope.binding.PlanReview;
import org.bindscope.binding.PlannedDevice;
import org.bindscope.binding.Suggestion;
import org.bindscope.binding.Wish;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;
import org.bindscope.ui.labels.FactText;
import org.bindscope.ui.labels.ModelWalk;
import org.bindscope.ui.session.ModelSelection;
import org.bindscope.ui.text.Sign;

/**
 * What comes of a draft: the plan, its checks, and what the kernel is expected to answer.
 *
 * @param draft    the draft
 * @param plan     the plan made from it
 * @param rows     one for each wish, in the order in which they are carried out, then the functions that are in the way
 * @param findings what the checks found
 * @param refusing the findings that keep the plan from being written
 * @param steps    the expected course; empty where it cannot be told
 * @param remedies what would make the plan better, by finding
 * @param formats  which formats can write the plan
 */
public record PlanEvaluation(PlanDraft draft, BindingPlan plan, List<Row> rows, List<Finding> findings,
        List<Finding> refusing, List<PredictedStep> steps, PlanRemedies remedies, List<FormatChoice> formats) {

    /**
     * A wish, or a function that the plan leaves alone and that is in its way.
     *
     * @param address  PCI address
     * @param wish     the wish; empty for a function that is in the way
     * @param function the function in the model; empty where the machine has none there
     * @param device   the planned device; empty where the wish cannot be used
     * @param worst    the severest finding about it
     */
    public record Row(String address, Optional<Wish> wish, Optional<PciFunction> function, Optional<PlannedDevice> device,
            Optional<Finding> worst) implements ModelSelection {

        @Override
        public List<PciFunction> modelObjects() {
            return function.stream().toList();
        }

        /** The sign of the check column. */
        Sign sign() {
            return worst.map(finding -> switch (finding.severity()) {
                case ERROR -> Sign.BAD;
                case WARNING -> Sign.WARNING;
                case INFO -> Sign.GOOD;
            }).orElse(Sign.GOOD);
        }

        /** The text of the check column: the severest rule in words. */
        String check() {
            return worst.filter(finding -> finding.severity() != Severity.INFO).map(Finding::rule).map(Row::words)
                    .orElse(device.filter(PlannedDevice::isFulfilled).isPresent() ? "nothing to do" : "no objection");
        }

        /** The rule's id without what all of them start with. */
        private static String words(String rule) {
            return (rule.startsWith("plan-") ? rule.substring(5) : rule).replace('-', ' ');
        }

        /** Whether the plan changes the driver. */
        boolean changes() {
            return device.filter(planned -> !planned.isFulfilled()).isPresent();
        }

        /** Old driver and wished driver. */
        String change() {
            String old = function.map(FactText::driver).map(FactText::text).orElse("");
            if (wish.isEmpty()) {
                return "keeps " + old;
            }
            String wished = wish.get().driver().orElse("no driver");
            return !changes() ? wished : Sign.CHANGED.text() + " "
                    + device.flatMap(PlannedDevice::oldDriver).map(driver -> driver.name()).orElse("no driver") + " \u2192 " + wished;
        }

        /** Number of the IOMMU group, or why there is none. */
        String group() {
            return function.map(FactText::group).map(FactText::text).orElse("");
        }
    }

    /** Copies the lists. */
    public PlanEvaluation {
        rows = List.copyOf(rows);
        findings = List.copyOf(findings);
        refusing = List.copyOf(refusing);
        steps = List.copyOf(steps);
        formats = List.copyOf(formats);
    }

    /**
     * Evaluates a draft. Takes time on large machines: not on the UI thread.
     *
     * @param machine   the machine; only read
     * @param host      block devices and interfaces of its functions
     * @param draft     the wishes
     * @param analysis  what is concluded about it, under the kernel rules and what-ifs in force
     * @return the evaluation
     */
    public static PlanEvaluation of(Machine machine, HostUse host, PlanDraft draft, MachineAnalysis analysis) {
        BindingPlan plan = draft.plan(machine);
        Optional<PlanReview> review = draft.isEmpty() ? Optional.empty() : Optional.of(PlanReview.of(analysis, host, plan));
        List<Finding> findings = review.map(PlanReview::findings).orElse(List.of());
        return new PlanEvaluation(draft, plan, rows(machine, plan, findings), findings,
                PlanChecks.refusing(findings, draft.accepted()), review.map(PlanReview::steps).orElse(List.of()),
                PlanRemedies.of(findings, review.map(PlanReview::suggestions).orElse(List.of())),
                draft.isEmpty() ? List.of() : FormatChoice.of(plan));
    }

    private static List<Row> rows(Machine machine, BindingPlan plan, List<Finding> findings) {
        Map<String, PciFunction> functions = new HashMap<>();
        ModelWalk.functions(machine).forEach(function -> functions.put(function.getAddress(), function));
        Map<String, Finding> worst = new HashMap<>();
        findings.forEach(finding -> finding.subjects().forEach(subject -> worst.merge(subject, finding,
                (a, b) -> a.severity().compareTo(b.severity()) <= 0 ? a : b)));
        Map<String, PlannedDevice> devices = new LinkedHashMap<>();
        plan.inOrder().forEach(device -> devices.put(device.address(), device));
        Map<String, Wish> wishes = new HashMap<>();
        plan.wishes().forEach(wish -> wishes.put(wish.address(), wish));
        // In the order of the steps, then the wishes that cannot be used.
        List<Row> rows = new ArrayList<>();
        Stream.concat(devices.keySet().stream(), plan.wishes().stream().map(Wish::address)
                .filter(address -> !devices.containsKey(address))).forEach(address -> rows.add(new Row(address,
                        Optional.of(wishes.get(address)), Optional.ofNullable(functions.get(address)),
                        Optional.ofNullable(devices.get(address)), Optional.ofNullable(worst.get(address)))));
        findings.stream().filter(finding -> finding.severity() == Severity.ERROR)
                .flatMap(finding -> finding.subjects().stream()).distinct().sorted()
                .filter(address -> functions.containsKey(address) && !wishes.containsKey(address))
                .forEach(address -> rows.add(new Row(address, Optional.empty(), Optional.of(functions.get(address)),
                        Optional.empty(), Optional.of(worst.get(address)))));
        return rows;
    }

    /** Everything that would make the plan better, what answers the worst finding first. */
    List<Suggestion> suggestions() {
        return Stream.concat(remedies.byFinding().values().stream().flatMap(List::stream), remedies.others().stream()).toList();
    }

    /** What people call a format. */
    String title(String format) {
        return formats.stream().map(FormatChoice::format).filter(known -> known.name().equals(format))
                .map(ExportFormat::title).findFirst().orElse(format);
    }

    /** Whether the checks let the plan be written. */
    boolean mayBeWritten() {
        return !draft.isEmpty() && refusing.isEmpty();
    }

    /** How many errors would refuse the plan if the user had not accepted their rules. */
    long acceptedErrors() {
        return findings.stream().filter(finding -> finding.severity() == Severity.ERROR && !refusing.contains(finding)).count();
    }

    /** The plan in one sentence. */
    String sentence() {
        if (draft.isEmpty()) {
            return "The plan is empty.";
        }
        long changes = plan.devices().stream().filter(device -> !device.isFulfilled()).count();
        String what = changes == 0 ? "Nothing to do: every function has what is wished."
                : changes == 1 ? "1 function changes hands." : changes + " functions change hands.";
        if (refusing.isEmpty()) {
            long accepted = acceptedErrors();
            return accepted == 0 ? what : what + (accepted == 1 ? " 1 error is accepted by name."
                    : " " + accepted + " errors are accepted by name.");
        }
        return what + (refusing.size() == 1 ? " 1 error: solve it or accept it by name."
                : " " + refusing.size() + " errors: solve them or accept them by name.");
    }
}
