// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;

import org.bindscope.analysis.nvlink.NvLinkGraph.Bundle;
import org.bindscope.analysis.nvlink.NvLinkGraph.Endpoint;
import org.bindscope.analysis.nvlink.NvLinkGraph.GpuMemory;
import org.bindscope.analysis.nvlink.NvLinkGraph.Kind;
import org.bindscope.analysis.nvlink.NvLinkGraph.Link;
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
                List.of());
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
                tree.index().tree().getFile() + ": ibm,gpu of " + index.path(function.node()), false));
    }

    private void memory(GpuNode gpu, List<NpuFunction> functions) {
        functions.stream().flatMap(function -> function.memory().stream()).distinct().forEach(node -> {
            List<Long> reg = DtValues.cells(node, "reg");
            if (reg.size() == 4) {
                memories.add(new GpuMemory(gpu.address().toString(), DtValues.number(node, "ibm,chip-id"),
                        reg.get(0) << 32 | reg.get(1), reg.get(2) << 32 | reg.get(3), index.path(node)));
            }
        });
    }

    /** Links between GPUs, from {@code ibm,nvlink-peers} of both. */
    private void peerLinks() {
        List<GpuNode> gpus = tree.gpus().stream().filter(GpuNode::nvidia).toList();
        for (int i = 0; i < gpus.size(); i++) {
            for (int j = i + 1; j < gpus.size(); j++) {
                GpuNode a = gpus.get(i);
                GpuNode b = gpus.get(j);
                List<Integer> fromA = numbers(a, b);
                List<Integer> fromB = numbers(b, a);
                if (!fromA.isEmpty() || !fromB.isEmpty()) {
                    add(a, b, fromA, fromB);
                }
            }
        }
    }

    private List<Integer> numbers(GpuNode from, GpuNode to) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < from.peers().size(); i++) {
            if (tree.gpuNode(from.peers().get(i)).filter(node -> node == to.node()).isPresent()) {
                numbers.add(i);
            }
        }
        return numbers;
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
                    bandwidth(NvLinkSpeed.LANES, speed), State.UNKNOWN, index.tree().getFile() + ": " + names, false));
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
                        "inferred: two GPUs at one POWER8 NPU are joined by two links; the tree does not say so",
                        true));
                sum.add(NvLinkSpeed.LANES, speed);
            }
            bundles.add(new Bundle(gpus.get(0).address().toString(), gpus.get(1).address().toString(), 2, List.of(),
                    List.of(),
                    List.of(), sum.total(), 0, true, true));
        });
    }

    /** OpenCAPI: one host for each brick, with the card below it. */
    private void openCapi() {
        tree.pci().nodes().forEach((address, node) -> tree.pci().host(node)
                .filter(host -> host.kind() == PciHost.Kind.OPENCAPI && node.getParent() == host.node()
                && address.function() == 0)
                .ifPresent(host -> {
                    String card = address.toString();
                    String npu = index.path(host.node());
                    add(new Endpoint(card, Kind.UNKNOWN, Optional.of(card), Optional.of(index.path(node)),
                            tree.pci().label(node),
                            host.cpu()));
                    add(new Endpoint(npu, Kind.NPU, Optional.empty(), Optional.of(npu), Optional.empty(), host.cpu()));
                    OptionalDouble speed = OptionalDouble.of(OPENCAPI_SPEED);
                    links.add(new Link(card, npu, OptionalInt.empty(), speed, OptionalInt.of(NvLinkSpeed.LANES),
                            bandwidth(NvLinkSpeed.LANES, speed), State.UNKNOWN, index.tree().getFile()
                                    + ": OpenCAPI host " + npu, false));
                    bundles.add(new Bundle(host.cpu().orElse(npu), card, 1, List.of(), List.of(), List.of(),
                            bandwidth(NvLinkSpeed.LANES, speed), 0, true, false));
                }));
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
                    State.UNKNOWN, index.tree().getFile() + ": " + index.path(link.node()) + ", wired, PCI not probed",
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
