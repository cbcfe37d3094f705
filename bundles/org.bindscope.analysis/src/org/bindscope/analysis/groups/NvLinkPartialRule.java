// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.Finding.EvidenceText;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.analysis.findings.FindingContext;
import org.bindscope.analysis.findings.FindingRule;
import org.bindscope.analysis.nvlink.MachineIndex;
import org.bindscope.analysis.nvlink.NvLinkAnalysis;
import org.bindscope.analysis.nvlink.NvLinkCut;
import org.bindscope.analysis.nvlink.NvLinkDevices;
import org.bindscope.analysis.nvlink.NvLinkGraph;
import org.bindscope.analysis.nvlink.NvLinkGraph.Kind;
import org.bindscope.analysis.nvlink.NvLinkGraph.Link;
import org.bindscope.model.IommuGroup;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;
import org.bindscope.model.TextFile;
import org.bindscope.model.TextFileKind;

/**
 * R21: some of the GPUs that NVLinks join go to user space and others do not, or NVSwitches are on the wrong
 * side. Without a fabric manager that serves the GPUs, CUDA fails to start with error 802.
 */
final class NvLinkPartialRule implements FindingRule {

    private static final String CUT = "R21-nvlink-cut";
    private static final String SWITCH = "R21-nvswitch-left-behind";
    private static final int MAX_PROOFS = 10;

