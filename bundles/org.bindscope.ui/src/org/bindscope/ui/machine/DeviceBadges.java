// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.machine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.Finding.Severity;

/**
 * Which devices and groups the findings speak of.
 *
 * @param worst the severest finding by subject: PCI address or group number
 */
record DeviceBadges(Map<String, Severity> worst) {

    static final DeviceBadges NONE = new DeviceBadges(Map.of());

    /** Copies the map. */
    DeviceBadges {
        worst = Map.copyOf(worst);
    }

    static DeviceBadges of(MachineAnalysis analysis) {
        Map<String, Severity> worst = new HashMap<>();
        for (Finding finding : analysis.findings().orElse(List.of())) {
            for (String subject : finding.subjects()) {
                // The severities are declared from the worst to the mildest.
                worst.merge(subject, finding.severity(), (a, b) -> a.compareTo(b) <= 0 ? a : b);
            }
        }
        return new DeviceBadges(worst);
    }

    Optional<Severity> of(String subject) {
        return Optional.ofNullable(worst.get(subject));
    }
}
