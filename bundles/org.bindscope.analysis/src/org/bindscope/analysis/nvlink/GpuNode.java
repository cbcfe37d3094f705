// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.List;
import java.util.Optional;

import org.bindscope.analysis.config.PciAddress;
import org.bindscope.model.DtNode;

/**
 * A GPU's PCI node.
 *
 * @param address its PCI address
 * @param node    its node
 * @param label   its slot
 * @param host    the PCI host above
 * @param npu     values of {@code ibm,npu}, in link order
 * @param peers   values of {@code ibm,nvlink-peers}, by the GPU's own link number; 0 where not known
 */
record GpuNode(PciAddress address, DtNode node, Optional<String> label, Optional<PciHost> host, List<Long> npu,
        List<Long> peers) {

    static final long NVIDIA = 0x10de;

    /** Whether the node says that it is made by NVIDIA: firmware looks for GPUs by that. */
    boolean nvidia() {
        return DtValues.u32(node, "vendor-id").orElse(0) == NVIDIA;
    }
}
