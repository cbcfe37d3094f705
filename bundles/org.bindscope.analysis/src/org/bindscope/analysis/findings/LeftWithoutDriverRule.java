// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.findings;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.bindscope.analysis.match.DeviceVerdict;

/** R06: a device that the configuration wants on VFIO has no driver at all. */
final class LeftWithoutDriverRule implements FindingRule {

    private static final String RULE = "R06-left-without-driver";

    @Override
    public Set<String> ids() {
        return Set.of(RULE);
    }

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        return DeviceClaims.of(context).byAddress().entrySet().stream().flatMap(entry -> context.verdict(entry.getKey())
                .filter(verdict -> verdict.current().isEmpty() && verdict.candidates().stream()
                        .anyMatch(candidate -> !candidate.driver().equals(entry.getValue().get(0).driver())))
                .map(verdict -> finding(verdict, entry.getValue().get(0))).stream());
    }

    private static Finding finding(DeviceVerdict verdict, DeviceClaims.Claim claim) {
        return new Finding(RULE, Finding.Severity.ERROR, List.of(verdict.address()), verdict.address()
                + " has no driver, although " + claim.place() + " wants it on " + claim.driver() + ".",
                "It was freed, and the bind that should have followed found neither an override nor an id that fits, or its probe failed. "
                        + verdict.sentence(),
                List.of(FindingText.evidence(claim.place(), claim.text()),
                        new Finding.EvidenceText("sys/bus/pci/devices/" + verdict.address(), "there is no driver link")),
                "Write " + claim.driver() + " to driver_override of " + verdict.address() + ", then the address to drivers_probe, and look at the driver link.");
    }
}
