// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds a tree that stands in no blob, node by node in document order. The calls are those of libfdt's sequential writer:
 * {@code beginNode("")} opens the root, properties come before children, every node is ended, {@link #build} closes the tree.
 */
public final class FdtBuilder {

    private final List<MemoryReservation> reservations = new ArrayList<>();
    private final TreeAssembler tree = new TreeAssembler();
    private long bootCpuId;

    /** Starts with nothing. */
    public FdtBuilder() {
        // nothing to set up
    }

    /**
     * Sets the physical id of the boot CPU.
     *
     * @param id 0 to 0xffffffff
     */
    public FdtBuilder bootCpu(long id) {
        bootCpuId = id & 0xffffffffL;
        return this;
    }

    /**
     * Adds a memory reservation.
     *
     * @param size not 0, since that ends the list in a blob
     * @throws IllegalArgumentException when the size is 0
     */
    public FdtBuilder reserve(long address, long size) {
        if (size == 0) {
            throw new IllegalArgumentException("A memory reservation of size 0 ends the list");
        }
        reservations.add(new MemoryReservation(address, size));
        return this;
    }

    /**
     * Begins a node below the innermost open one; the first one is the root.
     *
     * @param name one character for each byte, empty for the root
     * @throws IllegalStateException when the root has been ended or nodes are nested deeper than {@link FdtReader#DEPTH_LIMIT}
     */
    public FdtBuilder beginNode(String name) {
        if (tree.root() != null && tree.depth() == 0 || tree.depth() == FdtReader.DEPTH_LIMIT) {
            throw new IllegalStateException(tree.depth() == 0 ? "The root node has been ended" : "Nodes are nested too deep");
        }
        tree.begin(checked(name), -1);
        return this;
    }

    /** Ends the innermost open node. */
    public FdtBuilder endNode() {
        requireOpen();
        tree.end();
        return this;
    }

    /** Adds a property with these bytes, which are copied. */
    public FdtBuilder property(String name, byte... value) {
        return property(FdtProperty.of(checked(name), value));
    }

    /** Adds a property as it is. */
    public FdtBuilder property(FdtProperty property) {
        requireOpen();
        tree.property(property);
        return this;
    }

    /** Adds a property that holds these strings, each terminated by NUL, in UTF-8. */
    public FdtBuilder string(String name, String... values) {
        return property(name, (String.join("\0", values) + "\0").getBytes(StandardCharsets.UTF_8));
    }

    /** Adds a property that holds these 32-bit cells. */
    public FdtBuilder cells(String name, int... values) {
        byte[] bytes = new byte[values.length * 4];
        for (int i = 0; i < values.length; i++) {
            Bytes.put32(bytes, 4 * i, values[i]);
        }
        return property(name, bytes);
    }


    /**
     * {@return the tree; its header has version 17}
     *
     * @throws IllegalStateException when a node is still open or none was begun
     */
    public Fdt build() {
        return build(List.of());
    }

    Fdt build(List<FdtProblem> problems) {
        if (tree.root() == null || tree.depth() != 0) {
            throw new IllegalStateException(tree.root() == null ? "There is no root node" : "A node is still open");
        }
        return new Fdt(FdtHeader.of(bootCpuId), reservations, tree.root(), problems, true);
    }

    private void requireOpen() {
        if (tree.depth() == 0) {
            throw new IllegalStateException("No node is open");
        }
    }

    /** Names in a blob end at NUL and are bytes. */
    private static String checked(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) == 0 || name.charAt(i) > 0xff) {
                throw new IllegalArgumentException("Names consist of the characters 1 to 255: " + name);
            }
        }
        return name;
    }
}
