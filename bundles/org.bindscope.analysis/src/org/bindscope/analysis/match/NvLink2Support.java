// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import java.util.List;
import java.util.Optional;

import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.match.DeviceVerdict.SpecialSupport;
import org.bindscope.analysis.nvlink.DtIndex;
import org.bindscope.analysis.nvlink.DtValues;
import org.bindscope.analysis.nvlink.MachineIndex;
import org.bindscope.analysis.nvlink.PciTree;
import org.bindscope.analysis.rules.KernelChange;
import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.model.DeviceTree;
import org.bindscope.model.DtNode;
import org.bindscope.model.PciFunction;
import org.eclipse.emf.ecore.EObject;

/**
 * The NVLink2 part of vfio-pci 5.0 to 5.12 and of the split drivers of March 2021
 * (drivers/vfio/pci/vfio_pci_nvlink2.c; driver-match, section 14). Conditions are looked at in the
 * kernel's order when the device is opened.
 */
final class NvLink2Support {

    private static final String GPU = "nvlink2-gpu";
    private static final String NPU = "nvlink2-npu";
    private static final String GPU_LOSS = "the guest gets the GPU as a plain PCI device, without its coherent memory";
    private static final String NPU_LOSS = "the guest gets a plain function: no address translation requests and no link speed";
    private static final int NPU2_ID = 0x04ea;
    private static final String TARGET = "ibm,device-tgt-addr";
    private static final String REGION = "memory-region";

    private final MatchBase base;
    private final KernelRules rules;

    NvLink2Support(MatchBase base, KernelRules rules) {
        this.base = base;
        this.rules = rules;
    }

    /** Whether an IBM function is the emulated end of an NVLink. */
    boolean looksLikeNpu(PciFunction source, DeviceIdentity id) {
        DtNode node = source.getDeviceTreeNode();
        return id.device() == NPU2_ID || node != null && (DtValues.has(node, "ibm,gpu") || DtValues.has(node, "ibm,nvlink"));
    }

    SpecialSupport gpu(PciFunction source, BusFunction state, Optional<String> vfio) {
        Optional<SpecialSupport> none = withoutDriver(GPU, CompatRedirect.NVLINK2_GPU, state, vfio, GPU_LOSS);
        if (none.isPresent()) {
            return none.get();
        }
        DtNode node = source.getDeviceTreeNode();
        if (node == null) {
            return plain(GPU, "the GPU has no device-tree node", GPU_LOSS);
        }
        Optional<DtIndex> index = index(node);
        Optional<DtNode> npu = index.flatMap(tree -> tree.reference(node, "ibm,npu"));
        if (npu.isEmpty()) {
            return plain(GPU, missing("the GPU", node, "ibm,npu"), GPU_LOSS);
        }
        if (function(index.get(), npu.get()).isEmpty()) {
            return plain(GPU, "ibm,npu leads to " + index.get().path(npu.get())
                    + ", at whose address there is no PCI function (such a tree is invalid and would crash a kernel)", GPU_LOSS);
        }
        if (DtValues.cells(npu.get(), REGION).isEmpty()) {
            return plain(GPU, missing("its NPU function " + index.get().path(npu.get()), npu.get(), REGION), GPU_LOSS);
        }
        Optional<DtNode> memory = index.get().reference(npu.get(), REGION);
        if (memory.isEmpty()) {
            return failing(GPU, Errno.EINVAL, "memory-region of " + index.get().path(npu.get()) + " leads to no node");
        }
        byte[] reg = DtValues.bytes(memory.get(), "reg").orElse(new byte[0]);
        if (reg.length != 16) {
            return failing(GPU, Errno.EINVAL, "reg of " + index.get().path(memory.get()) + " is " + reg.length
                    + " bytes long, and must be 16: address and size");
        }
        if (DtValues.u64(npu.get(), TARGET).isEmpty()) {
            return failing(GPU, Errno.EFAULT, missing("its NPU function " + index.get().path(npu.get()), npu.get(), TARGET));
        }
        long size = java.nio.ByteBuffer.wrap(reg).getLong(8);
        return new SpecialSupport(GPU, Optional.of("enabled"), prefix(vfio) + "ibm,npu, memory-region and " + TARGET
                + " are there: the user gets a mappable region of " + Long.toUnsignedString(size)
                + " bytes of GPU memory and its target address.");
    }

