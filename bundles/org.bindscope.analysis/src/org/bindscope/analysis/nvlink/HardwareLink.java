// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

import org.bindscope.model.DtNode;

/**
 * A {@code link@N} node below a processor's NPU node (fdt-nvlink section 2.2).
 *
 * @param node        its node
 * @param npu         the NPU node above
 * @param index       {@code ibm,npu-link-index}
 * @param group       {@code ibm,npu-group-id}: the same for all links to one GPU
 * @param label       {@code ibm,slot-label}
 * @param lanes       lanes per direction, from {@code ibm,npu-lane-mask}
 * @param speedCode   {@code nvidia,link-speed}
 * @param bitsPerLane {@code ibm,link-speed}, bit/s
 * @param type        {@code ibm,npu-link-type}
 */
record HardwareLink(DtNode node, DtNode npu, OptionalInt index, OptionalInt group, Optional<String> label,
        OptionalInt lanes, OptionalInt speedCode, OptionalLong bitsPerLane, Optional<String> type) {

    static HardwareLink of(DtNode node) {
        long mask = DtValues.u32(node, "ibm,npu-lane-mask").orElse(0);
        return new HardwareLink(node, node.getParent(), DtValues.number(node, "ibm,npu-link-index"),
                DtValues.number(node, "ibm,npu-group-id"), DtValues.string(node, "ibm,slot-label"),
                mask == 0 ? OptionalInt.empty() : OptionalInt.of(Long.bitCount(mask)),
                DtValues.number(node, "nvidia,link-speed"), DtValues.u64(node, "ibm,link-speed"),
                DtValues.string(node, "ibm,npu-link-type"));
    }

    /** GT/s per lane that this node alone gives; empty also for a figure that no link has. */
    OptionalDouble speed() {
        OptionalDouble coded = NvLinkSpeed.ofCode(speedCode);
        return coded.isPresent() || bitsPerLane.isEmpty() || absurdSpeed() ? coded
                : OptionalDouble.of(bitsPerLane.getAsLong() / 1e9);
    }

    /** Whether {@code ibm,link-speed} holds a figure that no link has; 0 says that the speed is not known. */
    boolean absurdSpeed() {
        return bitsPerLane.isPresent() && (bitsPerLane.getAsLong() <= 0
                || bitsPerLane.getAsLong() / 1e9 > NvLinkSpeed.MAX_LANE);
    }
}
