// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.Finding.EvidenceText;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.analysis.findings.FindingContext;
import org.bindscope.analysis.findings.FindingRule;
import org.bindscope.model.IommuGroup;

/** R17: VFIO works without an IOMMU, so a device can write to all memory. */
public final class NoIommuRule implements FindingRule {

    @Override
    public Set<String> ids() {
        return Set.of("R17-noiommu-mode");
    }

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        List<String> subjects = new ArrayList<>();
        List<EvidenceText> proof = new ArrayList<>();
        Optional<String> parameter = SriovRule.parameter(context, "vfio", "enable_unsafe_noiommu_mode")
                .filter("Y"::equals);
        parameter.ifPresent(value -> proof.add(new EvidenceText("sys/module/vfio/parameters/enable_unsafe_noiommu_mode",
                value)));
        for (IommuGroup group : context.machine().getIommuGroups()) {
            if (group.getName() != null && (group.getName().equals("vfio-noiommu")
                    || group.getName().startsWith("noiommu-"))) {
                group.getFunctions().forEach(function -> subjects.add(function.getAddress()));
                proof.add(new EvidenceText("sys/kernel/iommu_groups/" + group.getNumber() + "/name", group.getName()));
            }
        }
        if (proof.isEmpty()) {
            return Stream.empty();
        }
        return Stream.of(new Finding("R17-noiommu-mode", Severity.WARNING, subjects.isEmpty() ? List.of("machine")
                : subjects,
                "VFIO is in its unsafe mode without an IOMMU.",
                "A device that user space has can read and write all memory, and the kernel is tainted. The mode is for guests without a"
                        + " virtual IOMMU.", proof, "Remove enable_unsafe_noiommu_mode, and switch the IOMMU on."));
    }
}
