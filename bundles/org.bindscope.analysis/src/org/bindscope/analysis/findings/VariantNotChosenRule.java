// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.findings;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.bindscope.analysis.match.DeviceVerdict;

/** R07: a VFIO driver made for the device exists, and plain vfio-pci has it or would get it. */
final class VariantNotChosenRule implements FindingRule {

    private static final String RULE = "R07-variant-not-chosen";
    private static final String PLAIN = "vfio-pci";
    private static final String GRACE = "nvgrace_gpu_vfio_pci";

    @Override
    public Set<String> ids() {
        return Set.of(RULE);
    }

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        return context.verdicts().stream().filter(verdict -> verdict.current().filter(PLAIN::equals).isPresent()
                || verdict.predicted().filter(PLAIN::equals).isPresent())
                // GPUs of Grace superchips lose more than features: R22 says so.
                .filter(verdict -> verdict.bestVariant().filter(best -> !best.driver().equals(PLAIN)
                        && !best.driver().equals(GRACE)).isPresent())
                .map(VariantNotChosenRule::finding);
    }

    private static Finding finding(DeviceVerdict verdict) {
        DeviceVerdict.BestVariant best = verdict.bestVariant().get();
        return new Finding(RULE, Finding.Severity.WARNING, List.of(verdict.address()), verdict.address()
                + " is on or goes to vfio-pci, although " + best.driver() + " is made for it.",
                "The alias of " + best.module() + " fits with " + best.wildcards() + " wildcards, that of vfio-pci with 7. The kernel never chooses between them; "
                        + "plain vfio-pci lacks what the variant adds, for example live migration.",
                List.of(new Finding.EvidenceText(best.source(), best.module())),
                "Load " + best.module() + " and write " + best.driver() + " to driver_override, or let libvirt choose.");
    }
}
