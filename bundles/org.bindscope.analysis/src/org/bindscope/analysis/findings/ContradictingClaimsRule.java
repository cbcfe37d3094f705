// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.findings;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** R29: two configurations want the same device on different drivers. */
final class ContradictingClaimsRule implements FindingRule {

    private static final String RULE = "R29-contradicting-claims";

    @Override
    public Set<String> ids() {
        return Set.of(RULE);
    }

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        return DeviceClaims.of(context).byAddress().entrySet().stream()
                .filter(entry -> entry.getValue().stream().map(DeviceClaims.Claim::driver).distinct().count() > 1)
                .map(ContradictingClaimsRule::finding);
    }

    private static Finding finding(Map.Entry<String, List<DeviceClaims.Claim>> entry) {
        List<String> wanted = entry.getValue().stream().map(claim -> claim.driver() + " (" + claim.place() + ")").distinct().toList();
        return new Finding(RULE, Finding.Severity.ERROR, List.of(entry.getKey()), entry.getKey() + " is claimed for different drivers: "
                + String.join(", ", wanted) + ".", "Which of them wins depends on the order in which they act, and may change from boot to boot.",
                entry.getValue().stream().map(claim -> FindingText.evidence(claim.place(), claim.text())).toList(),
                "Keep one of them.");
    }
}
