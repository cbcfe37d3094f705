// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

import org.bindscope.analysis.nvlink.NvLinkGraph.Bundle;
import org.bindscope.analysis.nvlink.NvLinkGraph.Endpoint;
import org.bindscope.analysis.nvlink.NvLinkGraph.GpuMemory;
import org.bindscope.analysis.nvlink.NvLinkGraph.Kind;
import org.bindscope.analysis.nvlink.NvLinkGraph.Link;
import org.bindscope.analysis.nvlink.NvLinkGraph.Proof;
import org.bindscope.analysis.nvlink.NvLinkGraph.State;
import org.bindscope.model.DtNode;

/** Makes the graph of a device tree alone. */
final class TreeGraph {

    private static final double OPENCAPI_SPEED = 25.0;

    private final NvLinkTree tree;
    private final DtIndex index;
    private final Map<String, Endpoint> endpoints = new TreeMap<>(NvLinkGraph.ID_ORDER);
    private final List<Link> links = new ArrayList<>();
    private final List<Bundle> bundles = new ArrayList<>();
    private final List<GpuMemory> memories = new ArrayList<>();

    private TreeGraph(NvLinkTree tree) {
        this.tree = tree;
        this.index = tree.index();
    }

    static NvLinkGraph of(NvLinkTree tree) {
        TreeGraph graph = new TreeGraph(tree);
        graph.gpuEndpoints();
        graph.npuEndpoints();
        graph.processorLinks();
        graph.peerLinks();
        graph.inferredMinskyLinks();
        graph.openCapi();
        graph.unprobed();
        graph.links.sort(Link.ORDER);
        return new NvLinkGraph(List.copyOf(graph.endpoints.values()), graph.links, graph.bundles, graph.memories,
                List.of(), List.of());
    }

    private Proof proof(String text) {
        return new Proof(index.tree().getFile() == null ? "device tree" : index.tree().getFile(), OptionalInt.empty(),
                text);
    }

    private void add(Endpoint endpoint) {
        endpoints.putIfAbsent(endpoint.id(), endpoint);
    }

    private void gpuEndpoints() {
        for (GpuNode gpu : tree.gpus()) {
            String id = gpu.address().toString();
            add(new Endpoint(id, gpu.nvidia() ? Kind.GPU : Kind.UNKNOWN, Optional.of(id),
                    Optional.of(index.path(gpu.node())), gpu.label(), gpu.host().flatMap(PciHost::cpu)));
        }
    }

    private void npuEndpoints() {
        for (NpuFunction function : tree.functions()) {
            String id = function.address().toString();
            add(new Endpoint(id, Kind.NPU, Optional.of(id), Optional.of(index.path(function.node())),
                    tree.pci().label(function.node()), function.host().cpu()));
        }
    }

    private void processorLinks() {
        tree.byGpu().forEach((gpu, hosts) -> hosts.forEach((host, functions) -> {
            Sum sum = new Sum();
            for (NpuFunction function : functions) {
                add(function, gpu);
                sum.add(function.lanes(), function.speed());
            }
            List<String> via = functions.stream().map(function -> function.address().toString()).toList();
            bundles.add(new Bundle(host.cpu().orElse(index.path(host.node())), gpu.address().toString(), via.size(),
                    via,
                    List.of(), List.of(), sum.total(), sum.unknown, true, false));
            memory(gpu, functions);
        }));
    }

    private void add(NpuFunction function, GpuNode gpu) {
        boolean npuFirst = function.address().compareTo(gpu.address()) < 0;
        OptionalInt number = function.index();
        if (!npuFirst) {
            int own = gpu.peers().indexOf(DtIndex.phandle(function.node()).orElse(-1));
            number = own >= 0 ? OptionalInt.of(own) : number;
        }
        String npu = function.address().toString();
        String other = gpu.address().toString();
        links.add(new Link(npuFirst ? npu : other, npuFirst ? other : npu, number, function.speed(),
                OptionalInt.of(function.lanes()), bandwidth(function.lanes(), function.speed()), State.UNKNOWN,
                List.of(proof("ibm,gpu of " + index.path(function.node()))), List.of(), false));
    }

