// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.acpi;

import java.util.ArrayList;
import java.util.List;

/**
 * The table DMAR of Intel VT-d.
 *
 * @param file     path in the snapshot
 * @param reserved reserved memory regions (RMRR)
 * @param problems what is wrong with the table
 */
public record DmarTable(String file, List<ReservedMemory> reserved, List<TableProblem> problems) {

    private static final int STRUCTURES = 48;
    private static final int RMRR = 1;
    private static final int SCOPES = 24;
    private static final int PATH = 6;
    private static final int ENDPOINT = 1;
    private static final int SUB_HIERARCHY = 2;

    /** Copies the lists. */
    public DmarTable {
        reserved = List.copyOf(reserved);
        problems = List.copyOf(problems);
    }

    /**
     * Memory that firmware wants mapped for some devices.
     *
     * @param offset byte offset in the table
     * @param base   first address, unsigned
     * @param limit  last address, unsigned
     * @param scopes the devices
     */
    public record ReservedMemory(int offset, long base, long limit, List<Scope> scopes) {
        /** Copies the list. */
        public ReservedMemory {
            scopes = List.copyOf(scopes);
        }
    }

    /**
     * A device by the way to it.
     *
     * @param segment  PCI segment, the kernel's domain
     * @param startBus bus where the way begins
     * @param path     device and function numbers, as one byte each ({@code device << 3 | function}); each but the last
     *                 names a bridge
     * @param subtree  whether everything below the last is meant too
     */
    public record Scope(int segment, int startBus, List<Integer> path, boolean subtree) {
        /** Copies the list. */
        public Scope {
            path = List.copyOf(path);
        }
    }

    /**
     * Reads a table. Damaged parts are left out and named.
     *
     * @param file    path, for messages
     * @param content any bytes
     * @return the table
     */
    public static DmarTable read(String file, byte[] content) {
        TableBytes table = new TableBytes(file, content, "DMAR");
        List<ReservedMemory> reserved = new ArrayList<>();
        int at = STRUCTURES;
        while (table.usable() && table.has(at, 4)) {
            int length = table.u16(at + 2);
            if (length < 4 || !table.has(at, length)) {
                table.problem(at, "a structure of " + length + " bytes does not fit");
                break;
            }
            if (table.u16(at) == RMRR && length >= SCOPES) {
                reserved.add(new ReservedMemory(at, table.u64(at + 8), table.u64(at + 16),
                        scopes(table, table.u16(at + 6), at + SCOPES, at + length)));
            }
            at += length;
        }
        return new DmarTable(file, reserved, table.problems());
    }

    private static List<Scope> scopes(TableBytes table, int segment, int from, int end) {
        List<Scope> scopes = new ArrayList<>();
        int at = from;
        while (at + PATH <= end) {
            int length = table.u8(at + 1);
            if (length < PATH || at + length > end) {
                table.problem(at, "a device scope of " + length + " bytes does not fit");
                break;
            }
            int type = table.u8(at);
            if (type == ENDPOINT || type == SUB_HIERARCHY) {
                List<Integer> path = new ArrayList<>();
                for (int step = at + PATH; step + 2 <= at + length; step += 2) {
                    path.add((table.u8(step) & 0x1f) << 3 | table.u8(step + 1) & 7);
                }
                scopes.add(new Scope(segment, table.u8(at + 5), path, type == SUB_HIERARCHY));
            }
            at += length;
        }
        return scopes;
    }
}
