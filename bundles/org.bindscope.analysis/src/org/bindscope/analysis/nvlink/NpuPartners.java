// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.bindscope.analysis.config.PciAddress;
import org.bindscope.model.Machine;

/**
 * Which PCI functions belong together because of NVLink on OpenPOWER: GPUs and the emulated functions of
 * the processor's NVLink unit.
 */
public final class NpuPartners {

    private final Map<PciAddress, String> compounds = new TreeMap<>();
    private final Map<PciAddress, Optional<PciAddress>> gpuOfFunction = new TreeMap<>();

    private final Set<PciAddress> nvLink2 = new TreeSet<>();

    private NpuPartners() {
    }

    /**
     * Reads the partners from the machine's device tree.
     *
     * @param machine machine
     * @return nothing for a machine without such a tree
     */
    public static NpuPartners of(Machine machine) {
        NpuPartners partners = new NpuPartners();
        MachineIndex.tree(machine).ifPresent(tree -> partners.read(
                new NvLinkTree(new PciTree(new DtIndex(tree), Optional.of(machine)))));
        return partners;
    }

    /**
     * No partners: kernels from 5.13 on join nothing because of NVLink.
     *
     * @return empty
     */
    public static NpuPartners none() {
        return new NpuPartners();
    }

    private void read(NvLinkTree tree) {
        for (NpuFunction function : tree.functions()) {
            Optional<GpuNode> gpu = function.gpu().flatMap(tree::gpu);
            if (gpu.isEmpty()) {
                // A dangling ibm,gpu is repaired from the GPU's own list, as the group was made from hardware.
                long own = DtIndex.phandle(function.node()).orElse(-1);
                gpu = tree.gpus().stream().filter(each -> each.npu().contains(own)).findFirst();
            }
            gpuOfFunction.put(function.address(), gpu.map(GpuNode::address));
            if (function.host().kind() == PciHost.Kind.NPU2) {
                nvLink2.add(function.address());
                gpu.ifPresent(found -> nvLink2.add(found.address()));
            }
            gpu.ifPresent(found -> {
                String key = function.host().kind() == PciHost.Kind.NPU1
                        ? "GPU " + found.address() : "NPU " + tree.index().path(function.host().node());
                String name = key.startsWith("GPU") ? "NPU and " + key : key;
                compounds.put(function.address(), name);
                compounds.put(found.address(), name);
            });
        }
    }

    /**
     * The compound group of a function (kernels up to 5.12; fdt-nvlink section 2.7).
     *
     * @param address any address
     * @return a name that begins with {@code NPU}; empty for a function that is in none
     */
    public Optional<String> compound(PciAddress address) {
        return Optional.ofNullable(compounds.get(address));
    }

    /**
     * Whether a function is an end of a link to a POWER9 processor (NVLink2), not to a POWER8 one (NVLink1).
     *
     * @param address any address
     * @return true for the GPU and for the NPU function
     */
    public boolean nvLink2(PciAddress address) {
        return nvLink2.contains(address);
    }

    /**
     * Whether a function is the processor's end of an NVLink.
     *
     * @param address any address
     * @return true for an emulated NPU function
     */
    public boolean npuFunction(PciAddress address) {
        return gpuOfFunction.containsKey(address);
    }

    /**
     * The GPU at the other end of an NPU function.
     *
     * @param address an NPU function
     * @return empty for an empty slot
     */
    public Optional<PciAddress> gpu(PciAddress address) {
        return gpuOfFunction.getOrDefault(address, Optional.empty());
    }

    /**
     * All NPU functions.
     *
     * @return by address
     */
    public List<PciAddress> npuFunctions() {
        return List.copyOf(gpuOfFunction.keySet());
    }
}
