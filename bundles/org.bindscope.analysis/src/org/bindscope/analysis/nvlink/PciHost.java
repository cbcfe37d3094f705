// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.Optional;
import java.util.OptionalInt;

import org.bindscope.model.DtNode;

/**
 * A PCI host bridge of a device tree.
 *
 * @param node   its node
 * @param domain PCI domain by the rules of Linux (fdt-nvlink section 1.8); empty where only the machine
 *               tells and it does not
 * @param kind   what it is
 * @param chip   {@code ibm,chip-id}: the processor that it belongs to
 */
public record PciHost(DtNode node, OptionalInt domain, Kind kind, OptionalInt chip) {

    /** Kinds of host bridges, by {@code compatible} (fdt-nvlink section 2.1). */
    public enum Kind {
        /** An ordinary PCI host bridge. */
        PCI,
        /** NVLink unit of POWER8+. */
        NPU1,
        /** NVLink unit of POWER9. */
        NPU2,
        /** NVLink unit of POWER9 Axone. */
        NPU3,
        /** OpenCAPI on POWER9. */
        OPENCAPI;

        /**
         * Whether its functions are emulated ends of NVLinks.
         *
         * @return true for the NVLink units
         */
        public boolean nvlink() {
            return this == NPU1 || this == NPU2 || this == NPU3;
        }
    }

    /**
     * The kind by {@code compatible}.
     *
     * @param node node of a host bridge
     * @return the kind
     */
    static Kind kindOf(DtNode node) {
        if (DtValues.compatible(node, "ibm,ioda2-npu2-opencapi-phb")
                || DtValues.compatible(node, "ibm,power9-npu-opencapi-pciex")) {
            return Kind.OPENCAPI;
        }
        if (DtValues.compatible(node, "ibm,ioda3-npu3-phb")) {
            return Kind.NPU3;
        }
        if (DtValues.compatible(node, "ibm,ioda2-npu2-phb") || DtValues.compatible(node, "ibm,power9-npu-pciex")) {
            return Kind.NPU2;
        }
        return DtValues.compatible(node, "ibm,ioda2-npu-phb") || DtValues.compatible(node, "ibm,power8-npu-pciex")
                ? Kind.NPU1 : Kind.PCI;
    }

    /**
     * The name of the processor.
     *
     * @return for example {@code chip8}
     */
    public Optional<String> cpu() {
        return chip.isPresent() ? Optional.of("chip" + chip.getAsInt()) : Optional.empty();
    }
}
