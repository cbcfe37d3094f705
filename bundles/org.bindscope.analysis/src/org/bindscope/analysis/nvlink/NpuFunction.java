// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

import org.bindscope.analysis.config.PciAddress;
import org.bindscope.model.DtNode;

/**
 * An emulated PCI function that stands for a processor's end of one NVLink (fdt-nvlink section 2.3).
 *
 * @param address   its PCI address
 * @param node      its node
 * @param host      the host bridge above
 * @param link      the hardware link
 * @param linkNode  the node that {@code ibm,nvlink} names, whatever it is
 * @param gpu       the node that {@code ibm,gpu} names
 * @param speedCode {@code ibm,nvlink-speed}
 * @param memory    the node that {@code memory-region} names
 */
record NpuFunction(PciAddress address, DtNode node, PciHost host, Optional<HardwareLink> link,
        Optional<DtNode> linkNode, Optional<DtNode> gpu, OptionalInt speedCode, Optional<DtNode> memory) {

    /** Link number on its NPU. */
    OptionalInt index() {
        return link.map(HardwareLink::index).orElse(OptionalInt.empty());
    }

    int lanes() {
        return link.map(HardwareLink::lanes).orElse(OptionalInt.empty()).orElse(NvLinkSpeed.LANES);
    }

    /** GT/s per lane: the function's code, else the link node's, else the generation's only speed. */
    OptionalDouble speed() {
        OptionalDouble own = NvLinkSpeed.ofCode(speedCode);
        if (own.isPresent()) {
            return own;
        }
        OptionalDouble wired = link.map(HardwareLink::speed).orElse(OptionalDouble.empty());
        return wired.isEmpty() && host.kind() == PciHost.Kind.NPU1 ? OptionalDouble.of(NvLinkSpeed.NPU1) : wired;
    }
}
