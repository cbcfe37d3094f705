// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.binding.BindingPlan;
import org.bindscope.analysis.groups.HostUse;
import org.bindscope.binding.PlanChecks;
import org.bindscope.binding.PlanForecast;
import org.bindscope.binding.PlanPredictor.PredictedStep;
import org.bindscope.binding.PlannedDevice;
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
 * @param rows     one for each wish, in the order of the draft, then the functions that are in the way
 * @param findings what the checks found
 * @param refusing the findings that keep the plan from being written
 * @param steps    the expected course; empty where it cannot be told
 * @param formats  which formats can write the plan
 */
public record PlanEvaluation(PlanDraft draft, BindingPlan plan, List<Row> rows, List<Finding> findings,
        List<Finding> refusing, List<PredictedStep> steps, List<FormatChoice> formats) {

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
                return old + ", not planned";
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
        List<PredictedStep> steps = draft.isEmpty() ? List.of() : PlanForecast.steps(analysis, plan);
        List<Finding> findings = new ArrayList<>();
        if (!draft.isEmpty()) {
            findings.addAll(new PlanChecks(machine, host).check(plan));
            findings.addAll(PlanForecast.findings(plan, steps));
        }
        Map<String, PciFunction> functions = new HashMap<>();
        ModelWalk.functions(machine).forEach(function -> functions.put(function.getAddress(), function));
        List<Row> rows = new ArrayList<>();
        for (Wish wish : draft.wishes()) {
            rows.add(new Row(wish.address(), Optional.of(wish), Optional.ofNullable(functions.get(wish.address())),
                    plan.device(wish.address()), worst(findings, wish.address())));
        }
        inTheWay(findings, plan).filter(functions::containsKey).forEach(address -> rows.add(new Row(address, Optional.empty(),
                Optional.of(functions.get(address)), Optional.empty(), worst(findings, address))));
        return new PlanEvaluation(draft, plan, rows, findings, PlanChecks.refusing(findings, draft.accepted()), steps,
                draft.isEmpty() ? List.of() : FormatChoice.of(plan));
    }

    /** Subjects of errors that the plan has no wish for. */
    private static Stream<String> inTheWay(List<Finding> findings, BindingPlan plan) {
        return findings.stream().filter(finding -> finding.severity() == Severity.ERROR)
                .flatMap(finding -> finding.subjects().stream())
                .filter(subject -> plan.wish(subject).isEmpty())
                .distinct().sorted();
    }

    private static Optional<Finding> worst(List<Finding> findings, String address) {
        return findings.stream().filter(finding -> finding.subjects().contains(address))
                .min((a, b) -> a.severity().compareTo(b.severity()));
    }

    /** Whether the checks let the plan be written. */
    boolean mayBeWritten() {
        return !draft.isEmpty() && refusing.isEmpty();
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
            return what;
        }
        return what + (refusing.size() == 1 ? " 1 error: solve it or accept it by name."
                : " " + refusing.size() + " errors: solve them or accept them by name.");
    }
}
