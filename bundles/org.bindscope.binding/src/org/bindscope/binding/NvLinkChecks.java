// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.bindscope.analysis.findings.Finding.EvidenceText;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.analysis.nvlink.NvLinkCut;
import org.bindscope.analysis.nvlink.NvLinkGraph;
import org.bindscope.analysis.nvlink.NvLinkGraph.Kind;
import org.bindscope.analysis.nvlink.NvLinkGraph.Link;
import org.bindscope.model.PciFunction;

/** What a plan does to NVLinks: links with one end that goes, and NVSwitches on the wrong side (diagnostics R21). */
final class NvLinkChecks {

    private static final int NVIDIA = 0x10de;
    private static final int OTHER_BRIDGE = 0x0680;
    private static final int DISPLAY = 0x03;
    private static final int MAX_PROOFS = 10;

    private final CheckContext context;
    private final Set<String> going;

    NvLinkChecks(CheckContext context) {
        this.context = context;
        this.going = context.toVfio().stream().map(PciFunction::getAddress).collect(Collectors.toCollection(TreeSet::new));
    }

    void run() {
        if (going.isEmpty()) {
            return;
        }
        // Nobody asks for the graph where nothing of the plan can be at an end of one.
        if (context.toVfio().stream().noneMatch(NvLinkChecks::atNvLink)) {
            return;
        }
        NvLinkGraph graph = context.analysis().nvLink();
        NvLinkCut cut = NvLinkCut.of(graph, going, Map.of());
        cut(graph, cut);
        if (cut.switches().isEmpty()) {
            switchesByClass();
        } else {
            cut.switches().stream().filter(advice -> !going.contains(advice.id()) || !advice.right()).forEach(this::advice);
        }
    }

    /** Functions of NVIDIA, and those whose device-tree node tells of an NPU. */
    private static boolean atNvLink(PciFunction function) {
        return function.isSetVendorId() && function.getVendorId() == NVIDIA || function.getDeviceTreeNode() != null;
    }

    /** Links between GPUs; those to NPU functions are companions of the GPU and named there. */
    private void cut(NvLinkGraph graph, NvLinkCut cut) {
        List<Link> links = cut.cut().stream().filter(link -> gpu(graph, link.a()) && gpu(graph, link.b())).toList();
        if (links.isEmpty()) {
            return;
        }
        Set<String> left = new TreeSet<>(NvLinkGraph.ID_ORDER);
        Map<String, Integer> pairs = new LinkedHashMap<>();
        for (Link link : links) {
            Stream.of(link.a(), link.b()).filter(end -> !going.contains(end)).forEach(left::add);
            pairs.merge(link.a() + " and " + link.b(), 1, Integer::sum);
        }
        List<String> between = pairs.entrySet().stream().map(pair -> pair.getValue() + " between " + pair.getKey()).toList();
        List<String> bandwidths = cut.gpus().stream().filter(gpu -> gpu.after() < gpu.before())
                .map(gpu -> gpu.gpu() + " keeps " + (long) gpu.after() + " of " + (long) gpu.before() + " GB/s").toList();
        context.findings().add("plan-nvlink-cut", Severity.WARNING, List.copyOf(left),
                links.size() + (links.size() == 1 ? " NVLink has" : " NVLinks have")
                        + " one end in the plan and one that stays: " + PlanNames.some(between) + ".",
                "Neither side can use these links; a guest that resets its GPU takes the link down for the host."
                        + (bandwidths.isEmpty() ? "" : " " + PlanNames.some(bandwidths) + "."),
                links.stream().flatMap(link -> link.proofs().stream()).map(NvLinkGraph.Proof::evidence).distinct()
                        .limit(MAX_PROOFS).toList(),
                "Plan all GPUs that NVLinks join for the same guest, or none of them.");
    }

    private static boolean gpu(NvLinkGraph graph, String id) {
        return graph.endpoint(id).filter(end -> end.kind() == Kind.GPU).isPresent();
    }

    private void advice(NvLinkCut.SwitchAdvice advice) {
        Optional<PciFunction> function = context.index().find(advice.id());
        // What is right still needs a fabric manager on the host that serves the guest.
        context.findings().add(advice.right() ? "plan-nvswitch-stays" : "plan-nvswitch-missing",
                advice.right() ? Severity.INFO : Severity.WARNING, List.of(SafeText.label(advice.id())),
                advice.text(),
                "GPUs on an NVSwitch fabric do not start work until a fabric manager has set the switches up, either in the "
                        + "guest that has them or on the host in shared mode (CUDA error 802).",
                function.map(found -> Findings.evidence(found, "classCode", "driver")).orElse(List.of()),
                advice.right() ? "Activate a partition for the guest with the host's fabric manager in shared mode."
                        : advice.goesAlong() ? "Add the switch, or run the host's fabric manager in shared mode."
                        : "Leave the switch to the host, or plan all of its GPUs.");
    }

    /** Where no source tells the links: all switches belong to all GPUs. */
    private void switchesByClass() {
        if (context.toVfio().stream().noneMatch(function -> nvidia(function) && function.getClassCode() >> 16 == DISPLAY)) {
            return;
        }
        List<PciFunction> left = context.index().all().stream()
                .filter(function -> nvidia(function) && function.getClassCode() >> 8 == OTHER_BRIDGE && context.missing(function))
                .toList();
        if (!left.isEmpty()) {
            List<String> addresses = left.stream().map(PciFunction::getAddress).toList();
            List<EvidenceText> evidence = left.stream().flatMap(function -> Findings.evidence(function, "classCode", "driver").stream())
                    .limit(MAX_PROOFS).toList();
            context.findings().add("plan-nvswitch-missing", Severity.WARNING, addresses,
                    "NVSwitches stay with the host: " + PlanNames.some(addresses) + ".",
                    "GPUs on an NVSwitch fabric do not start work until a fabric manager has set the switches up, "
                            + "either in the guest that has them or on the host in shared mode (CUDA error 802).",
                    evidence, "Add them, or run the host's fabric manager in shared mode.");
        }
    }

    private static boolean nvidia(PciFunction function) {
        return function.isSetVendorId() && function.getVendorId() == NVIDIA && function.isSetClassCode();
    }
}
