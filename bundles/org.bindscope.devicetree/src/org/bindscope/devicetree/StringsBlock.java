// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The names of properties in a blob; decodes each of them once. */
final class StringsBlock {

    /** Names longer than this are refused by the reader; the specification allows 31 characters. */
    static final int LONGEST_NAME = 4096;
    private static final int BUDGET_FACTOR = 16;
    private static final int BUDGET_BASE = 65536;

    private final byte[] data;
    private final long start;
    private final long end;
    private final int lastNul;
    private int[] keys = new int[64];
    private String[] names = new String[64];
    private int used;
    private long budget;

    /**
     * @param data  the blob
     * @param start offset of the block
     * @param end   offset behind its last byte, at most the length of the data
     */
    StringsBlock(byte[] data, long start, long end) {
        this.data = data;
        this.start = start;
        this.end = end;
        this.budget = (long) data.length * BUDGET_FACTOR + BUDGET_BASE;
        int nul = (int) end - 1;
        while (nul >= start && data[nul] != 0) {
            nul--;
        }
        this.lastNul = nul;
    }

    /**
     * Decides as libfdt whether a name can be resolved.
     *
     * @param nameOffset as stored, unsigned
     * @param at         offset to report
     * @return null, or what is wrong
     */
    FdtProblem check(long nameOffset, long at) {
        long absolute = start + nameOffset;
        if (absolute >= end || nameOffset > Integer.MAX_VALUE) {
            return FdtProblem.error(FdtError.BADOFFSET, at, String.format(
                    "The name offset 0x%x of the property that starts here lies outside of the strings block.", nameOffset));
        }
        if (absolute > lastNul) {
            return FdtProblem.error(FdtError.TRUNCATED, at, String.format(
                    "The property name at offset 0x%x of the strings block is not terminated.", nameOffset));
        }
        return null;
    }

    /**
     * Decodes a name that {@link #check} accepted.
     *
     * @return null when the name, or all names together, are longer than the limits of this library
     */
    String name(long nameOffset) {
        int key = (int) nameOffset;
        int slot = slot(key, keys);
        if (names[slot] != null) {
            return names[slot];
        }
        int from = (int) (start + nameOffset);
        int to = from;
        while (data[to] != 0) {
            to++;
            if (to - from > LONGEST_NAME) {
                return null;
            }
        }
        budget -= to - from;
        if (budget < 0) {
            return null;
        }
        String name = new String(data, from, to - from, StandardCharsets.ISO_8859_1);
        keys[slot] = key;
        names[slot] = name;
        if (++used * 2 > keys.length) {
            grow();
        }
        return name;
    }

    private int slot(int key, int[] table) {
        int mask = table.length - 1;
        int slot = key * 0x9e3779b9 >>> 7 & mask;
        while (names[slot] != null && table[slot] != key) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        int[] oldKeys = keys;
        String[] oldNames = names;
        keys = new int[oldKeys.length * 2];
        names = new String[keys.length];
        Arrays.fill(keys, -1);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldNames[i] != null) {
                int slot = slot(oldKeys[i], keys);
                keys[slot] = oldKeys[i];
                names[slot] = oldNames[i];
            }
        }
    }
}
