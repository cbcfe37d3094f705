// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.bindscope.analysis.nvlink.NvLinkGraph.Endpoint;
import org.bindscope.analysis.nvlink.NvLinkGraph.Kind;
import org.bindscope.model.DeviceTree;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;

/** Finds the NVLinks of a machine. */
public final class NvLinkAnalysis {

    private NvLinkAnalysis() {
    }

    /**
     * The graph that a device tree alone gives.
     *
     * @param tree tree
     * @return an empty graph for a tree without NVLink
     */
    public static NvLinkGraph of(DeviceTree tree) {
        return TreeGraph.of(new NvLinkTree(new PciTree(new DtIndex(tree), Optional.empty())));
    }

    /**
     * The graph of a machine: its device tree, joined with its PCI functions, and the text and XML files of
     * the snapshot that describe NVLinks.
     *
     * @param machine machine
     * @return an empty graph for a machine of which no source speaks of NVLink
     */
    public static NvLinkGraph of(Machine machine) {
        return of(machine, NvLinkSource.of(machine));
    }

    /**
     * The graph of a machine and of texts from elsewhere.
     *
     * @param machine machine
     * @param texts   output of nvidia-smi, a report of nvidia-bug-report.sh, topology XML of NCCL or hwloc; texts
     *                of other kinds are passed over
     * @return the joined graph
     */
    public static NvLinkGraph of(Machine machine, List<NvLinkSource> texts) {
        Optional<NvLinkTree> tree = MachineIndex.tree(machine)
                .map(found -> new NvLinkTree(new PciTree(new DtIndex(found), Optional.of(machine))));
        NvLinkGraph wired = tree.map(TreeGraph::of).orElse(NvLinkGraph.none());
        List<Claims> claims = texts.stream().flatMap(text -> text.claims().stream()).toList();
        Map<String, PciFunction> functions = new TreeMap<>(NvLinkGraph.ID_ORDER);
        MachineIndex.functions(machine).forEach(function ->
                functions.put(MachineIndex.address(function).orElseThrow().toString(), function));
        Map<String, Kind> kinds = new TreeMap<>(NvLinkGraph.ID_ORDER);
        functions.forEach((address, function) -> {
            if (NvLinkDevices.kind(function) != Kind.UNKNOWN) {
                kinds.put(address, NvLinkDevices.kind(function));
            }
        });
        boolean switched = kinds.containsValue(Kind.NVSWITCH);
        if (claims.isEmpty() && !switched) {
            return withNodes(functions, wired);
        }
        List<String> order = kinds.keySet().stream().filter(address -> kinds.get(address) == Kind.GPU).toList();
        if (order.isEmpty()) {
            order = wired.endpoints().stream().filter(end -> end.kind() == Kind.GPU).map(Endpoint::id).toList();
        }
        Map<String, Double> usual = new TreeMap<>();
        functions.forEach((address, function) -> NvLinkDevices.usualSpeed(function)
                .ifPresent(speed -> usual.put(address, speed)));
        NvLinkGraph merged = new NvLinkMerge(new NvLinkMerge.Known(wired, order,
                tree.map(NvLinkAnalysis::peers).orElse(Map.of()), kinds, usual)).with(claims);
        return withNodes(functions, switched ? withDevices(merged, kinds) : merged);
    }

    private static Map<String, List<String>> peers(NvLinkTree tree) {
        Map<String, List<String>> peers = new TreeMap<>();
        tree.gpus().forEach(gpu -> peers.put(gpu.address().toString(), gpu.peers().stream()
                .map(value -> tree.gpuNode(value).flatMap(tree.pci()::address).map(Object::toString).orElse(""))
                .toList()));
        return peers;
    }

    /** Where there are NVSwitches, they and the GPUs are ends of links even if no source names these. */
    private static NvLinkGraph withDevices(NvLinkGraph graph, Map<String, Kind> kinds) {
        Map<String, Endpoint> ends = new TreeMap<>(NvLinkGraph.ID_ORDER);
        graph.endpoints().forEach(end -> ends.put(end.id(), end));
        kinds.forEach((address, kind) -> ends.putIfAbsent(address, new Endpoint(address, kind, Optional.of(address),
                Optional.empty(), Optional.empty(), Optional.empty())));
        return new NvLinkGraph(List.copyOf(ends.values()), graph.links(), graph.bundles(), graph.memories(),
                graph.paths(), graph.conflicts());
    }

    /** Where no source tells the processor of an end, the NUMA node of its function does. */
    private static NvLinkGraph withNodes(Map<String, PciFunction> functions, NvLinkGraph graph) {
        List<Endpoint> ends = graph.endpoints().stream().map(end -> {
            Optional<PciFunction> function = end.address().map(functions::get)
                    .filter(found -> found.isSetNumaNode() && found.getNumaNode() >= 0);
            return end.cpu().isPresent() || function.isEmpty() ? end : new Endpoint(end.id(), end.kind(), end.address(),
                    end.deviceTreeNode(), end.label(), Optional.of("NUMA node " + function.get().getNumaNode()));
        }).toList();
        return new NvLinkGraph(ends, graph.links(), graph.bundles(), graph.memories(), graph.paths(),
                graph.conflicts());
    }
}