    private void memory(GpuNode gpu, List<NpuFunction> functions) {
        functions.stream().flatMap(function -> function.memory().stream()).distinct().forEach(node -> {
            List<Long> reg = DtValues.cells(node, "reg");
            if (reg.size() == 4) {
                memories.add(new GpuMemory(gpu.address().toString(), DtValues.number(node, "ibm,chip-id"),
                        OptionalLong.of(reg.get(0) << 32 | reg.get(1)), OptionalLong.of(reg.get(2) << 32 | reg.get(3)),
                        Optional.of(index.path(node)), proof("memory-region, reg of " + index.path(node))));
            }
        });
    }

    /** Links between GPUs, from {@code ibm,nvlink-peers} of both. */
    private void peerLinks() {
        // GPU pairs in order, each with the link numbers that either end gives.
        Map<GpuNode, Map<GpuNode, List<Integer>>> numbers = new TreeMap<>(Comparator.comparing(GpuNode::address));
        for (GpuNode gpu : tree.gpus()) {
            for (int i = 0; gpu.nvidia() && i < gpu.peers().size(); i++) {
                int number = i;
                tree.gpuNode(gpu.peers().get(i)).flatMap(tree::gpu)
                        .filter(peer -> peer.nvidia() && peer.node() != gpu.node())
                        .ifPresent(peer -> numbers(numbers, gpu, peer).add(number));
            }
        }
        List<GpuNode> gpus = List.copyOf(numbers.keySet());
        for (GpuNode a : gpus) {
            Map<GpuNode, List<Integer>> peers = numbers.get(a);
            peers.forEach((b, fromA) -> {
                if (a.address().compareTo(b.address()) < 0) {
                    add(a, b, fromA, numbers.getOrDefault(b, Map.of()).getOrDefault(a, List.of()));
                } else if (!numbers.getOrDefault(b, Map.of()).containsKey(a)) {
                    add(b, a, List.of(), fromA);
                }
            });
        }
    }

    private static List<Integer> numbers(Map<GpuNode, Map<GpuNode, List<Integer>>> all, GpuNode from, GpuNode to) {
        return all.computeIfAbsent(from, key -> new TreeMap<>(Comparator.comparing(GpuNode::address)))
                .computeIfAbsent(to, key -> new ArrayList<>());
    }

    /** Where the ends count differently, the smaller count is wired; one end alone is kept and marked. */
    private void add(GpuNode a, GpuNode b, List<Integer> fromA, List<Integer> fromB) {
        boolean oneSided = fromA.isEmpty() || fromB.isEmpty();
        int count = oneSided ? Math.max(fromA.size(), fromB.size()) : Math.min(fromA.size(), fromB.size());
        OptionalDouble speed = speedOf(a);
        speed = speed.isPresent() ? speed : speedOf(b);
        Sum sum = new Sum();
        for (int i = 0; i < count; i++) {
            OptionalInt number = i < fromA.size() ? OptionalInt.of(fromA.get(i)) : OptionalInt.empty();
            String names = oneSided ? "ibm,nvlink-peers of " + index.path((fromA.isEmpty() ? b : a).node()) + " alone"
                    : "ibm,nvlink-peers of " + index.path(a.node()) + " and " + index.path(b.node());
            links.add(new Link(a.address().toString(), b.address().toString(), number, speed,
                    OptionalInt.of(NvLinkSpeed.LANES),
                    bandwidth(NvLinkSpeed.LANES, speed), State.UNKNOWN, List.of(proof(names)), List.of(), false));
            sum.add(NvLinkSpeed.LANES, speed);
        }
        bundles.add(new Bundle(a.address().toString(), b.address().toString(), count, List.of(), fromA, fromB,
                sum.total(),
                sum.unknown, fromA.size() == fromB.size(), false));
    }

