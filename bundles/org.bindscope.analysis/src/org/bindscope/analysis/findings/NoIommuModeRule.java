// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.findings;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.bindscope.model.IommuGroup;
import org.bindscope.model.KernelModule;
import org.bindscope.model.ModuleParameter;

/** R17: VFIO runs without an IOMMU. */
final class NoIommuModeRule implements FindingRule {

    private static final String RULE = "R17-noiommu-mode";

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        List<Finding.EvidenceText> proof = new ArrayList<>();
        List<String> subjects = new ArrayList<>();
        for (KernelModule module : context.machine().getModules()) {
            for (ModuleParameter parameter : module.getParameters()) {
                if ("vfio".equals(module.getName()) && "enable_unsafe_noiommu_mode".equals(parameter.getName())
                        && parameter.getValue() != null && parameter.getValue().strip().startsWith("Y")) {
                    proof.add(new Finding.EvidenceText("sys/module/vfio/parameters/enable_unsafe_noiommu_mode", parameter.getValue().strip()));
                    subjects.add("vfio");
                }
            }
        }
        for (IommuGroup group : context.machine().getIommuGroups()) {
            if (group.getName() != null && group.getName().contains("noiommu")) {
                proof.add(new Finding.EvidenceText("sys/kernel/iommu_groups/" + group.getNumber() + "/name", group.getName()));
                subjects.add(group.getNumber());
            }
        }
        return proof.isEmpty() ? Stream.empty() : Stream.of(new Finding(RULE, Finding.Severity.ERROR, subjects,
                "VFIO may run without an IOMMU on this machine.",
                "A user of such a device can make it write anywhere in memory, and the kernel is tainted. It has its place inside a virtual machine only.",
                proof, "Switch enable_unsafe_noiommu_mode off and use the IOMMU, unless this machine is a guest without one."));
    }
}
