// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.List;
import java.util.Optional;

import org.bindscope.model.DtNode;

/**
 * A range of system addresses.
 *
 * @param base first address, unsigned
 * @param size bytes, unsigned
 */
record Aperture(long base, long size) {

    /** The first range of a memory node with two address and two size cells. */
    static Optional<Aperture> of(DtNode memory) {
        List<Long> reg = DtValues.cells(memory, "reg");
        return reg.size() >= 4 ? Optional.of(new Aperture(reg.get(0) << 32 | reg.get(1), reg.get(2) << 32 | reg.get(3)))
                : Optional.empty();
    }

    boolean overlaps(Aperture other) {
        return size != 0 && other.size != 0 && Long.compareUnsigned(base, other.base + other.size - 1) <= 0
                && Long.compareUnsigned(other.base, base + size - 1) <= 0;
    }

    /** The address by which a GPU reaches a system address over NVLink (fdt-nvlink section 2.5). */
    static long compressed(long address) {
        return 1L << 42 | (address >>> 45 & 3) << 43 | (address >>> 49 & 3) << 45 | address & (1L << 43) - 1;
    }
}
