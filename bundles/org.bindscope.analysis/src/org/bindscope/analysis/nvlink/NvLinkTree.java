// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

import org.bindscope.analysis.config.PciAddress;
import org.bindscope.model.DtNode;

/** What a device tree says about NVLinks, found by the steps of fdt-nvlink section 2.8. */
final class NvLinkTree {

    /** Most functions, GPUs and hardware links that are looked at: the largest machines have 12, 6 and 12. */
    private static final int MAX_ENDS = 2048;
    /** Most nodes with one phandle among which the GPU is looked for. */
    private static final int MAX_SAME = 16;

    private final PciTree pci;
    private final DtIndex index;
    private final List<HardwareLink> links;
    private final Map<DtNode, HardwareLink> linkOf = new IdentityHashMap<>();
    private final List<NpuFunction> functions = new ArrayList<>();
    private final Map<DtNode, NpuFunction> functionOf = new IdentityHashMap<>();
    private final Map<DtNode, GpuNode> gpus = new IdentityHashMap<>();
    private final List<GpuNode> sortedGpus;
    private final Map<Long, Optional<DtNode>> gpuNodes = new HashMap<>();

    NvLinkTree(PciTree pci) {
        this.pci = pci;
        this.index = pci.index();
        this.links = index.nodes().stream()
                .filter(node -> node.getParent() != null && DtValues.compatible(node, "ibm,npu-link"))
                .limit(MAX_ENDS).map(HardwareLink::of).toList();
        links.forEach(link -> linkOf.put(link.node(), link));
        pci.nodes().forEach((address, node) -> pci.host(node).filter(host -> host.kind().nvlink()
                && functions.size() < MAX_ENDS).ifPresent(host -> functions.add(function(address, node, host))));
        functions.forEach(function -> functionOf.put(function.node(), function));
        findGpus();
        sortedGpus = gpus.values().stream().sorted(Comparator.comparing(GpuNode::address)).toList();
    }

    private NpuFunction function(PciAddress address, DtNode node, PciHost host) {
        Optional<DtNode> linkNode = index.reference(node, "ibm,nvlink");
        Optional<HardwareLink> link = linkNode.map(linkOf::get);
        if (!DtValues.has(node, "ibm,nvlink")) {
            link = byGroup(address, host);
        }
        return new NpuFunction(address, node, host, link, linkNode, gpuReference(node),
                DtValues.number(node, "ibm,nvlink-speed"), index.reference(node, "memory-region"));
    }

    private Optional<DtNode> gpuReference(DtNode node) {
        List<Long> cells = DtValues.cells(node, "ibm,gpu");
        return cells.isEmpty() ? Optional.empty() : gpuNode(cells.get(0));
    }

    /** The node of a GPU's phandle; where several nodes carry the value, the only one made by NVIDIA. */
    Optional<DtNode> gpuNode(long phandle) {
        return gpuNodes.computeIfAbsent(phandle, this::findGpuNode);
    }

    private Optional<DtNode> findGpuNode(long phandle) {
        Optional<DtNode> only = index.resolve(phandle);
        if (only.isPresent()) {
            return only;
        }
        List<DtNode> candidates = index.withPhandle(phandle).stream().limit(MAX_SAME)
                .filter(each -> DtValues.u32(each, "vendor-id").orElse(0) == GpuNode.NVIDIA).toList();
        return candidates.size() == 1 ? Optional.of(candidates.get(0)) : Optional.empty();
    }

    /** POWER8 has no {@code ibm,nvlink}: the device number is the group, the function its rank in there. */
    private Optional<HardwareLink> byGroup(PciAddress address, PciHost host) {
        return hardwareNpu(host).flatMap(npu -> links.stream()
                .filter(link -> link.npu() == npu && link.group().equals(OptionalInt.of(address.device())))
                .sorted(Comparator.comparingInt(link -> link.index().orElse(Integer.MAX_VALUE)))
                .skip(address.function()).findFirst());
    }

    /** The hardware node of a host: by {@code ibm,npcq}, else by chip and index. */
    Optional<DtNode> hardwareNpu(PciHost host) {
        if (DtValues.has(host.node(), "ibm,npcq")) {
            return index.reference(host.node(), "ibm,npcq");
        }
        OptionalInt number = DtValues.number(host.node(), "ibm,npu-index");
        return links.stream().map(HardwareLink::npu).distinct()
                .filter(npu -> chip(npu).equals(host.chip()) && DtValues.number(npu, "ibm,npu-index").equals(number))
                .findFirst();
    }

    /** The chip of a hardware node: {@code ibm,chip-id} of the nearest node above that has it. */
    static OptionalInt chip(DtNode node) {
        for (DtNode at = node; at != null; at = at.getParent()) {
            OptionalInt chip = DtValues.number(at, "ibm,chip-id");
            if (chip.isPresent()) {
                return chip;
            }
        }
        return OptionalInt.empty();
    }

    private void findGpus() {
        Set<DtNode> named = Collections.newSetFromMap(new IdentityHashMap<>());
        functions.forEach(function -> function.gpu().ifPresent(named::add));
        // A function that names itself or another function of the NPU would be both ends of a link.
        functions.forEach(function -> named.remove(function.node()));
        pci.nodes().forEach((address, node) -> {
            if (functionOf.containsKey(node) || gpus.size() >= MAX_ENDS) {
                return;
            }
            if (named.contains(node) || DtValues.has(node, "ibm,npu") || DtValues.has(node, "ibm,nvlink-peers")) {
                gpus.put(node, new GpuNode(address, node, pci.label(node), pci.host(node),
                        links(node, "ibm,npu"), links(node, "ibm,nvlink-peers")));
            }
        });
    }

    /** One value for each link of a GPU. */
    private static List<Long> links(DtNode node, String property) {
        List<Long> cells = DtValues.cells(node, property);
        return cells.subList(0, Math.min(cells.size(), Claims.MAX_LINKS));
    }

    PciTree pci() {
        return pci;
    }

    DtIndex index() {
        return index;
    }

    /** Links of all NPUs, wired or not. */
    List<HardwareLink> links() {
        return links;
    }

    /** Emulated functions, by address. */
    List<NpuFunction> functions() {
        return List.copyOf(functions);
    }

    Optional<NpuFunction> function(DtNode node) {
        return Optional.ofNullable(functionOf.get(node));
    }

    /** GPUs by address. */
    List<GpuNode> gpus() {
        return sortedGpus;
    }

    Optional<GpuNode> gpu(DtNode node) {
        return Optional.ofNullable(gpus.get(node));
    }

    /** The functions of each GPU that {@code ibm,gpu} names, by the GPU's address, per host. */
    Map<GpuNode, Map<PciHost, List<NpuFunction>>> byGpu() {
        Map<DtNode, Map<PciHost, List<NpuFunction>>> hosts = new IdentityHashMap<>();
        for (NpuFunction function : functions) {
            function.gpu().ifPresent(gpu -> hosts.computeIfAbsent(gpu, key -> new LinkedHashMap<>())
                    .computeIfAbsent(function.host(), key -> new ArrayList<>()).add(function));
        }
        Map<GpuNode, Map<PciHost, List<NpuFunction>>> result = new LinkedHashMap<>();
        gpus().forEach(gpu -> result.put(gpu, hosts.getOrDefault(gpu.node(), Map.of())));
        return result;
    }
}
