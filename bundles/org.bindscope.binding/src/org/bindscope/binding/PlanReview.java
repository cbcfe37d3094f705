// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.groups.HostUse;
import org.bindscope.binding.PlanPredictor.PredictedStep;

/**
 * Everything that is known of a plan before anything runs.
 *
 * @param plan        the plan
 * @param findings    what the checks and the forecast say; those of the checks first
 * @param steps       what the kernel would answer to each write of the sysfs script, in its order
 * @param suggestions what would make the plan better
 */
public record PlanReview(BindingPlan plan, List<Finding> findings, List<PredictedStep> steps, List<Suggestion> suggestions) {

    /** Copies the lists. */
    public PlanReview {
        findings = List.copyOf(findings);
        steps = List.copyOf(steps);
        suggestions = List.copyOf(suggestions);
    }

    /**
     * Looks at a plan from all sides.
     *
     * @param analysis the machine, under the kernel rules and suppositions that the plan is made for; what it has
     *                 worked out already is used
     * @param host     block devices and network interfaces of its functions
     * @param plan     a plan for the machine
     * @return the review
     */
    public static PlanReview of(MachineAnalysis analysis, HostUse host, BindingPlan plan) {
        List<PredictedStep> steps = PlanForecast.steps(analysis, plan);
        List<Finding> findings = new ArrayList<>(new PlanChecks(analysis, host).check(plan));
        findings.addAll(PlanForecast.findings(analysis.machine(), plan, steps));
        return new PlanReview(plan, findings, steps, new PlanSuggestions(analysis).of(plan, findings));
    }

    /**
     * The findings that keep the plan from being written.
     *
     * @param accepted names of rules that the user accepts
     * @return see {@link PlanChecks#refusing}
     */
    public List<Finding> refusing(Collection<String> accepted) {
        return PlanChecks.refusing(findings, accepted);
    }
}
