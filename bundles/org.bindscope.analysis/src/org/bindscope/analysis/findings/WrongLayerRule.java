// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.findings;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.bindscope.analysis.alias.FilePlace;
import org.bindscope.analysis.groups.DriverKind;

/** R30: a binding is made after the initial RAM file system, which loads the host driver already. */
final class WrongLayerRule implements FindingRule {

    private static final String RULE = "R30-pin-in-wrong-layer";
    private static final Set<DeviceClaims.Kind> LATE = Set.of(DeviceClaims.Kind.DRIVERCTL, DeviceClaims.Kind.UDEV);

    @Override
    public Set<String> ids() {
        return Set.of(RULE);
    }

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        return DeviceClaims.of(context).all().stream().filter(claim -> LATE.contains(claim.kind()) && DriverKind.vfio(claim.driver()))
                .flatMap(claim -> finding(context, claim).stream());
    }

    private static Optional<Finding> finding(FindingContext context, DeviceClaims.Claim claim) {
        return context.verdict(claim.address()).flatMap(verdict -> verdict.candidates().stream()
                .filter(candidate -> !DriverKind.vfio(candidate.driver()) && candidate.module().isPresent())
                .flatMap(candidate -> FindingText.initramfsModule(context.machine(), candidate.module().get()).stream()
                        .map(place -> finding(claim, candidate.module().get(), place))).findFirst());
    }

    private static Finding finding(DeviceClaims.Claim claim, String module, FilePlace early) {
        return new Finding(RULE, Finding.Severity.WARNING, List.of(claim.address()), "The binding of " + claim.address()
                + " comes after the initial RAM file system has loaded " + module + ".",
                "The host driver has the device by then, and it has to be taken away from it again, which can fail or race.",
                List.of(FindingText.evidence(claim.place(), claim.text()), FindingText.evidence(early, module)),
                "Put the binding into the initial RAM file system too, or leave " + module + " out of it.");
    }
}