    @Override
    public Set<String> ids() {
        return Set.of(CUT, SWITCH);
    }

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        VfioTargets targets = VfioTargets.of(context);
        if (targets.functions().stream().noneMatch(function -> NvLinkDevices.gpu(function)
                || NvLinkDevices.nvSwitch(function))) {
            return Stream.empty();
        }
        NvLinkGraph graph = context.shared(NvLinkGraph.class, each -> NvLinkAnalysis.of(each.machine()));
        Set<String> taken = targets.functions().stream().map(PciFunction::getAddress).collect(Collectors.toSet());
        NvLinkCut cut = NvLinkCut.of(graph, taken, Map.of());
        return Stream.concat(links(context.machine(), graph, cut).stream(), switches(context, targets).stream());
    }

    /**
     * Links between GPUs; those to NPU functions have a code of their own, npu-left-on-host. GPUs of one IOMMU group
     * cannot be parted: the rules about groups say that.
     */
    private static Optional<Finding> links(Machine machine, NvLinkGraph graph, NvLinkCut cut) {
        Map<String, List<Link>> pairs = new LinkedHashMap<>();
        for (Link link : cut.cut()) {
            if (graph.endpoint(link.a()).filter(end -> end.kind() == Kind.GPU).isPresent()
                    && graph.endpoint(link.b()).filter(end -> end.kind() == Kind.GPU).isPresent()
                    && (group(machine, link.a()).isEmpty() || !group(machine, link.a()).equals(group(machine, link.b())))) {
                pairs.computeIfAbsent(link.a() + " and " + link.b(), key -> new ArrayList<>()).add(link);
            }
        }
        if (pairs.isEmpty()) {
            return Optional.empty();
        }
        List<Link> links = pairs.values().stream().flatMap(List::stream).toList();
        Set<String> subjects = new TreeSet<>(NvLinkGraph.ID_ORDER);
        links.forEach(link -> subjects.addAll(List.of(link.a(), link.b())));
        Set<EvidenceText> proofs = new LinkedHashSet<>();
        links.forEach(link -> link.proofs().forEach(proof -> proofs.add(proof.evidence())));
        String which = pairs.entrySet().stream().limit(4).map(pair -> pair.getValue().size() + " between " + pair.getKey())
                .collect(Collectors.joining(", ")) + (pairs.size() > 4 ? ", and others" : "");
        return Optional.of(new Finding(CUT, Severity.WARNING, List.copyOf(subjects), links.size()
                + (links.size() == 1 ? " NVLink has" : " NVLinks have")
                + " one end that goes to user space and one that stays: " + which + ".",
                "Neither side can use these links. Drivers on both sides may still try, and a guest that resets its GPU takes"
                        + " the link down for the host.", proofs.stream().limit(MAX_PROOFS).toList(),
                "Give all GPUs that NVLinks join to the same guest, or none of them."));
    }

    private static Optional<IommuGroup> group(Machine machine, String address) {
        return PciAddress.parse(address).flatMap(parsed -> MachineIndex.function(machine, parsed))
                .map(PciFunction::getIommuGroup);
    }

    private static Optional<Finding> switches(FindingContext context, VfioTargets targets) {
        List<PciFunction> functions = MachineIndex.functions(context.machine());
        List<PciFunction> switches = functions.stream().filter(NvLinkDevices::nvSwitch).toList();
        List<PciFunction> gpus = functions.stream().filter(NvLinkDevices::gpu).toList();
        if (switches.isEmpty()) {
            return Optional.empty();
        }
        long going = gpus.stream().filter(function -> targets.contains(function.getAddress())).count();
        long along = switches.stream().filter(function -> targets.contains(function.getAddress())).count();
        boolean allGo = going == gpus.size() && along == switches.size();
        if (allGo || going == 0 && along == 0) {
            return Optional.empty();
        }
        if (along > 0) {
            return Optional.of(finding(Severity.WARNING, switches, along + " of " + switches.size() + " NVSwitches and " + going
                    + " of " + gpus.size() + " GPUs go to user space.",
                    "GPUs and switches on different sides have no fabric: their NVLinks stay down, and CUDA fails to start with"
                            + " error 802 (system not yet initialized).", List.of(),
                    "Give all NVSwitches and all GPUs to one guest, or leave all NVSwitches to the host and run its fabric"
                            + " manager in shared mode."));
        }
        return staying(context, switches, going, gpus.size());
    }

    private static Optional<Finding> staying(FindingContext context, List<PciFunction> switches, long going, int gpus) {
        Bindings bindings = Bindings.of(context);
        List<String> idle = switches.stream().filter(function -> bindings.driver(function).known()
                        && bindings.driver(function).driver().isEmpty()).map(PciFunction::getAddress).toList();
        String sentence = going + " of " + gpus + " GPUs go to user space, and the "
                + (switches.size() == 1 ? "NVSwitch stays" : switches.size() + " NVSwitches stay") + " with the host";
        Optional<FabricMode> mode = fabricMode(context);
        if (!idle.isEmpty()) {
            return Optional.of(finding(Severity.WARNING, switches, sentence + " without a driver: "
                    + String.join(", ", idle) + ".", "Nobody brings the fabric up, so that CUDA in the guest fails to start with"
                    + " error 802 (system not yet initialized).", List.of(),
                    "Give the NVSwitches to the guest with all GPUs, or load the host's driver and run its fabric manager in"
                            + " shared mode."));
        } else if (mode.isPresent() && mode.get().shared()) {
            return Optional.empty();
        }
        return Optional.of(finding(mode.isPresent() ? Severity.WARNING : Severity.INFO, switches, sentence
                + (mode.isPresent() ? ", whose fabric manager is not in shared mode." : "; whether its fabric manager is in"
                        + " shared mode, the snapshot does not say."),
                "GPUs of a guest get their NVLinks only if the host's fabric manager activates a partition for them; otherwise"
                        + " CUDA fails to start with error 802 (system not yet initialized).",
                mode.map(each -> List.of(each.proof())).orElse(List.of()),
                "Set FABRIC_MODE=1 in fabricmanager.cfg of the host and activate a partition, or give the NVSwitches to the"
                        + " guest with all GPUs."));
    }

    private static Finding finding(Severity severity, List<PciFunction> switches, String summary, String explanation,
            List<EvidenceText> more, String remedy) {
        List<EvidenceText> proofs = new ArrayList<>(more);
        switches.stream().limit(MAX_PROOFS).forEach(each -> {
            List<EvidenceText> driver = Proof.driver(each);
            proofs.addAll(driver.isEmpty() ? Proof.of(each, "classCode") : driver);
        });
        return new Finding(SWITCH, severity, switches.stream().map(PciFunction::getAddress).toList(), summary, explanation,
                proofs, remedy);
    }

    /**
     * The mode of the host's fabric manager.
     *
     * @param shared whether it serves guests: with their own devices (1) or as vGPUs (2), not the host alone (0)
     * @param proof  the line
     */
    private record FabricMode(boolean shared, EvidenceText proof) {
    }

    private static Optional<FabricMode> fabricMode(FindingContext context) {
        for (TextFile file : context.machine().getTextFiles()) {
            if (file.getKind() != TextFileKind.OTHER || file.getText() == null || file.getPath() == null
                    || !file.getPath().endsWith("fabricmanager.cfg")) {
                continue;
            }
            String[] lines = file.getText().split("\n");
            for (int i = 0; i < lines.length; i++) {
                String line = lines[i].strip();
                if (line.startsWith("FABRIC_MODE=")) {
                    return Optional.of(new FabricMode(!line.substring(12).strip().equals("0"),
                            Proof.line(file.getPath(), i + 1, line)));
                }
            }
        }
        return Optional.empty();
    }
}
