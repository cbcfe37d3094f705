// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Collects the registers of one block. A register that does not lie within the bytes is left out, and
 * {@link #cutAt()} tells that there was one; its {@link Bits} read as 0.
 */
final class Registers {

    private final ConfigSpace space;
    private final int base;
    private final int limit;
    private final Set<String> wanted;
    private final List<Bits> collected = new ArrayList<>();
    private OptionalInt cut = OptionalInt.empty();
    private int declaredEnd;

    /**
     * Begins a block.
     *
     * @param space the bytes
     * @param base  offset of the block
     * @param limit first offset that the block cannot have: the end of the capture or of its part of the space
     * @param wanted short names of the registers to collect; empty for all
     */
    Registers(ConfigSpace space, int base, int limit, Set<String> wanted) {
        this.wanted = Set.copyOf(wanted);
        this.space = space;
        this.base = base;
        this.limit = limit;
    }

    /**
     * The function whose registers these are.
     *
     * @return all of its bytes
     */
    ConfigSpace space() {
        return space;
    }

    /**
     * Begins a register.
     *
     * @param offset from the start of the block
     * @param size   1 to 8 bytes
     * @param symbol short name
     * @param name   name in the specification
     * @return for naming its fields
     */
    Bits register(int offset, int size, String symbol, String name) {
        int at = base + offset;
        boolean present = at + size <= limit;
        if (!present && (cut.isEmpty() || cut.getAsInt() > at)) {
            cut = OptionalInt.of(at);
        }
        boolean collect = present && (wanted.isEmpty() || wanted.contains(symbol));
        Bits bits = new Bits(name, symbol, at, size, peek(offset, size), present, !collect);
        if (collect) {
            collected.add(bits);
        }
        return bits;
    }

    /** Looks ahead. */
    long peek(int offset, int size) {
        long value = 0;
        for (int i = 0; base + offset + size <= limit && i < size; i++) {
            value |= (long) space.u8(base + offset + i) << 8 * i;
        }
        return value;
    }

    /** An 8-bit register. */
    Bits octet(int offset, String symbol, String name) {
        return register(offset, 1, symbol, name);
    }

    /** A 16-bit register. */
    Bits word(int offset, String symbol, String name) {
        return register(offset, 2, symbol, name);
    }

    /** A 32-bit register. */
    Bits dword(int offset, String symbol, String name) {
        return register(offset, 4, symbol, name);
    }

    /** A 64-bit register. */
    Bits qword(int offset, String symbol, String name) {
        return register(offset, 8, symbol, name);
    }

    /** Says how many bytes the block claims for itself, where a register tells. */
    void length(int bytes) {
        declaredEnd = Math.min(base + bytes, limit);
    }

    /** Bytes from an offset to the end of what the block can have. */
    int room(int offset) {
        return Math.max(0, limit - base - offset);
    }

    /**
     * The first register that lies beyond the bytes.
     *
     * @return its offset in configuration space; empty when all are there
     */
    OptionalInt cutAt() {
        return cut;
    }

    /**
     * Where the block ends.
     *
     * @return offset of the byte behind its last register or its declared length
     */
    int end() {
        return Math.max(declaredEnd, collected.stream().mapToInt(b -> b.register().end()).max().orElse(base));
    }

    /**
     * What was collected.
     *
     * @return in ascending order of offsets
     */
    List<ConfigRegister> registers() {
        return collected.stream().map(Bits::register).sorted(Comparator.comparingInt(ConfigRegister::offset)).toList();
    }
}
