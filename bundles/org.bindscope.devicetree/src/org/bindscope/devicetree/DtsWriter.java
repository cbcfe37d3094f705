// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * Writes a device tree as source text, byte for byte as {@code dtc -I dtb -O dts} of version 1.6.1 does, in linear time and
 * without building the text in memory.
 *
 * <p>Like dtc, a {@code name} property that only repeats the name of its node without unit address is left out, unless
 * an error of the tree keeps dtc from checking that. Where dtc refuses a tree without
 * {@code -f}, for duplicate names or phandles for example, the text is that of {@code dtc -f}. A property that could not be read
 * ({@link FdtProperty.Availability#UNREADABLE}) is left out, as {@code dtc -I fs} does.
 */
public final class DtsWriter {

    private final boolean sorted;

    /** The orders of dtc -s; a class of their own, since starting them takes as long as writing a small tree. */
    private static final class Order {
        private static final Comparator<FdtNode> NODES = Comparator.comparing(FdtNode::name);
        private static final Comparator<FdtProperty> PROPERTIES = Comparator.comparing(FdtProperty::name);
        private static final Comparator<MemoryReservation> RESERVATIONS =
                Comparator.<MemoryReservation, Long>comparing(MemoryReservation::address, Long::compareUnsigned)
                        .thenComparing(MemoryReservation::size, Long::compareUnsigned);
    }

    /**
     * @param sorted whether to order properties and nodes by name and reservations by address, as {@code dtc -s}
     */
    public DtsWriter(boolean sorted) {
        this.sorted = sorted;
    }

    /**
     * Writes the whole tree. Names keep their bytes.
     *
     * @param out neither flushed nor closed
     */
    public void write(Fdt tree, OutputStream out) throws IOException {
        ByteSink sink = ByteSink.to(out);
        tree(tree, sink);
        sink.flush();
    }

    /** Writes the whole tree, each byte as one character. */
    public void write(Fdt tree, Appendable out) throws IOException {
        ByteSink sink = ByteSink.to(out);
        tree(tree, sink);
        sink.flush();
    }

    /** Writes one node with everything below it, without version line and reservations, indented as a root is. */
    public void writeNode(FdtNode node, Appendable out) throws IOException {
        ByteSink sink = ByteSink.to(out);
        node(node, NameProperties.areDropped(node), sink);
        sink.flush();
    }

    /** Writes one property as a line ending with a line feed, not indented. */
    public void writeProperty(FdtProperty property, Appendable out) throws IOException {
        ByteSink sink = ByteSink.to(out);
        property(property, 0, sink);
        sink.flush();
    }

    private void tree(Fdt tree, ByteSink sink) throws IOException {
        sink.ascii("/dts-v1/;\n\n");
        List<MemoryReservation> reservations = tree.reservations();
        if (sorted) {
            reservations = reservations.stream().sorted(Order.RESERVATIONS).toList();
        }
        for (MemoryReservation reservation : reservations) {
            sink.ascii("/memreserve/\t0x");
            sink.hex64(reservation.address());
            sink.ascii(" 0x");
            sink.hex64(reservation.size());
            sink.ascii(";\n");
        }
        node(tree.root(), NameProperties.areDropped(tree.root()), sink);
    }

    private void node(FdtNode top, boolean dropNames, ByteSink sink) throws IOException {
        Deque<Iterator<FdtNode>> open = new ArrayDeque<>();
        open.push(begin(top, dropNames, 0, sink));
        while (!open.isEmpty()) {
            if (open.peek().hasNext()) {
                sink.put('\n');
                FdtNode child = open.peek().next();
                open.push(begin(child, dropNames, open.size(), sink));
            } else {
                open.pop();
                sink.tabs(open.size());
                sink.ascii("};\n");
            }
        }
    }

    private Iterator<FdtNode> begin(FdtNode node, boolean dropNames, int level, ByteSink sink) throws IOException {
        sink.tabs(level);
        sink.latin1(node.name().isEmpty() ? "/" : node.name());
        sink.ascii(" {\n");
        FdtProperty redundant = dropNames ? NameProperties.redundant(node) : null;
        FdtProperty[] properties = node.propertyArray();
        if (sorted) {
            properties = properties.clone();
            Arrays.sort(properties, Order.PROPERTIES);
        }
        for (FdtProperty property : properties) {
            if (property != redundant && property.availability() != FdtProperty.Availability.UNREADABLE) {
                property(property, level + 1, sink);
            }
        }
        List<FdtNode> children = node.children();
        if (sorted) {
            children = new ArrayList<>(children);
            children.sort(Order.NODES);
        }
        return children.iterator();
    }

    private static void property(FdtProperty property, int level, ByteSink sink) throws IOException {
        sink.tabs(level);
        sink.latin1(property.name());
        byte[] data = property.array();
        int start = property.arrayStart();
        int end = start + property.length();
        switch (ValueGuess.of(property)) {
            case STRINGS -> {
                sink.ascii(" = \"");
                strings(data, start, end - 1, sink);
                sink.put('"');
            }
            case CELLS -> {
                sink.ascii(" = <");
                for (int i = start; i < end; i += 4) {
                    sink.ascii(i == start ? "0x" : " 0x");
                    sink.hex32(Bytes.i32(data, i));
                }
                sink.put('>');
            }
            case BYTES -> {
                sink.ascii(" = [");
                for (int i = start; i < end; i++) {
                    if (i > start) {
                        sink.put(' ');
                    }
                    sink.hex8(data[i]);
                }
                sink.put(']');
            }
            case EMPTY -> {
                // the name stands alone
            }
        }
        sink.ascii(";\n");
    }

    /** Writes a text whose bytes {@link ValueGuess} accepted, without its last NUL; inner NULs are escaped. */
    private static void strings(byte[] data, int start, int end, ByteSink sink) throws IOException {
        int plain = start;
        for (int i = start; i < end; i++) {
            String escape = escape(data[i]);
            if (escape != null) {
                sink.bytes(data, plain, i - plain);
                sink.ascii(escape);
                plain = i + 1;
            }
        }
        sink.bytes(data, plain, end - plain);
    }

    /** {@return how a byte is written in a string, null when it stands for itself} */
    private static String escape(byte c) {
        if (c > '"' && c != '\\') {
            return null;
        }
        return switch (c) {
            case 0 -> "\\0";
            case 7 -> "\\a";
            case 8 -> "\\b";
            case 9 -> "\\t";
            case 10 -> "\\n";
            case 11 -> "\\v";
            case 12 -> "\\f";
            case 13 -> "\\r";
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            default -> null;
        };
    }
}