    /** All links of a GPU run at one speed, and only its processor links have it in the tree. */
    private OptionalDouble speedOf(GpuNode gpu) {
        return tree.functions().stream().filter(function -> function.gpu().filter(node -> node == gpu.node())
                .isPresent())
                .map(NpuFunction::speed).filter(OptionalDouble::isPresent).findFirst().orElse(OptionalDouble.empty());
    }

    /** POWER8: two GPUs at one NPU have two links between them, which nothing in the tree says (section 2.4). */
    private void inferredMinskyLinks() {
        Map<PciHost, List<GpuNode>> byHost = new LinkedHashMap<>();
        tree.byGpu().forEach((gpu, hosts) -> hosts.keySet().stream().filter(host -> host.kind() == PciHost.Kind.NPU1)
                .forEach(host -> byHost.computeIfAbsent(host, key -> new ArrayList<>()).add(gpu)));
        byHost.forEach((host, gpus) -> {
            if (gpus.size() != 2) {
                return;
            }
            OptionalDouble speed = OptionalDouble.of(NvLinkSpeed.NPU1);
            Sum sum = new Sum();
            for (int i = 0; i < 2; i++) {
                links.add(new Link(gpus.get(0).address().toString(), gpus.get(1).address().toString(),
                        OptionalInt.empty(), speed,
                        OptionalInt.of(NvLinkSpeed.LANES), bandwidth(NvLinkSpeed.LANES, speed), State.UNKNOWN,
                        List.of(new Proof("", OptionalInt.empty(),
                                "inferred: two GPUs at one POWER8 NPU are joined by two links; the tree does not say so")),
                        List.of(), true));
                sum.add(NvLinkSpeed.LANES, speed);
            }
            bundles.add(new Bundle(gpus.get(0).address().toString(), gpus.get(1).address().toString(), 2, List.of(),
                    List.of(),
                    List.of(), sum.total(), 0, true, true));
        });
    }

    /** OpenCAPI: one host for each brick, with the card below it. */
    private void openCapi() {
        Map<PciHost, HardwareLink> wired = openCapiLinks();
        tree.pci().nodes().forEach((address, node) -> tree.pci().host(node)
                .filter(host -> host.kind() == PciHost.Kind.OPENCAPI && node.getParent() == host.node()
                        && address.function() == 0)
                .ifPresent(host -> openCapi(address.toString(), node, host, Optional.ofNullable(wired.get(host)))));
    }

    private void openCapi(String card, DtNode node, PciHost host, Optional<HardwareLink> link) {
        String npu = index.path(host.node());
        Optional<String> label = tree.pci().label(node).or(() -> link.flatMap(HardwareLink::label));
        add(new Endpoint(card, Kind.UNKNOWN, Optional.of(card), Optional.of(index.path(node)), label, host.cpu()));
        add(new Endpoint(npu, Kind.NPU, Optional.empty(), Optional.of(npu), Optional.empty(), host.cpu()));
        OptionalDouble given = link.map(HardwareLink::speed).orElse(OptionalDouble.empty());
        OptionalDouble speed = given.isPresent() ? given : OptionalDouble.of(OPENCAPI_SPEED);
        int lanes = link.map(HardwareLink::lanes).orElse(OptionalInt.empty()).orElse(NvLinkSpeed.LANES);
        List<Proof> proofs = new ArrayList<>(List.of(proof("OpenCAPI host " + npu)));
        link.ifPresent(each -> proofs.add(proof(index.path(each.node()))));
        links.add(new Link(card, npu, link.map(HardwareLink::index).orElse(OptionalInt.empty()), speed,
                OptionalInt.of(lanes), bandwidth(lanes, speed), State.UNKNOWN, proofs, List.of(), false));
        bundles.add(new Bundle(host.cpu().orElse(npu), card, 1, List.of(), List.of(), List.of(), bandwidth(lanes, speed), 0,
                true, false));
    }

