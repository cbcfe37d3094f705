// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.config;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.bindscope.analysis.config.ConfigDecoder;
import org.bindscope.analysis.config.ConfigField;
import org.bindscope.analysis.config.ConfigProblem;
import org.bindscope.analysis.config.ConfigSpace;
import org.bindscope.analysis.config.DecodedConfig;
import org.bindscope.model.PciFunction;

/**
 * Configuration space of one function as rows.
 *
 * @param function the function
 * @param bytes    what was captured; not to be changed
 * @param decoded  the same, decoded
 * @param roots    the header and the capabilities
 */
record ConfigRows(PciFunction function, byte[] bytes, DecodedConfig decoded, List<ConfigRow> roots) {

    /** Decodes a function's space; for a job. */
    static ConfigRows of(PciFunction function) {
        byte[] bytes = Arrays.copyOf(function.getConfigSpace(), Math.min(function.getConfigSpace().length, ConfigSpace.EXTENDED_SIZE));
        DecodedConfig decoded = ConfigDecoder.decode(ConfigSpace.of(bytes));
        return new ConfigRows(function, bytes, decoded, decoded.blocks().stream().map(block -> ConfigRow.of(function, block)).toList());
    }

    /** Whether only the part is there that an ordinary user may read. */
    boolean headerOnly() {
        return bytes.length == ConfigSpace.HEADER_SIZE;
    }

    /** What is wrong with the bytes. */
    List<String> problems() {
        return decoded.problems().stream().map(ConfigProblem::message).distinct().toList();
    }

    /** All rows of registers and fields. */
    private Stream<ConfigRow> below() {
        return roots.stream().flatMap(root -> root.children().stream());
    }

    /** The row of a register. */
    Optional<ConfigRow> register(int offset) {
        return decoded.registerAt(offset).flatMap(found -> below().filter(row -> row.register().orElseThrow() == found).findFirst());
    }

    /**
     * What a byte selects: the first field that has bits in it, or the register where none has.
     *
     * @param offset byte offset
     */
    Optional<ConfigRow> at(int offset) {
        Optional<ConfigRow> register = register(offset);
        return register.flatMap(row -> row.children().stream().filter(field -> field.start() <= offset && offset < field.end())
                .findFirst()).or(() -> register).or(() -> roots.stream()
                        .filter(root -> root.start() <= offset && offset < root.end()).findFirst());
    }

    /**
     * What one bit selects.
     *
     * @param row a row of a register or field
     * @param bit number of a bit in the register
     */
    Optional<ConfigRow> bit(ConfigRow row, int bit) {
        return register(row.register().orElseThrow().offset()).flatMap(register -> register.children().stream()
                .filter(field -> field.field().filter(f -> f.low() <= bit && bit <= f.high()).isPresent()).findFirst());
    }

    /** Bytes that hold a changed field. */
    BitSet changedBytes() {
        BitSet bytes = new BitSet();
        decoded.fields().filter(place -> place.field().changed()).forEach(place -> {
            ConfigField field = place.field();
            for (int bit = field.low(); bit <= field.high(); bit++) {
                if ((field.raw() >>> bit - field.low() & 1) != (field.initial().getAsLong() >>> bit - field.low() & 1)) {
                    bytes.set(place.register().offset() + bit / 8);
                }
            }
        });
        return bytes;
    }

    /** The row that stands for the same as a row of another function, so that going from device to device keeps the place. */
    Optional<ConfigRow> like(ConfigRow other) {
        return roots.stream().filter(root -> root.name().equals(other.block().name())).findFirst()
                .flatMap(root -> other.register().isEmpty() ? Optional.of(root) : root.children().stream()
                        .filter(row -> row.register().orElseThrow().symbol().equals(other.register().get().symbol())).findFirst()
                        .flatMap(row -> other.children().isEmpty() && other.parent().flatMap(ConfigRow::parent).isPresent()
                                ? row.children().stream().filter(field -> field.name().equals(other.name())).findFirst()
                                : Optional.of(row)));
    }
}
