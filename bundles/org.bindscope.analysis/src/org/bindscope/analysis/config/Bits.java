// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongFunction;

/** Names the fields of one register. A silent one has its value only, for layouts that depend on it. */
final class Bits {

    /** Meaning of a value that the specification reserves. */
    static final String RESERVED = "reserved";

    private final String name;
    private final String symbol;
    private final int offset;
    private final int size;
    private final long value;
    private final boolean present;
    private final boolean silent;
    private final List<ConfigField> fields = new ArrayList<>();
    private OptionalLong initial = OptionalLong.empty();

    Bits(String name, String symbol, int offset, int size, long value, boolean present, boolean silent) {
        this.name = name;
        this.symbol = symbol;
        this.offset = offset;
        this.size = size;
        this.value = value;
        this.present = present;
        this.silent = silent;
    }

    /** Number of bytes. */
    int size() {
        return size;
    }

    /** Whether the register lies within the captured bytes. */
    boolean present() {
        return present;
    }

    /** The whole register; 0 where it was not captured. */
    long value() {
        return value;
    }

    /** Some bits of the register. */
    long get(int low, int width) {
        return value >>> low & (width == 64 ? -1L : (1L << width) - 1);
    }

    /** One bit of the register. */
    boolean isSet(int bit) {
        return get(bit, 1) != 0;
    }

    /** Value after a reset, for the fields that follow. */
    Bits resetsTo(long registerValue) {
        initial = OptionalLong.of(registerValue);
        return this;
    }

    /** The fields that follow have no value that every device has after a reset. */
    Bits varies() {
        initial = OptionalLong.empty();
        return this;
    }

    /** A field whose meaning is computed. */
    Bits field(int low, int width, String field, String unit, LongFunction<String> meaning) {
        if (silent) {
            return this;
        }
        long raw = get(low, width);
        OptionalLong reset = initial.isPresent()
                ? OptionalLong.of(initial.getAsLong() >>> low & (width == 64 ? -1L : (1L << width) - 1))
                : OptionalLong.empty();
        String text = meaning.apply(raw);
        fields.add(new ConfigField(field, low, width, raw, text,
                text.isEmpty() || !Character.isDigit(text.charAt(0)) ? "" : unit, reset));
        return this;
    }

    /** A single bit with a word for both values. */
    Bits flag(int bit, String field, String one, String zero) {
        return field(bit, 1, field, "", raw -> raw != 0 ? one : zero);
    }

    /** A single bit that is set or clear. */
    Bits flag(int bit, String field) {
        return flag(bit, field, "set", "clear");
    }

    /** A single bit that says what the hardware can do. */
    Bits supported(int bit, String field) {
        return flag(bit, field, "supported", "not supported");
    }

    /** A single bit that turns something on. */
    Bits enabled(int bit, String field) {
        return flag(bit, field, "enabled", "disabled");
    }

    /** A single bit that records an event. */
    Bits detected(int bit, String field) {
        return flag(bit, field, "detected", "not detected");
    }

    /** A single bit that says whether a part is there. */
    Bits present(int bit, String field) {
        return flag(bit, field, "present", "not present");
    }

    /** A single bit of a yes or no question. */
    Bits yes(int bit, String field) {
        return flag(bit, field, "yes", "no");
    }

    /** A number with a unit. */
    Bits number(int low, int width, String field, String unit) {
        return field(low, width, field, unit, Long::toUnsignedString);
    }

    /** A number. */
    Bits number(int low, int width, String field) {
        return number(low, width, field, "");
    }

    /** A pattern of bits that is best read as it stands. */
    Bits hex(int low, int width, String field) {
        return field(low, width, field, "", raw -> "0x" + HexFormat.of().toHexDigits(raw, (width + 3) / 4));
    }

    /** An address whose low bits are no part of it. */
    Bits address(int low, int width, String field) {
        return field(low, width, field, "", raw -> "0x" + HexFormat.of().toHexDigits(raw << low,
                Math.min(16, (low + width + 3) / 4)));
    }

    /** A choice; values behind the last text, and values with an empty text, are reserved. */
    Bits choice(int low, int width, String field, String... texts) {
        return field(low, width, field, "",
                raw -> raw >= 0 && raw < texts.length && !texts[(int) raw].isEmpty() ? texts[(int) raw] : RESERVED);
    }

    /** A set of bits, each of them with a word. */
    Bits set(int low, int width, String field, String... texts) {
        return field(low, width, field, "", raw -> {
            List<String> words = new ArrayList<>();
            for (int bit = 0; bit < width; bit++) {
                if ((raw >>> bit & 1) != 0) {
                    words.add(bit < texts.length ? texts[bit] : RESERVED);
                }
            }
            return words.isEmpty() ? "none" : String.join(", ", words);
        });
    }

    ConfigRegister register() {
        return new ConfigRegister(name, symbol, offset, size, value,
                fields.stream().sorted(Comparator.comparingInt(ConfigField::low)).toList());
    }
}
