// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.bindscope.analysis.findings.Finding;
import org.bindscope.binding.Suggestion;
import org.bindscope.binding.Suggestion.Kind;

/**
 * Which suggestions answer which findings about a plan, so that each stands where its reason is.
 *
 * @param byFinding the findings, most severe first, each with its suggestions
 * @param others    suggestions that answer no finding
 */
record PlanRemedies(Map<Finding, List<Suggestion>> byFinding, List<Suggestion> others) {

    private static final Map<Kind, Set<String>> RULES = Map.of(
            Kind.COMPLETE_GROUP, Set.of("plan-group-incomplete", "plan-group-idle-members"),
            Kind.SMALLEST_VIABLE, Set.of("plan-group-incomplete"),
            Kind.COMPANIONS, Set.of("plan-companion-missing", "plan-npu-incomplete", "plan-reset-reaches-others"),
            Kind.OVERRIDE_BY_ADDRESS, Set.of("plan-identical-devices"),
            Kind.BIND_AT_BOOT, Set.of("plan-unbind-may-hang"),
            Kind.BEST_VARIANT, Set.of());

    /** Copies the collections; the order of the findings stays. */
    PlanRemedies {
        byFinding = Collections.unmodifiableMap(new LinkedHashMap<>(byFinding));
        others = List.copyOf(others);
    }

    /**
     * Sorts suggestions to findings.
     *
     * @param findings    what was found
     * @param suggestions what would make the plan better; each is used once
     * @return findings and suggestions
     */
    static PlanRemedies of(List<Finding> findings, List<Suggestion> suggestions) {
        Map<Finding, List<Suggestion>> byFinding = new LinkedHashMap<>();
        findings.stream().sorted(Comparator.comparing(Finding::severity))
                .forEach(finding -> byFinding.put(finding, new ArrayList<>()));
        List<Suggestion> others = new ArrayList<>();
        for (Suggestion suggestion : suggestions.stream().sorted(Comparator.comparing(Suggestion::kind)).toList()) {
            Optional<Finding> answered = byFinding.keySet().stream()
                    .filter(finding -> RULES.get(suggestion.kind()).contains(finding.rule()))
                    .filter(finding -> !Collections.disjoint(finding.subjects(), suggestion.subjects())).findFirst();
            answered.map(byFinding::get).orElse(others).add(suggestion);
        }
        return new PlanRemedies(byFinding, others);
    }
}
