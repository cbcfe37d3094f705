// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

import org.bindscope.analysis.config.ConfigBlock;
import org.bindscope.analysis.config.ConfigField;
import org.bindscope.analysis.config.ConfigRegister;
import org.bindscope.analysis.config.DecodedConfig;
import org.bindscope.analysis.config.DecodedConfig.Place;

/** Configuration space in words and in hexadecimal. */
public final class ConfigText {

    private static final HexFormat HEX = HexFormat.of();
    /** Words of a set bit that add nothing to its name. */
    private static final Set<String> PLAIN = Set.of("set", "supported", "enabled", "yes", "present", "detected");
    private static final int LINE_WIDTH = 110;

    private ConfigText() {
    }

    /**
     * Bytes as {@code lspci -x} prints them, which {@code lspci -F} reads again.
     *
     * @param title the function's address, a blank, and some text, without which lspci does not see the address
     * @param bytes captured bytes
     * @return lines ended by line feeds
     */
    public static String hexDump(String title, byte[] bytes) {
        StringBuilder out = new StringBuilder(title).append('\n');
        for (int at = 0; at < bytes.length; at += 16) {
            out.append(HEX.toHexDigits(at, at > 0xff ? 3 : 2)).append(':');
            for (int i = at; i < Math.min(at + 16, bytes.length); i++) {
                out.append(' ').append(HEX.toHexDigits(bytes[i]));
            }
            out.append('\n');
        }
        return out.toString();
    }

    /**
     * All fields as tab-separated text with a line of headings: capability, register, offset, bits, raw
     * value, meaning, and whether the value differs from that after a reset.
     *
     * @param decoded what was decoded
     * @return lines ended by line feeds
     */
    public static String table(DecodedConfig decoded) {
        StringBuilder out = new StringBuilder("Capability\tRegister\tOffset\tField\tBits\tRaw\tMeaning\tChanged\n");
        decoded.fields().forEach(place -> out.append(row(place)));
        return out.toString();
    }

    /**
     * One field as tab-separated text.
     *
     * @param place the field and where it stands
     * @return one line with a line feed
     */
    public static String row(Place place) {
        ConfigField field = place.field();
        return String.join("\t", place.block().name(), place.register().name(), offset(place.register().offset()), field.name(),
                field.bits(), field.rawText(), field.text(), field.changed() ? "changed" : "") + "\n";
    }

    /**
     * An offset as lspci writes it.
     *
     * @param offset byte offset in configuration space
     * @return two hexadecimal digits, three from 0x100 on
     */
    public static String offset(int offset) {
        return HEX.toHexDigits(offset, offset > 0xff ? 3 : 2);
    }

    /**
     * What a register says, in short: its value where it has one field, else the single bits that are set
     * and the values of the others.
     *
     * @param register a register
     * @return one line
     */
    public static String summary(ConfigRegister register) {
        if (register.fields().isEmpty()) {
            return register.raw() == 0 ? "" : register.rawText();
        }
        if (register.fields().size() == 1) {
            return register.fields().get(0).text();
        }
        List<String> parts = new ArrayList<>();
        for (ConfigField field : register.fields()) {
            if (field.width() > 1) {
                parts.add(field.name() + " " + field.text());
            } else if (field.raw() != 0) {
                parts.add(PLAIN.contains(field.meaning()) ? field.name() : field.name() + " " + field.meaning());
            }
        }
        return parts.isEmpty() ? "all bits clear" : String.join(", ", parts);
    }

    /**
     * The header and the capabilities with their registers, one line each: single bits with + or - behind
     * their name as lspci writes them, other fields with their meaning. What links a list together stands in
     * the first line of a capability.
     *
     * @param decoded what was decoded
     * @return lines ended by line feeds
     */
    static String text(DecodedConfig decoded) {
        StringBuilder out = new StringBuilder();
        for (ConfigBlock block : decoded.blocks()) {
            out.append(block.capability().map(at -> "Capabilities: [" + offset(at.offset())
                    + (at.extended() ? " v" + at.version() : "") + "] ").orElse("")).append(block.name()).append('\n');
            for (ConfigRegister register : block.registers()) {
                if (block.capability().isEmpty() || register.offset() >= block.offset() + (register.offset() > 0xff ? 4 : 2)) {
                    append(out, register);
                }
            }
        }
        decoded.problems().forEach(problem -> out.append("Problem: ").append(problem.message()).append('\n'));
        return out.toString();
    }

    private static void append(StringBuilder out, ConfigRegister register) {
        StringBuilder line = new StringBuilder("    ").append(register.symbol()).append(" [").append(offset(register.offset()))
                .append("]: ");
        List<String> parts = parts(register);
        for (int i = 0; i < parts.size(); i++) {
            String part = parts.get(i) + (i + 1 < parts.size() ? "," : "");
            if (line.length() + part.length() > LINE_WIDTH && !line.toString().isBlank()) {
                out.append(line.toString().stripTrailing()).append('\n');
                line.setLength(0);
                line.append("        ");
            }
            line.append(part).append(' ');
        }
        out.append(line.toString().stripTrailing()).append('\n');
    }

    private static List<String> parts(ConfigRegister register) {
        List<String> parts = new ArrayList<>();
        for (ConfigField field : register.fields()) {
            if (register.fields().size() == 1 && field.width() > 1) {
                parts.add(field.text());
            } else {
                parts.add(field.width() == 1 ? field.name() + (field.raw() != 0 ? "+" : "-") : field.name() + " " + field.text());
            }
        }
        if (register.reservedBits() != 0) {
            parts.add(register.fields().isEmpty() ? register.rawText()
                    : "reserved bits 0x" + HEX.toHexDigits(register.reservedBits(), 2 * register.size()));
        }
        return parts;
    }
}
