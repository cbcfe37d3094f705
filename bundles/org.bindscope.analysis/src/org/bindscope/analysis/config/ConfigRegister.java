// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * One register of configuration space.
 *
 * @param name   name in the specification, for example {@code Device Control}
 * @param symbol short name as lspci and the kernel's headers write it, for example {@code DevCtl};
 *               equal to the name where there is no shorter one in use
 * @param offset byte offset in configuration space
 * @param size   1 to 8 bytes
 * @param raw    value, little endian, unsigned
 * @param fields in ascending order of bits; bits that no field covers are reserved
 */
public record ConfigRegister(String name, String symbol, int offset, int size, long raw, List<ConfigField> fields) {

    /** Copies the list. */
    public ConfigRegister {
        fields = List.copyOf(fields);
    }

    /**
     * Where the register ends.
     *
     * @return offset of the byte behind it
     */
    public int end() {
        return offset + size;
    }

    /**
     * Looks a field up.
     *
     * @param field name in the specification
     * @return empty where the register has no such field
     */
    public Optional<ConfigField> field(String field) {
        return fields.stream().filter(f -> f.name().equals(field)).findFirst();
    }

    /**
     * The value.
     *
     * @return hexadecimal with {@code 0x} and two digits a byte
     */
    public String rawText() {
        return "0x" + HexFormat.of().toHexDigits(raw, 2 * size);
    }

    /**
     * Bits that are set although no field covers them.
     *
     * @return a mask; 0 in registers of known devices, other where a newer specification gives them a meaning
     */
    public long reservedBits() {
        long covered = 0;
        for (ConfigField field : fields) {
            covered |= (field.width() == 64 ? -1L : (1L << field.width()) - 1) << field.low();
        }
        return raw & ~covered;
    }

    /**
     * Whether one of the fields differs from its value after a reset.
     *
     * @return {@link ConfigField#changed()} of any field
     */
    public boolean changed() {
        return fields.stream().anyMatch(ConfigField::changed);
    }
}
