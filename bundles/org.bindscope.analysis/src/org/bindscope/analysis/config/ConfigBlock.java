// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

import java.util.List;
import java.util.Optional;

/**
 * The header or one capability, decoded.
 *
 * @param name       name of the capability, or of the header type
 * @param capability its place in the list; empty for the header
 * @param section    where the specification describes it; empty where only the bytes are shown
 * @param offset     byte offset of its first register
 * @param end        offset of the byte behind its last register or its declared length
 * @param registers  in ascending order of offsets
 */
public record ConfigBlock(String name, Optional<Capability> capability, String section, int offset, int end,
        List<ConfigRegister> registers) {

    /** Copies the list. */
    public ConfigBlock {
        registers = List.copyOf(registers);
    }

    /**
     * Looks a register up.
     *
     * @param symbol short name
     * @return empty where the block has no such register or it lies beyond the captured bytes
     */
    public Optional<ConfigRegister> register(String symbol) {
        return registers.stream().filter(r -> r.symbol().equals(symbol)).findFirst();
    }

    /**
     * Looks a field up.
     *
     * @param symbol short name of the register
     * @param field  name of the field
     * @return empty where there is no such field or it lies beyond the captured bytes
     */
    public Optional<ConfigField> field(String symbol, String field) {
        return register(symbol).flatMap(r -> r.field(field));
    }
}
