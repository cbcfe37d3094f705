// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.Finding.EvidenceText;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.analysis.findings.FindingContext;
import org.bindscope.analysis.findings.FindingRule;
import org.bindscope.analysis.nvlink.NpuPartners;
import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.analysis.rules.KernelVersion;

/** R23: GPUs of a PowerNV machine with NVLink2 go to user space, and the kernel is too new to support it. */
public final class NvLinkKernelRule implements FindingRule {

    private static final KernelVersion REMOVED = KernelVersion.of(5, 13);

    @Override
    public Set<String> ids() {
        return Set.of("R23-nvlink2-needs-older-kernel", "kernel-too-new-for-nvlink2-vfio");
    }

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        NpuPartners partners = Groups.of(context).partners();
        List<String> functions = partners.npuFunctions().stream().filter(partners::nvLink2).map(PciAddress::toString).toList();
        // Rules that stand in for an unknown kernel do not say that it is too new.
        if (!context.rules().version().atLeast(REMOVED) || context.rules().equals(KernelRules.assumed())
                || functions.isEmpty()) {
            return Stream.empty();
        }
        VfioTargets targets = VfioTargets.of(context);
        List<String> wanted = targets.functions().stream().map(f -> f.getAddress())
                .filter(text -> PciAddress.parse(text).filter(partners::nvLink2).isPresent()).toList();
        List<EvidenceText> proof = List.of(new EvidenceText("proc/sys/kernel/osrelease",
                context.rules().version().toString()));
        String why = "Kernel 5.13 took NVLink2 out of vfio-pci and NVLink out of PowerNV's IOMMU code; the GPUs go as plain PCI"
                + " devices, and NVLink functions have no useful group.";
        if (wanted.isEmpty()) {
            return Stream.of(new Finding("kernel-too-new-for-nvlink2-vfio", Severity.INFO,
                    functions,
                    "This kernel cannot give GPUs with their NVLinks to user space.", why, proof,
                    "Use a kernel before 5.13 if guests must have NVLink."));
        }
        return Stream.of(new Finding("R23-nvlink2-needs-older-kernel", Severity.WARNING, wanted,
                "GPUs with NVLink2 go to user space under a kernel that no longer supports their NVLinks.", why, proof,
                "Use a kernel from 5.0 to 5.12 with a QEMU of that time, or accept that the guest has no NVLink."));
    }
}
