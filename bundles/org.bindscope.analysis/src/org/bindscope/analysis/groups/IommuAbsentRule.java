// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.Finding.EvidenceText;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.analysis.findings.FindingContext;
import org.bindscope.analysis.findings.FindingRule;

/** R12: there are no IOMMU groups, and who switched the IOMMU off. */
public final class IommuAbsentRule implements FindingRule {

    @Override
    public Set<String> ids() {
        return Set.of("R12-iommu-firmware-off", "R12-iommu-kernel-off", "R12-iommu-driver-missing",
                "R12-iommu-undecided");
    }

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        IommuStatus status = IommuStatus.of(context.machine());
        String tail = switch (status.state()) {
            case FIRMWARE_OFF -> "firmware-off";
            case KERNEL_OFF -> "kernel-off";
            case DRIVER_MISSING -> "driver-missing";
            case UNDECIDED -> "undecided";
            case ON, NO_IOMMU_MODE, NOT_CAPTURED -> "";
        };
        if (tail.isEmpty()) {
            return Stream.empty();
        }
        List<String> wanted = VfioTargets.of(context).functions().stream().map(f -> f.getAddress()).toList();
        return Stream.of(new Finding("R12-iommu-" + tail, wanted.isEmpty() ? Severity.INFO : Severity.ERROR,
                wanted.isEmpty() ? List.of("machine") : wanted, status.summary(),
                "Without an IOMMU group vfio-pci refuses every device (error -22, EINVAL).", evidence(context),
                status.remedy()));
    }

    private static List<EvidenceText> evidence(FindingContext context) {
        String line = new MachineFacts(context.machine()).commandLine().orElse("");
        return line.isEmpty() ? Proof.of(context.machine(), "iommuGroupsCaptured")
                : Stream.concat(Proof.of(context.machine(), "iommuGroupsCaptured").stream(),
                        Stream.of(new EvidenceText("proc/cmdline", line))).toList();
    }
}
