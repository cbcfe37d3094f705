// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.Finding.EvidenceText;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.analysis.findings.FindingContext;
import org.bindscope.analysis.findings.FindingRule;
import org.bindscope.model.DtNode;

/** NVLinks of a device tree: links, functions and their GPUs (fdt-nvlink section 4.2). One root cause, one finding. */
public final class NvLinkTreeRule implements FindingRule {

    @Override
    public Set<String> ids() {
        return Set.of("gpu-slot-empty", "gpu-npu-backref-missing", "npu-group-mismatch",
                "nvlink-link-node-missing", "nvlink-link-node-wrong-type", "link-speed-missing",
                "link-speed-unknown", "link-speed-mismatch", "slot-label-mismatch", "memory-region-missing",
                "memory-region-wrong-type", "tgt-addr-missing", "tgt-addr-mismatch", "npu-gpu-backref-missing",
                "memory-region-differs", "memory-region-overlap", "peers-dangling", "peers-npu-inconsistent",
                "peers-asymmetric", "peers-cross-socket", "link-count-mismatch", "npcq-wrong", "atsd-missing",
                "atsd-index-out-of-range", "link-index-duplicate", "link-without-function", "link-bonding-uneven",
                "npu-chip-gpu-chip-mismatch");
    }

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        TreeContext trees = TreeContext.of(context);
        return trees.tree().filter(tree -> !tree.functions().isEmpty()).map(tree -> new Check(trees, tree).run())
                .orElse(Stream.empty());
    }

    /** The checks of one tree. */
    private static final class Check {
        private static final String FIRMWARE =
                "Update the firmware; until then give this GPU only as a plain PCI device.";

        /** Nobody reads more. */
        private static final int MAX = 2000;

        private final TreeContext trees;
        private final NvLinkTree tree;
        private final DtIndex index;
        private final List<Finding> findings = new ArrayList<>();
        /** Memory that the functions of a GPU name. */
        private final Map<DtNode, Set<DtNode>> regions = new IdentityHashMap<>();
        private final Map<DtNode, Aperture> systemMemory = new IdentityHashMap<>();

        Check(TreeContext trees, NvLinkTree tree) {
            this.trees = trees;
            this.tree = tree;
            this.index = tree.index();
        }

        Stream<Finding> run() {
            index.nodes().stream().filter(node -> DtValues.string(node, "device_type").orElse("").equals("memory")
                    && !DtValues.compatible(node, "ibm,coherent-device-memory"))
                    .forEach(node -> Aperture.of(node).ifPresent(aperture -> systemMemory.put(node, aperture)));
            tree.functions().forEach(function -> function.gpu().ifPresent(gpu -> function.memory().ifPresent(memory ->
                    regions.computeIfAbsent(gpu, key -> Collections.newSetFromMap(new IdentityHashMap<>())).add(memory))));
            tree.functions().forEach(this::function);
            tree.gpus().forEach(this::gpu);
            hosts();
            links();
            bundles();
            return findings.stream();
        }

        private void add(String rule, Severity severity, List<String> subjects, String summary, String explanation,
                String remedy,
                EvidenceText... proof) {
            if (findings.size() < MAX) {
                findings.add(trees.finding(rule, severity, subjects, summary, explanation, remedy, proof));
            }
        }

        /** Whether a property names a phandle that several nodes carry: that is reported once, as the duplicate. */
        private boolean ambiguous(DtNode node, String property) {
            return DtValues.cells(node, property).stream().anyMatch(value -> index.withPhandle(value).size() > 1);
        }

        private void function(NpuFunction function) {
            String subject = function.address().toString();
            DtNode node = function.node();
            boolean npu2 = function.host().kind() != PciHost.Kind.NPU1;
            if (!DtValues.has(node, "ibm,gpu")) {
                long own = DtIndex.phandle(node).orElse(-1);
                boolean listed = tree.gpus().stream().anyMatch(gpu -> gpu.npu().contains(own));
                if (!listed) {
                    add("gpu-slot-empty", Severity.INFO, List.of(subject), "The GPU slot of " + subject + " is empty.",
                            "Firmware found no GPU at the other end of this link.", "", trees.proof(node, "ibm,gpu"));
                }
            } else {
                function.gpu().flatMap(tree::gpu).filter(gpu -> !gpu.npu().contains(DtIndex.phandle(node).orElse(-1)))
                        .ifPresent(gpu -> notListed(node, subject, gpu.address().toString(), gpu.node()));
                // A loop: the function names itself or another function, or a node that is no PCI function at all.
                function.gpu().filter(other -> tree.gpu(other).isEmpty())
                        .ifPresent(other -> notListed(node, subject, index.path(other), other));
            }
            if (npu2) {
                linkNode(function, subject);
                memory(function, subject);
            }
            speed(function, subject, npu2);
            labels(function, subject);
            function.link().flatMap(link -> link.group().isPresent() ? Optional.of(link) : Optional.empty())
                    .filter(link -> link.group().getAsInt() != function.address().device())
                    .ifPresent(link -> add("npu-group-mismatch", Severity.WARNING, List.of(subject), subject
                    + " has another device number than"
                            + " its link's group " + link.group().getAsInt() + ".",
                            "Functions of one GPU share a device number.", FIRMWARE,
                            trees.proof(link.node(), "ibm,npu-group-id")));
        }

        private void notListed(DtNode node, String subject, String gpu, DtNode gpuNode) {
            add("gpu-npu-backref-missing", Severity.ERROR, List.of(subject, gpu),
                    subject + " names " + gpu + " as its GPU, but that GPU does not list it.",
                    "The kernel looks for link functions in the GPU's ibm,npu and misses this one.", FIRMWARE,
                    trees.proof(node, "ibm,gpu"), trees.proof(gpuNode, "ibm,npu"));
        }

        private void linkNode(NpuFunction function, String subject) {
            DtNode node = function.node();
            if (!DtValues.has(node, "ibm,nvlink")) {
                add("nvlink-link-node-missing", Severity.ERROR, List.of(subject), subject + " names no link.",
                        "vfio-pci cannot tell the link's index and treats the function as a plain device.", FIRMWARE,
                        trees.proof(node, "ibm,nvlink"));
                return;
            }
            if (function.linkNode().isEmpty()) {
                return;
            }
            Optional<DtNode> npcq = tree.hardwareNpu(function.host());
            boolean wrongType = function.link().isEmpty();
            // A host that names another processor's hardware is reported as that.
            boolean otherNpu = !wrongType && npcq.isPresent() && function.link().get().npu() != npcq.get()
                    && NvLinkTree.chip(npcq.get()).equals(function.host().chip());
            if (wrongType || otherNpu) {
                add("nvlink-link-node-wrong-type", Severity.ERROR, List.of(subject), "ibm,nvlink of " + subject
                        + " names "
                        + index.path(function.linkNode().get()) + ", which is "
                        + (wrongType ? "no link." : "a link of another NPU."),
                        "Index and speed of the link are then wrong or missing.", FIRMWARE,
                        trees.proof(node, "ibm,nvlink"));
            }
        }

        private void speed(NpuFunction function, String subject, boolean npu2) {
            if (!npu2) {
                return;
            }
            boolean coded = function.speedCode().isPresent();
            OptionalInt wired = function.link().map(HardwareLink::speedCode).orElse(OptionalInt.empty());
            Optional<HardwareLink> absurd = function.link().filter(HardwareLink::absurdSpeed)
                    .filter(link -> link.bitsPerLane().getAsLong() != 0);
            if (!coded && wired.isEmpty() && absurd.isPresent()) {
                add("link-speed-unknown", Severity.INFO, List.of(subject), "The link of " + subject + " gives "
                        + Long.toUnsignedString(absurd.get().bitsPerLane().getAsLong()) + " bit/s per lane.",
                        "No link runs at such a speed; it counts as not known.", "",
                        trees.proof(absurd.get().node(), "ibm,link-speed"));
            } else if (!coded && function.speed().isEmpty() && wired.isEmpty()) {
                add("link-speed-missing", Severity.WARNING, List.of(subject), "Neither " + subject
                        + " nor its link gives a speed.",
                        "vfio-pci (5.0 to 5.12) fails to open the function with EFAULT.", FIRMWARE,
                        trees.proof(function.node(), "ibm,nvlink-speed"));
            } else if (coded && NvLinkSpeed.ofCode(function.speedCode()).isEmpty()) {
                add("link-speed-unknown", Severity.INFO, List.of(subject), subject + " has the speed code "
                        + function.speedCode().getAsInt() + ".",
                        "Known are 3 (20 Gbit/s), 8 (25.78125) and 9 (25).", "",
                        trees.proof(function.node(), "ibm,nvlink-speed"));
            } else if (coded && differs(function, wired)) {
                add("link-speed-mismatch", Severity.WARNING, List.of(subject), subject
                        + " and its link give different speeds.",
                        "The function's value is what a guest is told.", FIRMWARE,
                        trees.proof(function.node(), "ibm,nvlink-speed"),
                        trees.proof(function.link().orElseThrow().node(), "nvidia,link-speed"));
            }
        }

        private static boolean differs(NpuFunction function, OptionalInt wired) {
            if (wired.isPresent() && wired.getAsInt() != function.speedCode().getAsInt()) {
                return true;
            }
            return function.link().map(HardwareLink::bitsPerLane)
                    .filter(bits -> bits.isPresent() && bits.getAsLong() != 0)
                    .filter(bits -> Math.abs(bits.getAsLong() / 1e9
                    - NvLinkSpeed.ofCode(function.speedCode()).orElse(0)) > 0.001).isPresent();
        }

        private void labels(NpuFunction function, String subject) {
            Optional<String> own = DtValues.string(function.node(), "ibm,loc-code");
            Optional<String> wired = function.link().flatMap(HardwareLink::label);
            Optional<String> gpu = function.gpu().flatMap(tree::gpu).flatMap(GpuNode::label);
            Optional<String> other = own.isEmpty() ? Optional.empty()
                    : wired.filter(label -> !label.equals(own.get()))
                    .or(() -> gpu.filter(label -> !label.equals(own.get())));
            other.ifPresent(label -> add("slot-label-mismatch", Severity.WARNING, List.of(subject), subject
                    + " is labelled " + own.get()
                    + ", but its link or GPU is labelled " + label + ".",
                    "Firmware finds the GPU of a link by these labels.", FIRMWARE,
                    trees.proof(function.node(), "ibm,loc-code")));
        }

        private void memory(NpuFunction function, String subject) {
            DtNode node = function.node();
            boolean hasGpu = function.gpu().isPresent();
            if (hasGpu && !DtValues.has(node, "memory-region")) {
                add("memory-region-missing", Severity.WARNING, List.of(subject), subject
                        + " has a GPU and no memory-region.",
                        "vfio-pci then makes no NVLink2 region, silently.", FIRMWARE,
                        trees.proof(node, "memory-region"));
            }
            function.memory().filter(memory -> !DtValues.compatible(memory, "ibm,coherent-device-memory")
                    && !DtValues.string(memory, "device_type").orElse("").equals("memory") || overlapsSystem(memory))
                    .ifPresent(memory -> add("memory-region-wrong-type", Severity.ERROR, List.of(subject),
                    "memory-region of " + subject + " names "
                            + index.path(memory) + ", which is no GPU memory of its own.",
                            "The GPU's memory would be mapped over something else.",
                            FIRMWARE, trees.proof(node, "memory-region")));
            if (hasGpu && !DtValues.has(node, "ibm,device-tgt-addr")) {
                add("tgt-addr-missing", Severity.WARNING, List.of(subject), subject + " has no ibm,device-tgt-addr.",
                        "vfio-pci (5.0 to 5.12) fails to open the function with EFAULT.", FIRMWARE,
                        trees.proof(node, "ibm,device-tgt-addr"));
            }
            function.memory().flatMap(Aperture::of).ifPresent(aperture -> {
                // With the address map that grows downward, skiboot 7.0 leaves bit 42 as it is in the address.
                var target = DtValues.u64(node, "ibm,device-tgt-addr");
                if (target.isPresent() && target.getAsLong() != Aperture.compressed(aperture.base())
                        && target.getAsLong() != (Aperture.compressed(aperture.base()) & ~(1L << 42)
                        | aperture.base() & 1L << 42)) {
                    add("tgt-addr-mismatch", Severity.INFO, List.of(subject), "ibm,device-tgt-addr of " + subject
                            + " is not the compressed address of its memory.",
                            "One variant of firmware differs; otherwise the GPU reaches other memory.",
                            "", trees.proof(node, "ibm,device-tgt-addr"));
                }
            });
        }

        private boolean overlapsSystem(DtNode memory) {
            Optional<Aperture> own = Aperture.of(memory);
            return own.isPresent() && systemMemory.entrySet().stream().anyMatch(entry -> entry.getKey() != memory
                    && own.get().overlaps(entry.getValue()));
        }

        private void gpu(GpuNode gpu) {
            String subject = gpu.address().toString();
            for (long value : gpu.npu()) {
                index.resolve(value).flatMap(tree::function)
                        .filter(function -> function.gpu().filter(node -> node == gpu.node()).isEmpty()
                        && !ambiguous(function.node(), "ibm,gpu"))
                        .ifPresent(function -> add("npu-gpu-backref-missing", Severity.ERROR,
                        List.of(subject, function.address().toString()),
                                subject + " lists " + function.address() + ", which does not name it as its GPU.",
                                "The kernel treats that function as a plain device, and the link is not enabled in a guest.", FIRMWARE,
                                trees.proof(gpu.node(), "ibm,npu"), trees.proof(function.node(), "ibm,gpu")));
            }
            peers(gpu, subject);
            if (regions.getOrDefault(gpu.node(), Set.of()).size() > 1) {
                add("memory-region-differs", Severity.WARNING, List.of(subject), "Link functions of " + subject
                        + " name different memory.",
                        "A guest maps the one of the first link.", FIRMWARE);
            }
            tree.gpus().stream().filter(other -> other.address().compareTo(gpu.address()) > 0)
                    .forEach(other -> overlap(gpu, other));
        }

        private void overlap(GpuNode gpu, GpuNode other) {
            List<Aperture> own = apertures(gpu);
            boolean overlapping = !own.isEmpty() && apertures(other).stream()
                    .anyMatch(one -> own.stream().anyMatch(one::overlaps));
            if (overlapping) {
                add("memory-region-overlap", Severity.ERROR, List.of(gpu.address().toString(),
                        other.address().toString()), "The memory of "
                        + gpu.address() + " and " + other.address() + " overlaps.",
                        "Both GPUs would be reached at the same addresses.", FIRMWARE);
            }
        }

        private List<Aperture> apertures(GpuNode gpu) {
            return regions.getOrDefault(gpu.node(), Set.of()).stream().flatMap(memory -> Aperture.of(memory).stream())
                    .toList();
        }

        private void peers(GpuNode gpu, String subject) {
            Set<Long> unlisted = new TreeSet<>();
            Set<Long> npus = new HashSet<>();
            for (long value : gpu.peers()) {
                if (value == 0 || index.withPhandle(value).size() > 1) {
                    continue;
                }
                Optional<DtNode> node = index.resolve(value);
                if (node.isEmpty()) {
                    add("peers-dangling", Severity.ERROR, List.of(subject), "ibm,nvlink-peers of " + subject + " names "
                            + PhandleRule.hex(value)
                            + ", which no node has.", "The other end of that link is not known.", FIRMWARE,
                            trees.proof(gpu.node(), "ibm,nvlink-peers"));
                    continue;
                }
                Optional<NpuFunction> function = tree.function(node.get());
                if (function.isPresent()) {
                    npus.add(value);
                    // A function that names the GPU but is not listed is reported as the missing list entry.
                    boolean reported = function.get().gpu().filter(g -> g == gpu.node()).isPresent();
                    if (!gpu.npu().contains(value) && !reported) {
                        unlisted.add(value);
                    }
                } else {
                    tree.gpu(node.get()).ifPresent(peer -> peer(gpu, peer));
                }
            }
            boolean incomplete = !gpu.peers().isEmpty() && gpu.npu().stream()
                    .anyMatch(value -> index.withPhandle(value).size() == 1 && !npus.contains(value));
            if (!unlisted.isEmpty() || incomplete) {
                add("peers-npu-inconsistent", Severity.WARNING, List.of(subject), "ibm,nvlink-peers and ibm,npu of "
                        + subject
                        + " name different NPU functions.", "One of the two lists is wrong.", FIRMWARE,
                        trees.proof(gpu.node(), "ibm,npu"),
                        trees.proof(gpu.node(), "ibm,nvlink-peers"));
            }
        }

        private final Set<String> peersReported = new HashSet<>();

        private void peer(GpuNode gpu, GpuNode peer) {
            long there = count(gpu, peer);
            long back = count(peer, gpu);
            if (!peersReported.add(gpu.address() + " " + peer.address())) {
                return;
            }
            if (there > back) {
                add("peers-asymmetric", Severity.WARNING, List.of(gpu.address().toString(), peer.address().toString()),
                        gpu.address() + " counts "
                        + there + " link" + (there == 1 ? "" : "s") + " to " + peer.address() + ", which counts " + back
                        + " back.",
                        "At most the smaller number is wired.", FIRMWARE, trees.proof(gpu.node(), "ibm,nvlink-peers"),
                        trees.proof(peer.node(), "ibm,nvlink-peers"));
            } else if (there == back && chip(gpu).isPresent() && chip(peer).isPresent() && !chip(gpu).equals(chip(peer))
                    && gpu.address().compareTo(peer.address()) < 0) {
                add("peers-cross-socket", Severity.WARNING, List.of(gpu.address().toString(),
                        peer.address().toString()),
                        "Links join " + gpu.address() + " and " + peer.address()
                        + ", which belong to different processors.",
                        "No such wiring is known on these machines.", FIRMWARE,
                        trees.proof(gpu.node(), "ibm,nvlink-peers"));
            }
        }

        private long count(GpuNode from, GpuNode to) {
            return from.peers().stream().filter(value -> index.withPhandle(value).contains(to.node())).count();
        }

        private static OptionalInt chip(GpuNode gpu) {
            return gpu.host().map(PciHost::chip).orElse(OptionalInt.empty());
        }

        private void hosts() {
            for (PciHost host : tree.pci().hosts()) {
                if (!host.kind().nvlink()) {
                    continue;
                }
                List<NpuFunction> functions = tree.functions().stream().filter(f -> f.host() == host).toList();
                String domain = host.domain().isPresent() ? String.format("%04x", host.domain().getAsInt())
                        : index.path(host.node());
                OptionalInt links = DtValues.number(host.node(), "ibm,links");
                if (links.isPresent() && links.getAsInt() != functions.size()) {
                    add("link-count-mismatch", Severity.WARNING, List.of(domain), "The NVLink host " + domain
                            + " says it has " + links.getAsInt()
                            + " links and has " + functions.size() + " functions.",
                            "Links without a function cannot be used.", FIRMWARE,
                            trees.proof(host.node(), "ibm,links"));
                }
                npcq(host, domain);
                if (host.kind() != PciHost.Kind.NPU1) {
                    atsd(host, domain, functions);
                }
            }
        }

        private void npcq(PciHost host, String domain) {
            if (ambiguous(host.node(), "ibm,npcq")) {
                return;
            }
            Optional<DtNode> npu = index.reference(host.node(), "ibm,npcq");
            boolean missing = !DtValues.has(host.node(), "ibm,npcq");
            boolean elsewhere = npu.isPresent() && host.chip().isPresent() && NvLinkTree.chip(npu.get()).isPresent()
                    && !NvLinkTree.chip(npu.get()).equals(host.chip());
            if (missing || elsewhere) {
                add("npcq-wrong", Severity.ERROR, List.of(domain), "The NVLink host " + domain
                        + (missing ? " names no hardware node."
                        : " names the hardware node of another processor."),
                        "The kernel uses it to find the NPU's registers.", FIRMWARE,
                        trees.proof(host.node(), "ibm,npcq"));
            }
        }

        private void atsd(PciHost host, String domain, List<NpuFunction> functions) {
            if (!DtValues.has(host.node(), "ibm,mmio-atsd")) {
                add("atsd-missing", Severity.WARNING, List.of(domain), "The NVLink host " + domain
                        + " has no ATSD registers.",
                        "A guest gets a region of size 0 and cannot invalidate address translations itself; the device still works.", FIRMWARE,
                        trees.proof(host.node(), "ibm,mmio-atsd"));
                return;
            }
            int registers = DtValues.cells(host.node(), "ibm,mmio-atsd").size() / 2;
            List<NpuFunction> without = functions.stream().filter(f -> f.index().isPresent()
                    && f.index().getAsInt() >= registers).toList();
            // Firmware of that age wrote a single register and 16 partitionable endpoints.
            if (registers == 1 && DtValues.number(host.node(), "ibm,opal-num-pes").orElse(8) == 16
                    && !without.isEmpty()) {
                add("atsd-index-out-of-range", Severity.INFO, List.of(domain), "The NVLink host " + domain
                        + " has one ATSD register, as old firmware"
                        + " writes it.", "All links but the first share it.", "",
                        trees.proof(host.node(), "ibm,mmio-atsd"));
                return;
            }
            without.forEach(f -> add("atsd-index-out-of-range", Severity.WARNING, List.of(f.address().toString()),
                    f.address() + " is link "
                    + f.index().getAsInt() + ", and its host has " + registers + " ATSD register"
                    + (registers == 1 ? "" : "s") + ".",
                    "The kernel falls back to the first register, which another link uses too.", FIRMWARE,
                    trees.proof(host.node(), "ibm,mmio-atsd")));
        }

        private void links() {
            Map<DtNode, Set<Integer>> indices = new HashMap<>();
            Set<DtNode> used = new HashSet<>();
            Set<DtNode> hosts = new HashSet<>();
            tree.pci().hosts().stream().filter(host -> host.kind() != PciHost.Kind.PCI)
                    .forEach(host -> tree.hardwareNpu(host).ifPresent(hosts::add));
            tree.functions().forEach(f -> f.link().ifPresent(link -> used.add(link.node())));
            for (HardwareLink link : tree.links()) {
                String npu = "npu" + DtValues.number(link.npu(), "ibm,npu-index").orElse(0);
                if (link.index().isPresent() && !indices.computeIfAbsent(link.npu(), key -> new HashSet<>())
                        .add(link.index().getAsInt())) {
                    add("link-index-duplicate", Severity.ERROR, List.of(npu), "Two links of " + index.path(link.npu())
                            + " have the index "
                            + link.index().getAsInt() + ".", "The index selects the link's registers.", FIRMWARE,
                            trees.proof(link.node(), "ibm,npu-link-index"));
                }
                if (hosts.contains(link.npu()) && !used.contains(link.node()) && link.type().orElse("nvlink").equals("nvlink")) {
                    add("link-without-function", Severity.WARNING, List.of(index.path(link.node())),
                            index.path(link.node())
                            + " is an NVLink that no PCI function stands for.", "The link cannot be used.", FIRMWARE);
                }
            }
            tree.links().stream().map(HardwareLink::npu).distinct().forEach(npu -> {
                OptionalInt said = DtValues.number(npu, "ibm,npu-links");
                long children = tree.links().stream().filter(link -> link.npu() == npu).count();
                if (said.isPresent() && said.getAsInt() != children) {
                    add("link-count-mismatch", Severity.WARNING, List.of("npu"
                            + DtValues.number(npu, "ibm,npu-index").orElse(0)), index.path(npu)
                            + " says it has " + said.getAsInt() + " links and has " + children + ".",
                            "Links without a node cannot be used.", FIRMWARE,
                            trees.proof(npu, "ibm,npu-links"));
                }
            });
        }

        private void bundles() {
            Map<PciHost, Set<Integer>> counts = new HashMap<>();
            tree.byGpu().forEach((gpu, hosts) -> hosts.forEach((host, functions) -> {
                Set<Double> speeds = new TreeSet<>();
                Set<Integer> lanes = new TreeSet<>();
                functions.forEach(f -> {
                    f.speed().ifPresent(speeds::add);
                    lanes.add(f.lanes());
                });
                if (speeds.size() > 1 || lanes.size() > 1) {
                    add("link-bonding-uneven", Severity.WARNING, List.of(gpu.address().toString()), "The links between "
                            + gpu.address()
                            + " and its processor differ in " + (speeds.size() > 1 ? "speed" : "lanes") + ".",
                            "Traffic goes at the pace of the slowest.",
                            FIRMWARE);
                }
                counts.computeIfAbsent(host, key -> new TreeSet<>()).add(Math.max(functions.size(), gpu.npu().size()));
                OptionalInt own = chip(gpu);
                if (own.isPresent() && host.chip().isPresent() && !own.equals(host.chip())) {
                    add("npu-chip-gpu-chip-mismatch", Severity.WARNING, List.of(gpu.address().toString()), gpu.address()
                            + " is below processor "
                            + own.getAsInt() + " and its NVLinks lead to processor " + host.chip().getAsInt() + ".",
                            "Labels were confused, or the board is wired so.", FIRMWARE,
                            trees.proof(gpu.node(), "ibm,npu"));
                }
            }));
            counts.forEach((host, set) -> {
                if (set.size() > 1) {
                    add("link-bonding-uneven", Severity.WARNING, List.of(String.format("%04x",
                            host.domain().orElse(0))),
                            "GPUs of one NVLink unit have different numbers of links.",
                            "The boards known give each GPU the same number.", FIRMWARE);
                }
            });
        }
    }
}
