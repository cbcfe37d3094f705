// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.findings;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.bindscope.analysis.match.DeviceVerdict;

/** R18: DPDK drives these network devices beside the kernel driver, so they need not leave it. */
final class BifurcatedDriverRule implements FindingRule {

    private static final String RULE = "R18-bifurcated-driver";
    private static final Set<String> BIFURCATED = Set.of("mlx4_core", "mlx5_core", "mana");
    private static final Set<String> FOR_USERS = Set.of("vfio-pci", "uio_pci_generic", "igb_uio");

    @Override
    public Set<String> ids() {
        return Set.of(RULE);
    }

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        DeviceClaims claims = DeviceClaims.of(context);
        return context.verdicts().stream().filter(verdict -> verdict.candidates().stream()
                .anyMatch(candidate -> BIFURCATED.contains(candidate.driver()) && candidate.entry().isPresent()))
                .filter(verdict -> verdict.current().filter(FOR_USERS::contains).isPresent()
                        || claims.byAddress().getOrDefault(verdict.address(), List.of()).stream().anyMatch(claim -> FOR_USERS.contains(claim.driver())))
                .map(BifurcatedDriverRule::finding);
    }

    private static Finding finding(DeviceVerdict verdict) {
        DeviceVerdict.Candidate host = verdict.candidates().stream().filter(each -> BIFURCATED.contains(each.driver())).findFirst().orElseThrow();
        return new Finding(RULE, Finding.Severity.INFO, List.of(verdict.address()), "For DPDK " + verdict.address() + " should stay on "
                + host.driver() + ".", "DPDK's driver for this device works beside the kernel driver; on vfio-pci it does not find the device.",
                List.of(new Finding.EvidenceText(host.source().orElse("modules.alias"), host.entry().orElse(""))),
                "Leave it on " + host.driver() + " for DPDK. For a virtual machine vfio-pci is right.");
    }
}
