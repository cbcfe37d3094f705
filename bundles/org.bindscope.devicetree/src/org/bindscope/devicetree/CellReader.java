// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes the cells of a value one after the other. */
final class CellReader {

    private final FdtProperty property;
    private int at;

    CellReader(FdtProperty property) throws UndecodableException {
        if (property.length() % 4 != 0) {
            throw new UndecodableException("the length " + property.length() + " is not a multiple of 4");
        }
        this.property = property;
    }

    boolean hasNext() {
        return at < property.cellCount();
    }

    /** {@return the index of the next cell} */
    int position() {
        return at;
    }

    int next() throws UndecodableException {
        need(1);
        return property.cell(at++);
    }

    List<Integer> next(int count) throws UndecodableException {
        need(count);
        List<Integer> cells = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            cells.add(property.cell(at++));
        }
        return List.copyOf(cells);
    }

    BigInteger number(int cells) throws UndecodableException {
        need(cells);
        if (cells <= 2) {
            long value = 0;
            for (int i = 0; i < cells; i++) {
                value = value << 32 | Integer.toUnsignedLong(property.cell(at++));
            }
            return value >= 0 ? BigInteger.valueOf(value) : new BigInteger(Long.toUnsignedString(value));
        }
        byte[] bytes = new byte[cells * 4];
        for (int i = 0; i < cells; i++) {
            Bytes.put32(bytes, 4 * i, property.cell(at++));
        }
        return new BigInteger(1, bytes);
    }

    DtValue.Address address(BusCells cells) throws UndecodableException {
        int start = at;
        BigInteger number = number(cells.address());
        Optional<PciAddress> pci = Optional.empty();
        if (cells.pci()) {
            pci = Optional.of(new PciAddress(property.cell(start),
                    (long) property.cell(start + 1) << 32 | Integer.toUnsignedLong(property.cell(start + 2))));
        }
        return new DtValue.Address(number, pci);
    }

    Optional<BigInteger> size(BusCells cells) throws UndecodableException {
        return cells.size() == 0 ? Optional.empty() : Optional.of(number(cells.size()));
    }

    /** Refuses a value whose length is not a multiple of its entries'. */
    void requireEntriesOf(int cells) throws UndecodableException {
        if (cells == 0 || property.cellCount() % cells != 0) {
            throw new UndecodableException("the length of " + property.cellCount() + " cells is not a multiple of the " + cells
                    + " cells of an entry");
        }
    }

    private void need(int count) throws UndecodableException {
        if (at + count > property.cellCount()) {
            throw new UndecodableException("the entry at cell " + at + " is cut off");
        }
    }
}
