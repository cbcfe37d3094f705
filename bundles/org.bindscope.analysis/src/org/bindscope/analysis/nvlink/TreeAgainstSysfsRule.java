// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.bindscope.analysis.config.Answer;
import org.bindscope.analysis.config.ConfigSpace;
import org.bindscope.analysis.config.NvLinkUnit;
import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.Finding.EvidenceText;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.analysis.findings.FindingContext;
import org.bindscope.analysis.findings.FindingRule;
import org.bindscope.model.DtNode;
import org.bindscope.model.Evidence;
import org.bindscope.model.FactState;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;

/** What a device tree and the kernel say about the same PCI functions (fdt-nvlink section 4.3). */
public final class TreeAgainstSysfsRule implements FindingRule {


    @Override
    public Set<String> ids() {
        return Set.of("fdt-device-absent-sysfs", "of-node-dangling", "sysfs-device-absent-fdt", "bdf-mismatch",
                "devspec-mismatch", "id-mismatch", "bridge-class-mismatch", "npu-config-flag-mismatch",
                "domain-mismatch", "slot-label-duplicate", "numa-mismatch", "gpu-without-nvlink");
    }

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        TreeContext trees = TreeContext.of(context);
        if (trees.tree().isEmpty() || context.machine().getDomains().isEmpty()) {
            return Stream.empty();
        }
        return new Check(trees, trees.tree().get()).run();
    }

    /** The checks of one machine. */
    private static final class Check {
        private final TreeContext trees;
        private final NvLinkTree nvlink;
        private final PciTree pci;
        private final DtIndex index;
        private final Map<PciAddress, PciFunction> functions = new TreeMap<>();
        private final Set<Integer> domains = new LinkedHashSet<>();
        private final List<Finding> findings = new ArrayList<>();

        Check(TreeContext trees, NvLinkTree nvlink) {
            this.trees = trees;
            this.nvlink = nvlink;
            this.pci = nvlink.pci();
            this.index = nvlink.index();
            MachineIndex.functions(trees.machine()).forEach(f ->
                    functions.put(MachineIndex.address(f).orElseThrow(), f));
            pci.hosts().forEach(host -> host.domain().ifPresent(domains::add));
        }

        Stream<Finding> run() {
            pci.nodes().forEach((address, node) -> {
                PciFunction function = functions.get(address);
                if (function == null) {
                    add("fdt-device-absent-sysfs", Severity.WARNING, List.of(address.toString()),
                            "The device tree has a node for " + address
                            + ", and the kernel has no such device.",
                            "It was removed, switched off by its status, or did not answer.",
                            "Rescan the bus above it; look in the kernel log for why it went.",
                            trees.proof(node, "reg"));
                } else {
                    ids(address, node, function);
                    bridge(address, node, function);
                    numa(address, node, function);
                }
            });
            functions.forEach(this::function);
            nvlink.functions().forEach(this::flags);
            domains();
            labels();
            memory();
            gpusWithoutNvLink();
            return findings.stream();
        }

        private void add(String rule, Severity severity, List<String> subjects, String summary, String explanation,
                String remedy,
                EvidenceText... proof) {
            findings.add(trees.finding(rule, severity, subjects, summary, explanation, remedy, proof));
        }

        private void function(PciAddress address, PciFunction function) {
            List<Evidence> links = function.getEvidence().stream().filter(e -> "deviceTreeNode".equals(e.getFeature()))
                    .toList();
            links.stream().filter(e -> e.getState() == FactState.UNREADABLE).findFirst()
                    .ifPresent(e -> add("of-node-dangling", Severity.ERROR,
                    List.of(address.toString()), "The of_node link of " + address + " leads to no node.",
                    "The tree and sysfs were captured at"
                            + " different times, or one is incomplete.", "Capture both again.",
                            new EvidenceText(e.getFile(), e.getText())));
            DtNode linked = function.getDeviceTreeNode();
            if (linked == null) {
                boolean hosted = hostWithNodes(address);
                if (hosted && function.getPhysicalFunction() == null && !pci.nodes().containsKey(address)
                        && links.stream().noneMatch(e -> e.getState() == FactState.UNREADABLE)) {
                    add("sysfs-device-absent-fdt", Severity.WARNING, List.of(address.toString()), "The kernel has "
                            + address
                            + ", and the device tree has no node for it although its host bridge has one.",
                            "Firmware did not see it, or it was plugged in after boot; what the tree tells about slots and NVLink is missing for it.",
                            "Restart the machine if it was plugged in.",
                            new EvidenceText("sys/bus/pci/devices/" + address, "no of_node link"));
                }
                return;
            }
            String path = path(linked);
            Optional<PciAddress> own = index.at(path).flatMap(pci::address);
            if (own.isPresent() && !own.get().equals(address)) {
                add("bdf-mismatch", Severity.ERROR, List.of(address.toString(), path, own.get().toString()),
                        "The of_node of " + address
                        + " is " + path + ", which stands for " + own.get() + ".",
                        "What the kernel reads from the node belongs to another device.",
                        "Capture the machine again; if it stays so, the firmware's tree is wrong.", proof(links));
                return;
            }
            links.stream().filter(e -> e.getState() == FactState.SAID && e.getFile() != null
                    && e.getFile().endsWith("/devspec"))
                    .filter(e -> e.getText() != null && !e.getText().strip().equals(path)).findFirst()
                    .ifPresent(e -> add("devspec-mismatch", Severity.WARNING, List.of(address.toString()), "devspec of "
                    + address + " names "
                            + e.getText().strip() + ", and of_node " + path + ".",
                            "Both are made from the same pointer in the kernel.",
                            "Capture the machine again.", new EvidenceText(e.getFile(), e.getText())));
        }

        /** Whether firmware described the functions below the function's host at all: hand-written trees do not. */
        private boolean hostWithNodes(PciAddress address) {
            return pci.hosts().stream().anyMatch(host -> host.domain().orElse(-1) == address.domain()
                    && DtValues.has(host.node(), "ibm,opal-phbid"));
        }

        private static EvidenceText[] proof(List<Evidence> links) {
            return links.stream().map(e -> new EvidenceText(e.getFile(), e.getText())).toArray(EvidenceText[]::new);
        }

        private static String path(DtNode node) {
            StringBuilder path = new StringBuilder();
            for (DtNode at = node; at.getParent() != null; at = at.getParent()) {
                path.insert(0, "/" + at.getName());
            }
            return path.isEmpty() ? "/" : path.toString();
        }

        private void ids(PciAddress address, DtNode node, PciFunction function) {
            List<String> differing = new ArrayList<>();
            compare(differing, "vendor-id", node, function.isSetVendorId() ? OptionalLong.of(function.getVendorId())
                    : OptionalLong.empty());
            compare(differing, "device-id", node, function.isSetDeviceId() ? OptionalLong.of(function.getDeviceId())
                    : OptionalLong.empty());
            compare(differing, "class-code", node, function.isSetClassCode() ? OptionalLong.of(function.getClassCode())
                    : OptionalLong.empty());
            compare(differing, "revision-id", node, function.isSetRevision() ? OptionalLong.of(function.getRevision())
                    : OptionalLong.empty());
            if (!differing.isEmpty()) {
                add("id-mismatch", Severity.ERROR, List.of(address.toString()),
                        "The device tree and the kernel see different devices at " + address
                        + ": " + String.join(", ", differing) + ".",
                        "The device was exchanged after boot, or the tree is another machine's.",
                        "Restart the machine, or capture tree and sysfs together.", trees.proof(node, "device-id"));
            }
        }

        private static void compare(List<String> differing, String property, DtNode node, OptionalLong here) {
            OptionalLong there = DtValues.u32(node, property);
            if (there.isPresent() && here.isPresent() && there.getAsLong() != here.getAsLong()) {
                differing.add(property + " 0x" + Long.toHexString(there.getAsLong()) + " against 0x"
                        + Long.toHexString(here.getAsLong()));
            }
        }

        private void bridge(PciAddress address, DtNode node, PciFunction function) {
            boolean children = node.getChildren().stream().anyMatch(child -> DtValues.cells(child, "reg").size() >= 5);
            if (children && function.isSetHeaderType() && function.getHeaderType() == 0) {
                add("bridge-class-mismatch", Severity.WARNING, List.of(address.toString()),
                        "The device tree has devices below " + address
                        + ", whose header says that it is no bridge.", "Tree and bus do not fit.",
                        "Restart the machine, or capture both together.",
                        trees.proof(node, "class-code"));
            }
        }

        /** Emulated configuration space repeats what the tree says (section 2.6). */
        private void flags(NpuFunction function) {
            PciFunction device = functions.get(function.address());
            if (device == null || device.getConfigSpace() == null
                    || !(ConfigSpace.of(device.getConfigSpace()).nvLinkUnit() instanceof Answer.Present<NvLinkUnit> unit)) {
                return;
            }
            boolean flag = unit.value().gpuFound();
            int index = unit.value().linkIndex();
            boolean node = DtValues.has(function.node(), "ibm,gpu");
            boolean indexDiffers = function.host().kind() != PciHost.Kind.NPU1 && function.index().isPresent()
                    && function.index().getAsInt() != index;
            if (flag != node || indexDiffers) {
                add("npu-config-flag-mismatch", Severity.WARNING, List.of(function.address().toString()),
                        "Configuration space of "
                        + function.address() + " says " + (indexDiffers ? "link " + index : flag
                        ? "that it has a GPU" : "that it has no GPU")
                        + ", and the tree says " + (indexDiffers ? "link " + function.index().getAsInt() : node
                        ? "that it has one" : "that it has none")
                        + ".", "Both come from the same firmware.", "Update the firmware.",
                        trees.proof(function.node(), "ibm,gpu"),
                        new EvidenceText("sys/bus/pci/devices/" + function.address() + "/config", "offset 0x8c"));
            }
        }

        /** A host whose domain the kernel does not have, while devices of another domain point into it. */
        private void domains() {
            Map<String, Integer> seen = new HashMap<>();
            functions.forEach((address, function) -> {
                DtNode linked = function.getDeviceTreeNode();
                boolean byLink = function.getEvidence().stream().anyMatch(e -> "deviceTreeNode".equals(e.getFeature())
                        && e.getState() == FactState.SAID && e.getFile() != null && e.getFile().endsWith("of_node"));
                Optional<PciHost> host = linked == null || !byLink ? Optional.empty()
                        : index.at(path(linked)).flatMap(pci::host);
                host.filter(h -> h.domain().isPresent() && h.domain().getAsInt() != address.domain()
                        && !functions.keySet().stream()
                        .anyMatch(other -> other.domain() == h.domain().getAsInt()))
                        .ifPresent(h -> seen.putIfAbsent(index.path(h.node()), address.domain()));
            });
            seen.forEach((path, domain) -> add("domain-mismatch", Severity.ERROR, List.of(path), "By the tree " + path
                    + " is another domain than " + String.format("%04x", domain) + ", which the kernel gave it.",
                    "Addresses worked out from the tree do not fit the kernel's.", "Capture tree and sysfs together."));
        }

        private void labels() {
            Map<String, String> slots = new HashMap<>();
            pci.nodes().forEach((address, node) -> {
                boolean npu = pci.host(node).filter(host -> host.kind() != PciHost.Kind.PCI).isPresent();
                DtValues.string(node, "ibm,slot-label").filter(label -> !npu && !label.isBlank()).ifPresent(label -> {
                    // Processors number their slots alike; the location code tells such slots apart.
                    String key = label + " " + DtValues.string(node, "ibm,slot-location-code").orElse("");
                    String first = slots.putIfAbsent(key, address.toString());
                    if (first != null) {
                        add("slot-label-duplicate", Severity.WARNING, List.of(first, address.toString()),
                                "Two slots are labelled " + label + ".",
                                "Firmware finds the GPU of a link by its label and takes the first one.",
                                "Update the firmware.",
                                trees.proof(node, "ibm,slot-label"));
                    }
                });
            });
        }

        /** The NUMA node by the nearest ibm,associativity upward (arch/powerpc/mm/numa.c, of_node_to_nid). */
        private void numa(PciAddress address, DtNode node, PciFunction function) {
            Optional<Integer> level = Stream.of("/ibm,opal", "/rtas").flatMap(path -> index.at(path).stream())
                    .map(found -> DtValues.cells(found, "ibm,associativity-reference-points"))
                    .filter(points -> !points.isEmpty())
                    .map(points -> points.get(0).intValue()).findFirst();
            if (level.isEmpty() || !function.isSetNumaNode()) {
                return;
            }
            for (DtNode at = node; at != null; at = at.getParent()) {
                List<Long> domains = DtValues.cells(at, "ibm,associativity");
                if (!domains.isEmpty()) {
                    if (level.get() > 0 && level.get() < domains.size()
                            && domains.get(level.get()) != function.getNumaNode()) {
                        add("numa-mismatch", Severity.INFO, List.of(address.toString()), "By the tree " + address
                                + " is at NUMA node "
                                + domains.get(level.get()) + ", and the kernel says " + function.getNumaNode() + ".",
                                "The kernel may have no memory or processors on that node.", "",
                                trees.proof(at, "ibm,associativity"));
                    }
                    return;
                }
            }
        }

        /** NUMA nodes of the GPUs' memory. */
        private void memory() {
            Machine machine = trees.machine();
            if (machine.getNumaNodes().isEmpty()) {
                return;
            }
            for (GpuNode gpu : nvlink.gpus()) {
                nvlink.functions().stream().filter(f -> f.gpu().filter(node -> node == gpu.node()).isPresent())
                        .flatMap(f -> f.memory().stream())
                        .distinct().forEach(node -> {
                            OptionalInt id = DtValues.number(node, "ibm,chip-id");
                            if (id.isPresent() && machine.getNumaNodes().stream()
                                    .noneMatch(n -> n.getId() == id.getAsInt())) {
                                add("numa-mismatch", Severity.INFO, List.of(gpu.address().toString()), "The memory of "
                                        + gpu.address()
                                        + " should be NUMA node " + id.getAsInt() + ", which the kernel does not have.",
                                        "The driver has not put it on line.", "", trees.proof(node, "ibm,chip-id"));
                            }
                        });
            }
        }

        private static final Set<Integer> SXM = Set.of(0x15f9, 0x1db1, 0x1db5);

        private void gpusWithoutNvLink() {
            boolean power = pci.hosts().stream().anyMatch(host -> DtValues.has(host.node(), "ibm,opal-phbid"));
            if (!power) {
                return;
            }
            pci.nodes().forEach((address, node) -> {
                boolean sxm = DtValues.u32(node, "vendor-id").orElse(0) == GpuNode.NVIDIA
                        && SXM.contains((int) DtValues.u32(node, "device-id").orElse(0));
                if (sxm && !DtValues.has(node, "ibm,npu")) {
                    add("gpu-without-nvlink", Severity.INFO, List.of(address.toString()), address
                            + " is a GPU with NVLink, and the tree names no"
                            + " links of it.",
                            "Firmware found no matching slot label, so no link is enabled in a guest.",
                            "Check that the board's firmware knows this slot.", trees.proof(node, "ibm,npu"));
                }
            });
        }
    }
}
