// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.acpi;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The table IVRS of AMD-Vi.
 *
 * @param file     path in the snapshot
 * @param aliases  functions that send under another requester id
 * @param unity    memory that firmware wants mapped for some devices (IVMD)
 * @param problems what is wrong with the table
 */
public record IvrsTable(String file, List<Alias> aliases, List<UnityMap> unity, List<TableProblem> problems) {

    private static final int BLOCKS = 48;
    private static final int SELECT_ALIAS = 66;
    private static final int RANGE_ALIAS = 67;
    private static final int RANGE_END = 4;
    private static final int ACPI_HID = 240;
    private static final int HID_HEADER = 22;
    private static final int IVMD_LENGTH = 32;

    /** Copies the lists. */
    public IvrsTable {
        aliases = List.copyOf(aliases);
        unity = List.copyOf(unity);
        problems = List.copyOf(problems);
    }

    /**
     * Functions that send under another requester id.
     *
     * @param segment PCI segment
     * @param first   first requester id
     * @param last    last requester id
     * @param alias   the id that they use
     */
    public record Alias(int segment, int first, int last, int alias) {
    }

    /**
     * Memory that must stay mapped.
     *
     * @param offset byte offset in the table
     * @param first  first requester id
     * @param last   last requester id
     * @param start  first address, unsigned
     * @param length bytes, unsigned
     */
    public record UnityMap(int offset, int first, int last, long start, long length) {
    }

    /**
     * Reads a table. Damaged parts are left out and named.
     *
     * @param file    path, for messages
     * @param content any bytes
     * @return the table
     */
    public static IvrsTable read(String file, byte[] content) {
        TableBytes table = new TableBytes(file, content, "IVRS");
        List<Alias> aliases = new ArrayList<>();
        List<UnityMap> unity = new ArrayList<>();
        int at = BLOCKS;
        while (table.usable() && table.has(at, 4)) {
            int length = table.u16(at + 2);
            if (length < 4 || !table.has(at, length)) {
                table.problem(at, "a block of " + length + " bytes does not fit");
                break;
            }
            switch (table.u8(at)) {
                case 0x10 -> entries(table, at, 24, length, aliases);
                case 0x11, 0x40 -> entries(table, at, 40, length, aliases);
                case 0x20, 0x21, 0x22 -> memory(table, at, length).ifPresent(unity::add);
                default -> {
                    // Blocks of other types say nothing about devices.
                }
            }
            at += length;
        }
        return new IvrsTable(file, aliases.stream().distinct().toList(), unity, table.problems());
    }

    /** Types 0x11 and 0x40 repeat the entries of 0x10 for newer kernels. */
    private static void entries(TableBytes table, int block, int from, int length, List<Alias> aliases) {
        if (length < from) {
            table.problem(block, "a block of " + length + " bytes has no room for its header");
            return;
        }
        int segment = table.u16(block + 16);
        int end = block + length;
        int at = block + from;
        int rangeStart = -1;
        int rangeAlias = 0;
        while (at < end) {
            int type = table.u8(at);
            int size = type == ACPI_HID ? at + HID_HEADER <= end ? HID_HEADER + table.u8(at + HID_HEADER - 1) : 0
                    : type < 0x40 ? 4 : type < 0x80 ? 8 : 0;
            if (size == 0 || at + size > end) {
                table.problem(at, "a device entry of type " + type + " does not fit");
                return;
            }
            if (type == SELECT_ALIAS) {
                aliases.add(new Alias(segment, table.u16(at + 1), table.u16(at + 1), table.u16(at + 5)));
            } else if (type == RANGE_ALIAS) {
                rangeStart = table.u16(at + 1);
                rangeAlias = table.u16(at + 5);
            } else if (type == RANGE_END) {
                if (rangeStart >= 0 && rangeStart <= table.u16(at + 1)) {
                    aliases.add(new Alias(segment, rangeStart, table.u16(at + 1), rangeAlias));
                }
                rangeStart = -1;
            } else if (type == 3) {
                rangeStart = -1;
            }
            at += size;
        }
    }

    private static Optional<UnityMap> memory(TableBytes table, int at, int length) {
        if (length < IVMD_LENGTH) {
            table.problem(at, "a memory block of " + length + " bytes is too short");
            return Optional.empty();
        }
        int device = table.u16(at + 4);
        int last = switch (table.u8(at)) {
            case 0x20 -> 0xffff;
            case 0x22 -> table.u16(at + 6);
            default -> device;
        };
        return Optional.of(new UnityMap(at, table.u8(at) == 0x20 ? 0 : device, last, table.u64(at + 16), table.u64(at + 24)));
    }
}
