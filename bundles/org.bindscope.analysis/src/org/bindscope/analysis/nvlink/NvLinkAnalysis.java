// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.bindscope.analysis.config.PciAddress;
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
        if (claims.isEmpty()) {
            return wired;
        }
        List<String> order = MachineIndex.functions(machine).stream().filter(NvLinkAnalysis::gpu)
                .map(PciFunction::getAddress).toList();
        if (order.isEmpty()) {
            order = wired.endpoints().stream().filter(end -> end.kind() == NvLinkGraph.Kind.GPU)
                    .map(NvLinkGraph.Endpoint::id).toList();
        }
        NvLinkGraph merged = new NvLinkMerge(wired, order, tree.map(NvLinkAnalysis::peers).orElse(Map.of()))
                .with(claims);
        return withKinds(machine, merged);
    }

    /** An NVIDIA display or 3D controller. */
    private static boolean gpu(PciFunction function) {
        return function.isSetVendorId() && function.getVendorId() == 0x10de && function.isSetClassCode()
                && (function.getClassCode() >> 8 == 0x0302 || function.getClassCode() >> 8 == 0x0300);
    }

    private static Map<String, List<String>> peers(NvLinkTree tree) {
        Map<String, List<String>> peers = new TreeMap<>();
        tree.gpus().forEach(gpu -> peers.put(gpu.address().toString(), gpu.peers().stream()
                .map(value -> tree.gpuNode(value).flatMap(tree.pci()::address).map(Object::toString).orElse(""))
                .toList()));
        return peers;
    }

    /** What a text calls a remote device, the machine knows by its class: NVSwitches, NPU functions (section 3.5). */
    private static NvLinkGraph withKinds(Machine machine, NvLinkGraph graph) {
        List<NvLinkGraph.Endpoint> ends = graph.endpoints().stream().map(end -> {
            if (end.kind() != NvLinkGraph.Kind.UNKNOWN) {
                return end;
            }
            NvLinkGraph.Kind kind = end.address().flatMap(PciAddress::parse)
                    .flatMap(address -> MachineIndex.function(machine, address))
                    .map(NvLinkAnalysis::kind).orElse(end.kind());
            return new NvLinkGraph.Endpoint(end.id(), kind, end.address(), end.deviceTreeNode(), end.label(),
                    end.cpu());
        }).toList();
        return new NvLinkGraph(ends, graph.links(), graph.bundles(), graph.memories(), graph.conflicts());
    }

    private static NvLinkGraph.Kind kind(PciFunction function) {
        if (gpu(function)) {
            return NvLinkGraph.Kind.GPU;
        }
        int vendor = function.isSetVendorId() ? function.getVendorId() : 0;
        boolean otherBridge = function.isSetClassCode() && function.getClassCode() >> 8 == 0x0680;
        return vendor == 0x10de && otherBridge ? NvLinkGraph.Kind.NVSWITCH
                : vendor == 0x1014 && otherBridge ? NvLinkGraph.Kind.NPU : NvLinkGraph.Kind.UNKNOWN;
    }
}
