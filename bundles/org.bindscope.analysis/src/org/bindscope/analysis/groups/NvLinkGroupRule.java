// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.analysis.findings.FindingContext;
import org.bindscope.analysis.findings.FindingRule;
import org.bindscope.analysis.nvlink.MachineIndex;
import org.bindscope.analysis.nvlink.NpuPartners;
import org.bindscope.analysis.rules.KernelVersion;
import org.bindscope.model.PciFunction;

/** GPUs with NVLink of OpenPOWER and their link functions in IOMMU groups (fdt-nvlink section 4.4). */
public final class NvLinkGroupRule implements FindingRule {

    private static final KernelVersion REMOVED = KernelVersion.of(5, 13);

    @Override
    public Set<String> ids() {
        return Set.of("iommu-group-none", "iommu-group-spans-socket", "iommu-group-split", "npu-left-on-host");
    }

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        Groups groups = Groups.of(context);
        NpuPartners partners = groups.partners();
        List<Finding> findings = new ArrayList<>();
        for (PciAddress npu : partners.npuFunctions()) {
            Optional<PciAddress> gpu = partners.gpu(npu);
            Optional<PciFunction> function = MachineIndex.function(context.machine(), npu);
            if (gpu.isPresent() && function.isPresent()) {
                pair(context, groups, npu, gpu.get(), function.get(), findings);
            }
        }
        groups.reports().forEach(group -> span(VfioTargets.of(context), partners, group, findings));
        return findings.stream();
    }

    private static void pair(FindingContext context, Groups groups, PciAddress npu, PciAddress gpu,
            PciFunction function, List<Finding> findings) {
        Optional<GroupReport> own = groups.groupOf(npu.toString());
        Optional<GroupReport> peer = groups.groupOf(gpu.toString());
        VfioTargets targets = VfioTargets.of(context);
        boolean old = !context.rules().version().atLeast(REMOVED);
        List<String> subjects = List.of(npu.toString(), gpu.toString());
        if (old && own.isPresent() && peer.isPresent() && !own.get().number().equals(peer.get().number())) {
            findings.add(new Finding("iommu-group-split", Severity.ERROR, subjects, npu + " is in IOMMU group "
                    + own.get().number()
                    + ", and its GPU " + gpu + " in group " + peer.get().number() + ".",
                    "Kernels up to 5.12 put a GPU and its link functions into one group; apart, the link cannot be given to a guest.",
                    Stream.concat(Proof.of(function, "iommuGroup").stream(),
                    MachineIndex.function(context.machine(), gpu).stream()
                            .flatMap(f -> Proof.of(f, "iommuGroup").stream())).toList(),
                    "Look in the kernel log for lines about the NPU; the kernel did not associate the function with the GPU."));
        } else if (own.isEmpty() && peer.isPresent()) {
            boolean wanted = targets.contains(gpu.toString());
            findings.add(new Finding("iommu-group-none", old ? wanted ? Severity.ERROR : Severity.WARNING
                    : Severity.INFO, subjects,
                    npu + " has no IOMMU group, while its GPU " + gpu + " has one.", old
                    ? "The link cannot be given to a guest with the GPU."
                            : "Kernels from 5.13 on give link functions no group.", Proof.of(function, "iommuGroup"),
                    old ? "Look in the kernel log for lines about the NPU."
                    : "Use a kernel before 5.13 if guests must have NVLink."));
        }
        Optional<String> driver = Bindings.of(context).driver(function).driver();
        if (targets.contains(gpu.toString()) && !targets.contains(npu.toString()) && driver.isPresent()
                && own.isPresent() && own.get().viable().filter(viable -> !viable).isEmpty()) {
            findings.add(new Finding("npu-left-on-host", Severity.WARNING, subjects, gpu
                    + " goes to user space, and its link function " + npu
                    + " stays on " + driver.get() + ".", "The guest gets the GPU without this link.",
                    Proof.driver(function),
                    "Give all link functions of the GPU to the same guest."));
        }
    }

    /** Said when a GPU of the group is wanted for a guest and another one is not. */
    private static void span(VfioTargets targets, NpuPartners partners, GroupReport group, List<Finding> findings) {
        List<String> gpus = partners.npuFunctions().stream().flatMap(npu -> partners.gpu(npu).stream()).distinct()
                .map(PciAddress::toString)
                .filter(group.devices()::contains).sorted().toList();
        if (gpus.size() > 1 && targets.anyOf(gpus) && !gpus.stream().allMatch(targets::contains)) {
            findings.add(new Finding("iommu-group-spans-socket", Severity.INFO,
                    Stream.concat(Stream.of("group " + group.number()), gpus.stream()).toList(),
                    "IOMMU group " + group.number() + " holds " + gpus.size()
                    + " GPUs: giving one to a guest takes all of them.",
                    "POWER9 has one group for each NVLink unit with all its GPUs.", List.of(new Finding.EvidenceText(
                            "sys/kernel/iommu_groups/" + group.number() + "/devices",
                            String.join(" ", group.devices()))), ""));
        }
    }
}
