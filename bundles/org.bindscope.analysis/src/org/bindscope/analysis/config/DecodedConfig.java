// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Configuration space as registers and fields.
 *
 * @param space    the bytes
 * @param blocks   header first, then the capabilities in the order of their lists; empty when nothing
 *                 was captured or every byte reads 0xff
 * @param problems what is wrong with the bytes, by offset
 */
public record DecodedConfig(ConfigSpace space, List<ConfigBlock> blocks, List<ConfigProblem> problems) {

    /** Copies the lists. */
    public DecodedConfig {
        blocks = List.copyOf(blocks);
        problems = List.copyOf(problems);
    }

    /** A field with the register and the block that it stands in. */
    public record Place(ConfigBlock block, ConfigRegister register, ConfigField field) {
    }

    /**
     * All fields.
     *
     * @return in the order of blocks, registers and bits
     */
    public Stream<Place> fields() {
        return blocks.stream().flatMap(block -> block.registers().stream()
                .flatMap(register -> register.fields().stream().map(field -> new Place(block, register, field))));
    }

    /**
     * The register that covers a byte. Where capabilities overlap, which only damaged lists have, the one
     * that begins last has it.
     *
     * @param offset byte offset
     * @return empty for bytes that no register covers
     */
    public Optional<ConfigRegister> registerAt(int offset) {
        return blocks.stream().flatMap(block -> block.registers().stream())
                .filter(r -> r.offset() <= offset && offset < r.end())
                .reduce((a, b) -> b.offset() >= a.offset() ? b : a);
    }
}
