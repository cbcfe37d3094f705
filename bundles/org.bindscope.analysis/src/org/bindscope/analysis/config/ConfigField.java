// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

import java.util.HexFormat;
import java.util.OptionalLong;

/**
 * One field of a register.
 *
 * @param name    name in the specification, for example {@code Max_Payload_Size Supported}
 * @param low     lowest bit in the register, 0 to 63
 * @param width   number of bits, 1 to 64
 * @param raw     the bits as an unsigned number
 * @param meaning what the value says, without its unit; for a number without further meaning, the number
 * @param unit    unit of the meaning, for example {@code bytes}; empty where it has none
 * @param initial value after a reset, where the specification gives one for every device; empty for
 *                values that hardware or firmware sets
 */
public record ConfigField(String name, int low, int width, long raw, String meaning, String unit,
        OptionalLong initial) {

    /**
     * The highest bit.
     *
     * @return {@code low + width - 1}
     */
    public int high() {
        return low + width - 1;
    }

    /**
     * The bits as the specification writes them.
     *
     * @return {@code 7:5}, or {@code 4} for a single bit
     */
    public String bits() {
        return width == 1 ? Integer.toString(low) : high() + ":" + low;
    }

    /**
     * The meaning with its unit.
     *
     * @return for example {@code 256 bytes}
     */
    public String text() {
        return unit.isEmpty() ? meaning : meaning + " " + unit;
    }

    /**
     * The raw value.
     *
     * @return hexadecimal with {@code 0x}, as many digits as the field has room for; one bit as 0 or 1
     */
    public String rawText() {
        return width == 1 ? Long.toString(raw) : "0x" + HexFormat.of().toHexDigits(raw, (width + 3) / 4);
    }

    /**
     * Whether software or an event has changed the field since the reset.
     *
     * @return false where the specification gives no initial value
     */
    public boolean changed() {
        return initial.isPresent() && initial.getAsLong() != raw;
    }
}
