// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.Finding.EvidenceText;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.analysis.findings.FindingContext;
import org.bindscope.analysis.findings.FindingRule;
import org.bindscope.model.TextFile;
import org.bindscope.model.TextFileKind;

/** R12: there are no IOMMU groups, and who switched the IOMMU off. */
public final class IommuAbsentRule implements FindingRule {

    private static final int MAX_EVIDENCE = 20;

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
                "Without an IOMMU group vfio-pci refuses every device (error -22, EINVAL).", evidence(context, status),
                status.remedy()));
    }

    /** What the status rests on, and what the kernel said when a VFIO driver was refused. */
    private static List<EvidenceText> evidence(FindingContext context, IommuStatus status) {
        List<EvidenceText> proof = new ArrayList<>(status.evidence());
        for (TextFile file : new MachineFacts(context.machine()).texts(TextFileKind.KERNEL_LOG)) {
            String[] lines = file.getText().split("\n");
            for (int i = 0; i < lines.length && proof.size() < MAX_EVIDENCE; i++) {
                if (lines[i].contains("vfio") && lines[i].contains("failed with error -22")) {
                    proof.add(Proof.line(file.getPath(), i + 1, lines[i]));
                }
            }
        }
        return proof;
    }
}