    /**
     * Hosts and link nodes of one NPU in the order of their addresses and link numbers, which rise together; no
     * property joins them. Where their numbers differ, nothing is joined.
     */
    private Map<PciHost, HardwareLink> openCapiLinks() {
        Map<DtNode, List<PciHost>> hosts = new LinkedHashMap<>();
        tree.pci().hosts().stream().filter(host -> host.kind() == PciHost.Kind.OPENCAPI)
                .forEach(host -> tree.hardwareNpu(host)
                        .ifPresent(npu -> hosts.computeIfAbsent(npu, key -> new ArrayList<>()).add(host)));
        Map<PciHost, HardwareLink> joined = new HashMap<>();
        hosts.forEach((npu, of) -> {
            List<HardwareLink> bricks = tree.links().stream().filter(link -> link.npu() == npu
                    && link.type().filter("opencapi"::equals).isPresent() && link.index().isPresent())
                    .sorted(Comparator.comparingInt(link -> link.index().getAsInt())).toList();
            List<PciHost> sorted = of.stream().sorted(Comparator.comparing(host -> DtValues.cells(host.node(), "reg"),
                    TreeGraph::compareCells)).toList();
            for (int i = 0; i < bricks.size() && bricks.size() == sorted.size(); i++) {
                joined.put(sorted.get(i), bricks.get(i));
            }
        });
        return joined;
    }

    private static int compareCells(List<Long> one, List<Long> other) {
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            int order = Long.compare(one.get(i), other.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(one.size(), other.size());
    }

    /** A tree from before PCI probing: links are wired to slots whose GPU is not known yet (section 2.8, step 10). */
    private void unprobed() {
        if (!tree.functions().isEmpty() || tree.pci().hosts().stream()
                .anyMatch(host -> host.kind() != PciHost.Kind.PCI)) {
            return;
        }
        Map<String, Map<String, Sum>> sums = new TreeMap<>();
        for (HardwareLink link : tree.links()) {
            if (link.label().isEmpty()) {
                continue;
            }
            String npu = index.path(link.npu());
            String slot = link.label().get();
            OptionalInt chip = NvLinkTree.chip(link.npu());
            Optional<String> cpu = chip.isPresent() ? Optional.of("chip" + chip.getAsInt()) : Optional.empty();
            int lanes = link.lanes().orElse(NvLinkSpeed.LANES);
            add(new Endpoint(npu, Kind.NPU, Optional.empty(), Optional.of(npu), Optional.empty(), cpu));
            add(new Endpoint(slot, Kind.UNKNOWN, Optional.empty(), Optional.empty(), Optional.of(slot), cpu));
            links.add(new Link(npu, slot, link.index(), link.speed(), OptionalInt.of(lanes),
                    bandwidth(lanes, link.speed()),
                    State.UNKNOWN, List.of(proof(index.path(link.node()) + ", wired, PCI not probed")), List.of(),
                    false));
            sums.computeIfAbsent(cpu.orElse(npu), key -> new TreeMap<>()).computeIfAbsent(slot, key -> new Sum())
                    .add(lanes, link.speed());
        }
        sums.forEach((cpu, slots) -> slots.forEach((slot, sum) ->
                bundles.add(new Bundle(cpu, slot, sum.count, List.of(),
                List.of(), List.of(), sum.total(), sum.unknown, true, false))));
    }

    static OptionalDouble bandwidth(int lanes, OptionalDouble speed) {
        return speed.isPresent() ? OptionalDouble.of(NvLinkSpeed.bandwidth(lanes, speed.getAsDouble()))
                : OptionalDouble.empty();
    }

    /** Adds up the bandwidth of links whose speed is known. */
    private static final class Sum {
        private double gigabytes;
        private int count;
        private int unknown;

        void add(int lanes, OptionalDouble speed) {
            count++;
            if (speed.isPresent()) {
                gigabytes += NvLinkSpeed.bandwidth(lanes, speed.getAsDouble());
            } else {
                unknown++;
            }
        }

        OptionalDouble total() {
            return count > unknown ? OptionalDouble.of(gigabytes) : OptionalDouble.empty();
        }
    }
}
