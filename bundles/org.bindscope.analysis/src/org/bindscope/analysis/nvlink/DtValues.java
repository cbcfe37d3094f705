// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

import org.bindscope.model.DtNode;
import org.bindscope.model.DtProperty;

/** Reads property values of device-tree nodes. A value of the wrong length is no value. */
public final class DtValues {

    private DtValues() {
    }

    /**
     * The raw value of a property.
     *
     * @param node node
     * @param name property name
     * @return empty when the node has no such property, or it could not be read
     */
    public static Optional<byte[]> bytes(DtNode node, String name) {
        for (DtProperty property : node.getProperties()) {
            if (name.equals(property.getName())) {
                return property.isUnreadable() || property.getValue() == null ? Optional.empty()
                        : Optional.of(property.getValue());
            }
        }
        return Optional.empty();
    }

    /**
     * Whether a node has a property, readable or not.
     *
     * @param node node
     * @param name property name
     * @return true if there is one
     */
    public static boolean has(DtNode node, String name) {
        return node.getProperties().stream().anyMatch(property -> name.equals(property.getName()));
    }

    /**
     * A value of one or more cells.
     *
     * @param node node
     * @param name property name
     * @return unsigned 32-bit values; empty list when there is no such property or its length is no
     *         multiple of 4
     */
    public static List<Long> cells(DtNode node, String name) {
        byte[] value = bytes(node, name).orElse(new byte[0]);
        List<Long> cells = new ArrayList<>(value.length / 4);
        if (value.length % 4 == 0) {
            for (int at = 0; at < value.length; at += 4) {
                cells.add(cell(value, at));
            }
        }
        return cells;
    }

    /**
     * A value of exactly one cell.
     *
     * @param node node
     * @param name property name
     * @return an unsigned 32-bit value
     */
    public static OptionalLong u32(DtNode node, String name) {
        byte[] value = bytes(node, name).orElse(new byte[0]);
        return value.length == 4 ? OptionalLong.of(cell(value, 0)) : OptionalLong.empty();
    }

    /**
     * A value of exactly one cell that is used as a small number.
     *
     * @param node node
     * @param name property name
     * @return empty when it does not fit 31 bits
     */
    public static OptionalInt number(DtNode node, String name) {
        OptionalLong value = u32(node, name);
        return value.isPresent() && value.getAsLong() <= Integer.MAX_VALUE ? OptionalInt.of((int) value.getAsLong())
                : OptionalInt.empty();
    }

    /**
     * A value of exactly two cells.
     *
     * @param node node
     * @param name property name
     * @return an unsigned 64-bit value
     */
    public static OptionalLong u64(DtNode node, String name) {
        byte[] value = bytes(node, name).orElse(new byte[0]);
        return value.length == 8 ? OptionalLong.of(cell(value, 0) << 32 | cell(value, 4)) : OptionalLong.empty();
    }

    /**
     * The strings of a property.
     *
     * @param node node
     * @param name property name
     * @return empty list when there is no such property
     */
    public static List<String> strings(DtNode node, String name) {
        return strings(bytes(node, name).orElse(new byte[0]));
    }

    /**
     * The first string of a property.
     *
     * @param property property
     * @return empty when it has no value
     */
    static Optional<String> string(DtProperty property) {
        return property.isUnreadable() || property.getValue() == null ? Optional.empty()
                : strings(property.getValue()).stream().findFirst();
    }

    private static List<String> strings(byte[] value) {
        List<String> strings = new ArrayList<>();
        int start = 0;
        for (int at = 0; at < value.length; at++) {
            if (value[at] == 0) {
                strings.add(new String(value, start, at - start, StandardCharsets.UTF_8));
                start = at + 1;
            }
        }
        if (start < value.length) {
            strings.add(new String(value, start, value.length - start, StandardCharsets.UTF_8));
        }
        return strings;
    }

    /**
     * The first string of a property.
     *
     * @param node node
     * @param name property name
     * @return empty when there is none
     */
    public static Optional<String> string(DtNode node, String name) {
        return strings(node, name).stream().findFirst();
    }

    /**
     * Whether {@code compatible} lists a name.
     *
     * @param node node
     * @param name for example {@code ibm,npu-link}
     * @return true if it does
     */
    public static boolean compatible(DtNode node, String name) {
        return strings(node, "compatible").contains(name);
    }

    private static long cell(byte[] value, int at) {
        return (value[at] & 0xffL) << 24 | (value[at + 1] & 0xffL) << 16 | (value[at + 2] & 0xffL) << 8
                | value[at + 3] & 0xffL;
    }
}
