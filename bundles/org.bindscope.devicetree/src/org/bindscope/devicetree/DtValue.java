// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/** The value of a property with the meaning that its name and its place in the tree give it; see {@link PropertyDecoder}. */
public sealed interface DtValue {

    /**
     * {@return the value in one line of words and numbers}
     *
     * @param maxEntries how many entries of a list are written out; the rest is counted
     */
    default String describe(int maxEntries) {
        return DtValueText.of(this, maxEntries);
    }

    /** A property without value: its presence is the statement. */
    record Flag() implements DtValue {
    }

    /**
     * Strings.
     *
     * @param strings one character for each byte
     */
    record Text(List<String> strings) implements DtValue {
    }

    /**
     * The path of a node, or an alias, perhaps with options behind a colon.
     *
     * @param path   the whole string
     * @param target the node, empty when there is none at that path
     */
    record PathReference(String path, Optional<FdtNode> target) implements DtValue {
    }

    /**
     * 32-bit cells without further meaning.
     *
     * @param property holds them, see {@link FdtProperty#cell}
     */
    record Cells(FdtProperty property) implements DtValue {
    }

    /**
     * Unsigned 64-bit numbers.
     *
     * @param numbers use {@link Long#toUnsignedString}
     */
    record Numbers64(List<Long> numbers) implements DtValue {
    }

    /**
     * Bytes without further meaning.
     *
     * @param property holds them
     */
    record ByteString(FdtProperty property) implements DtValue {
    }

    /**
     * References to nodes by phandle.
     *
     * @param references in order
     */
    record References(List<Reference> references) implements DtValue {
    }

    /**
     * Addresses and sizes, as in {@code reg}.
     *
     * @param regions in order
     */
    record Regions(List<Region> regions) implements DtValue {
    }

    /**
     * Translations between two buses, as in {@code ranges} and {@code dma-ranges}.
     *
     * @param identity whether the property is empty: both sides use the same addresses
     * @param ranges   in order
     */
    record Ranges(boolean identity, List<Range> ranges) implements DtValue {
    }

    /**
     * Interrupts of a node.
     *
     * @param parent     the interrupt controller or nexus that defines what the specifiers mean
     * @param specifiers in order, each with the cells that the parent asks for
     */
    record Interrupts(FdtNode parent, List<List<Integer>> specifiers) implements DtValue {
    }

    /**
     * The rows of an {@code interrupt-map}.
     *
     * @param entries in order
     */
    record InterruptMap(List<InterruptMapEntry> entries) implements DtValue {
    }

    /**
     * The rows of an {@code iommu-map} or {@code msi-map}.
     *
     * @param entries in order
     */
    record IdMap(List<IdMapEntry> entries) implements DtValue {
    }

    /**
     * A value that is not what the name or place of the property asks for.
     *
     * @param guess      how dtc would print it
     * @param property   holds it
     * @param reason     what is wrong, the second half of a sentence
     * @param references those decoded before the trouble, and the dangling one when that is the trouble
     */
    record Raw(ValueGuess guess, FdtProperty property, String reason, List<Reference> references) implements DtValue {
    }

    /**
     * The property exists, its value is not known.
     *
     * @param availability WITHHELD or UNREADABLE
     */
    record Unknown(FdtProperty.Availability availability) implements DtValue {
    }

    /**
     * A reference with its arguments.
     *
     * @param cell      index of the cell that holds the phandle
     * @param phandle   as stored; 0 may mean nothing, for example in {@code ibm,nvlink-peers} and {@code cs-gpios}
     * @param target    the node, empty when no node has that phandle
     * @param arguments the cells that follow
     */
    record Reference(int cell, int phandle, Optional<FdtNode> target, List<Integer> arguments) {
    }

    /**
     * A bus address.
     *
     * @param number all cells as one unsigned number, 0 when there are none
     * @param pci    the same cells as a PCI address when the bus is PCI
     */
    record Address(BigInteger number, Optional<PciAddress> pci) {
    }

    /**
     * One address with its size.
     *
     * @param size empty when the bus has no sizes (#size-cells is 0)
     */
    record Region(Address address, Optional<BigInteger> size) {
    }

    /**
     * One translation.
     *
     * @param child  first address on the bus of the node that has the property
     * @param parent first address on the bus above
     */
    record Range(Address child, Address parent, Optional<BigInteger> size) {
    }

    /**
     * One row of an {@code interrupt-map}.
     *
     * @param child           unit address on the bus of the node
     * @param childSpecifier  interrupt of the child
     * @param parent          the controller, with the parent specifier as arguments
     * @param parentAddress   unit address on the controller's bus, 0 when it has none
     */
    record InterruptMapEntry(Address child, List<Integer> childSpecifier, Reference parent, BigInteger parentAddress) {
    }

    /**
     * One row of an {@code iommu-map} or {@code msi-map}.
     *
     * @param idBase     first requester id
     * @param controller the IOMMU or MSI controller; its one argument is the first id on the output side
     * @param outputBase first id on the output side
     * @param length     number of ids
     */
    record IdMapEntry(int idBase, Reference controller, int outputBase, int length) {
    }
}
