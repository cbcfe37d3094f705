// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

import java.util.Optional;

/**
 * How many cells addresses, sizes and interrupts take at a node.
 *
 * @param address cells of an address
 * @param size    cells of a size
 * @param pci     whether addresses are PCI addresses
 */
record BusCells(int address, int size, boolean pci) {

    /** More cells than this are no number that any bus uses; Linux has the same limit. */
    private static final int MOST = 4;
    private static final int MOST_IN_SPECIFIER = 16;
    private static final int MOST_STEPS = 2 * FdtReader.DEPTH_LIMIT;

    /** Cells for the children of a bus: 2 and 1 where the node does not say (Devicetree Specification 0.4, section 2.3.5). */
    static BusCells below(FdtNode bus) throws UndecodableException {
        int address = count(bus, "#address-cells", MOST).orElse(2);
        int size = count(bus, "#size-cells", MOST).orElse(1);
        return new BusCells(address, size, address == 3 && isPci(bus));
    }

    static boolean isPci(FdtNode bus) {
        FdtProperty type = bus.findProperty("device_type");
        return type != null && type.isOneString() && (type.text().equals("pci") || type.text().equals("pciex"));
    }

    /** Cells of the unit addresses in an interrupt map: where the nexus does not say, Linux asks the nodes above, then takes 2. */
    static BusCells ofNexus(FdtNode nexus) throws UndecodableException {
        for (FdtNode at = nexus; at != null; at = at.parent().orElse(null)) {
            Optional<Integer> count = count(at, "#address-cells", MOST);
            if (count.isPresent()) {
                return new BusCells(count.get(), 0, count.get() == 3 && isPci(nexus));
            }
        }
        return new BusCells(2, 0, false);
    }

    /** Cells of the unit address of an interrupt controller: none where it does not say. */
    static int ofController(FdtNode controller) throws UndecodableException {
        return count(controller, "#address-cells", MOST).orElse(0);
    }

    /** {@return the number of argument cells that a property of the target tells, empty when it has no such property} */
    static Optional<Integer> arguments(FdtNode target, String property) throws UndecodableException {
        return count(target, property, MOST_IN_SPECIFIER);
    }

    /**
     * Finds the interrupt controller or nexus that defines the interrupts of a node: from node to node by interrupt-parent, or
     * else upwards, until one has #interrupt-cells.
     */
    static FdtNode interruptParent(FdtNode node, PhandleIndex phandles) throws UndecodableException {
        FdtNode at = node;
        for (int step = 0; step < MOST_STEPS; step++) {
            FdtProperty parent = at.findProperty("interrupt-parent");
            if (parent != null && parent.length() == 4) {
                FdtNode from = at;
                at = phandles.node(parent.cell(0)).orElseThrow(() -> new UndecodableException(String.format(
                        "the interrupt-parent 0x%x of %s is no node", parent.cell(0), from.path())));
            } else {
                at = at.parent().orElseThrow(() -> new UndecodableException("no interrupt parent was found"));
            }
            if (at.findProperty("#interrupt-cells") != null) {
                return at;
            }
        }
        throw new UndecodableException("the interrupt parents form a circle");
    }

    private static Optional<Integer> count(FdtNode node, String name, int most) throws UndecodableException {
        FdtProperty property = node.findProperty(name);
        if (property == null) {
            return Optional.empty();
        }
        if (property.length() != 4 || property.cell(0) < 0 || property.cell(0) > most) {
            throw new UndecodableException(name + " of " + node.path() + " is not one cell from 0 to " + most);
        }
        return Optional.of(property.cell(0));
    }
}