    SpecialSupport npu(PciFunction source, BusFunction state, Optional<String> vfio) {
        Optional<SpecialSupport> none = withoutDriver(NPU, CompatRedirect.NPU2, state, vfio, NPU_LOSS);
        if (none.isPresent()) {
            return none.get();
        }
        DtNode node = source.getDeviceTreeNode();
        if (node == null) {
            return plain(NPU, "the function has no device-tree node (the kernel warns of that)", NPU_LOSS);
        }
        Optional<DtIndex> index = index(node);
        Optional<DtNode> gpu = index.flatMap(tree -> tree.reference(node, "ibm,gpu"));
        if (gpu.isEmpty()) {
            return plain(NPU, missing("the function", node, "ibm,gpu"), NPU_LOSS);
        }
        if (function(index.get(), gpu.get()).isEmpty()) {
            return plain(NPU, "ibm,gpu leads to " + index.get().path(gpu.get())
                    + ", at whose address there is no PCI function (such a tree is invalid and would crash a kernel)", NPU_LOSS);
        }
        if (!DtValues.has(node, REGION)) {
            return plain(NPU, missing("the function", node, REGION), NPU_LOSS);
        }
        Optional<DtNode> link = index.get().reference(node, "ibm,nvlink");
        if (link.isEmpty() || DtValues.u32(link.get(), "ibm,npu-link-index").isEmpty()) {
            return plain(NPU, (link.isEmpty() ? missing("the function", node, "ibm,nvlink")
                    : missing("the link node " + index.get().path(link.get()), link.get(), "ibm,npu-link-index"))
                    + " (the kernel warns of that)", NPU_LOSS);
        }
        for (String property : List.of(TARGET, "ibm,nvlink-speed")) {
            boolean there = property.equals(TARGET) ? DtValues.u64(node, property).isPresent()
                    : DtValues.u32(node, property).isPresent();
            if (!there) {
                return failing(NPU, Errno.EFAULT, missing("the function", node, property));
            }
        }
        return new SpecialSupport(NPU, Optional.of("enabled"), prefix(vfio) + atsd(node, DtValues.u32(link.get(),
                "ibm,npu-link-index").getAsLong()));
    }

    /** Never fails: the host bridge's address for translation shootdowns is by link index, else the first, else none. */
    private static String atsd(DtNode node, long linkIndex) {
        List<Long> cells = node.getParent() == null ? List.of() : DtValues.cells(node.getParent(), "ibm,mmio-atsd");
        for (DtNode at = node.getParent(); at != null && cells.isEmpty(); at = at.getParent()) {
            cells = DtValues.cells(at, "ibm,mmio-atsd");
        }
        int entries = cells.size() / 2;
        String common = "ibm,gpu, memory-region, ibm,nvlink, ibm,device-tgt-addr and ibm,nvlink-speed are there: the user gets the target address and the link speed, and ";
        if (linkIndex >= 0 && linkIndex < entries) {
            return common + "one page for address translation shootdowns (ibm,mmio-atsd entry " + linkIndex + ").";
        }
        return common + (entries > 0 ? "the first page for address translation shootdowns, because ibm,mmio-atsd has only "
                + entries + " entries and the link's index is " + linkIndex + "."
                : "a region of size 0, because the host bridge has no ibm,mmio-atsd.");
    }

    /** The reasons that lie in the kernel, not in the tree. */
    private Optional<SpecialSupport> withoutDriver(String kind, String split, BusFunction state, Optional<String> vfio,
            String loss) {
        if (rules.splitDrivers()) {
            String serves = vfio.orElseGet(() -> rules.compatRedirect()
                    ? CompatRedirect.vendorDriver(state.identity()).orElse("vfio-pci") : "vfio-pci");
            return serves.equals(split) ? Optional.empty() : Optional.of(plain(kind, "in the series of March 2021 only " + split
                    + " has this part, and " + serves + " would serve the device", loss));
        }
        if (!rules.has(KernelChange.NVLINK2)) {
            return Optional.of(plain(kind, "vfio-pci of Linux " + rules.version()
                    + " has no NVLink2 part; it was in mainline from 5.0 to 5.12", loss));
        }
        return Optional.empty();
    }

    private static String prefix(Optional<String> vfio) {
        return vfio.isPresent() ? "" : "Once a VFIO driver has the device: ";
    }

    private static SpecialSupport plain(String kind, String why, String loss) {
        return new SpecialSupport(kind, Optional.of(Errno.ENODEV.name()), "The driver attaches all the same, but " + why + "; "
                + loss + ".");
    }

    private static SpecialSupport failing(String kind, Errno errno, String why) {
        return new SpecialSupport(kind, Optional.of(errno.name()), "Opening the device fails: " + why + ".");
    }

    private static String missing(String who, DtNode node, String property) {
        Optional<byte[]> value = DtValues.bytes(node, property);
        return value.isEmpty() ? who + " has no property " + property : "property " + property + " of " + who
                + " leads nowhere or is too short";
    }

    private Optional<DtIndex> index(DtNode node) {
        for (EObject at = node; at != null; at = at.eContainer()) {
            if (at instanceof DeviceTree tree) {
                return Optional.of(base.index(tree));
            }
        }
        return Optional.empty();
    }

    private Optional<PciFunction> function(DtIndex index, DtNode node) {
        if (!node.getPciFunctions().isEmpty()) {
            return Optional.of(node.getPciFunctions().get(0));
        }
        Optional<PciAddress> address = new PciTree(index, Optional.of(base.machine())).address(node);
        return address.flatMap(found -> MachineIndex.function(base.machine(), found));
    }
}
