// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Configuration spaces with well-formed lists whose capabilities hold random registers. */
final class GeneratedSpaces {

    /** Bytes that a capability of the first list has at most. */
    private static final Map<Integer, Integer> STANDARD = new TreeMap<>(Map.ofEntries(Map.entry(0x01, 8), Map.entry(0x02, 12),
            Map.entry(0x03, 8), Map.entry(0x04, 4), Map.entry(0x05, 24), Map.entry(0x07, 16), Map.entry(0x08, 12),
            Map.entry(0x09, 24), Map.entry(0x0a, 4), Map.entry(0x0c, 8), Map.entry(0x0d, 8), Map.entry(0x0e, 12),
            Map.entry(0x10, 0x3c), Map.entry(0x11, 12), Map.entry(0x12, 8), Map.entry(0x13, 6), Map.entry(0x14, 48),
            Map.entry(0x15, 0x24)));
    /** Bytes that an extended capability has at most. */
    private static final Map<Integer, Integer> EXTENDED = new TreeMap<>(Map.ofEntries(Map.entry(0x01, 0x48), Map.entry(0x02, 0x70),
            Map.entry(0x03, 12), Map.entry(0x04, 16), Map.entry(0x05, 0x50), Map.entry(0x06, 12), Map.entry(0x07, 12),
            Map.entry(0x08, 0x70), Map.entry(0x09, 0x70), Map.entry(0x0a, 16), Map.entry(0x0b, 32), Map.entry(0x0c, 8),
            Map.entry(0x0d, 0x28), Map.entry(0x0e, 8), Map.entry(0x0f, 8), Map.entry(0x10, 0x40), Map.entry(0x12, 0x30),
            Map.entry(0x13, 16), Map.entry(0x15, 0x34), Map.entry(0x16, 0x30), Map.entry(0x17, 0x8c), Map.entry(0x18, 8),
            Map.entry(0x19, 0x4c), Map.entry(0x1b, 8), Map.entry(0x1c, 8), Map.entry(0x1d, 0x48), Map.entry(0x1e, 20),
            Map.entry(0x1f, 12), Map.entry(0x21, 16), Map.entry(0x22, 12), Map.entry(0x23, 0x60), Map.entry(0x24, 0x34),
            Map.entry(0x25, 12), Map.entry(0x26, 0x40), Map.entry(0x27, 0x88), Map.entry(0x28, 0x20), Map.entry(0x29, 16),
            Map.entry(0x2a, 0x40), Map.entry(0x2e, 24), Map.entry(0x2f, 16), Map.entry(0x30, 0x80), Map.entry(0x31, 0x40)));
    private static final int[] TYPES = {0, 1, 4, 5, 6, 7, 8, 9, 10};

    private final Random random;

    GeneratedSpaces(long seed) {
        this.random = new Random(seed);
    }

    /** 4096 bytes of a function. */
    byte[] next() {
        byte[] bytes = new byte[ConfigSpace.EXTENDED_SIZE];
        random.nextBytes(bytes);
        int layout = random.nextInt(20) == 0 ? 2 : random.nextInt(2);
        bytes[0x0e] = (byte) (layout | (random.nextBoolean() ? 0x80 : 0));
        put16(bytes, 0, random.nextInt(4) == 0 ? 0x1af4 : 0x8086);
        put16(bytes, 2, 0x1000 + random.nextInt(0x100));
        bytes[6] |= 0x10;
        bytes[0x3d] = (byte) random.nextInt(5);
        for (int at = 0x1c; layout == 2 && at < 0x2c; at += 4) {
            put16(bytes, at, 0);
        }
        // A class that lspci shows without further decoding.
        bytes[0x0a] = (byte) (layout == 0 ? 0x00 : layout == 1 ? 0x04 : 0x07);
        bytes[0x0b] = (byte) (layout == 0 ? 0x02 : 0x06);
        bytes[0x09] = 0;
        standard(bytes, layout);
        extended(bytes);
        return bytes;
    }

    private void standard(byte[] bytes, int layout) {
        int pointer = layout == 2 ? 0x14 : 0x34;
        int at = layout == 2 ? 0x48 : 0x40;
        List<Integer> ids = new ArrayList<>(STANDARD.keySet());
        Collections.shuffle(ids, random);
        ids.remove((Integer) 0x10);
        ids.add(0, 0x10);
        for (int id : ids) {
            int size = STANDARD.get(id);
            if (at + size > 0x100) {
                continue;
            }
            bytes[pointer] = (byte) at;
            bytes[at] = (byte) id;
            adjust(bytes, at, id);
            pointer = at + 1;
            at += size + 3 & ~3;
        }
        bytes[pointer] = 0;
    }

    private void adjust(byte[] bytes, int at, int id) {
        switch (id) {
            case 0x10 -> bytes[at + 2] = (byte) (1 + random.nextInt(2) | TYPES[random.nextInt(TYPES.length)] << 4);
            case 0x09 -> bytes[at + 2] = (byte) (16 + 4 * random.nextInt(3));
            case 0x13 -> bytes[at + 2] = 6;
            case 0x14 -> allocationEntry(bytes, at);
            default -> {
            }
        }
        if (id == 0x09) {
            bytes[at + 3] = (byte) (1 + random.nextInt(5));
        }
    }

    /** One entry, whose size counts the upper halves that its flags promise. */
    private static void allocationEntry(byte[] bytes, int at) {
        int entry = at + ((bytes[0x0e] & 0x7f) == 1 ? 8 : 4);
        bytes[at + 2] = 1;
        int size = 2 + (bytes[entry + 4] >> 1 & 1) + (bytes[entry + 8] >> 1 & 1);
        bytes[entry] = (byte) (bytes[entry] & ~7 | size);
    }

    private void extended(byte[] bytes) {
        List<Integer> ids = new ArrayList<>(EXTENDED.keySet());
        Collections.shuffle(ids, random);
        int at = 0x100;
        int last = -1;
        for (int id : ids) {
            int size = EXTENDED.get(id);
            if (at + size > ConfigSpace.EXTENDED_SIZE) {
                break;
            }
            int version = 1 + random.nextInt(2);
            put32(bytes, at, id | version << 16);
            if (last >= 0) {
                put32(bytes, last, get32(bytes, last) | at << 20);
            }
            adjustExtended(bytes, at, id, size);
            last = at;
            at += size + 15 & ~15;
        }
    }

    /** Counts and lengths that the place left for the capability can hold. */
    private void adjustExtended(byte[] bytes, int at, int id, int size) {
        switch (id) {
            case 0x05 -> bytes[at + 5] = (byte) (1 + random.nextInt(4));
            case 0x0b, 0x23 -> put32(bytes, at + 4, id == 0x23 && random.nextBoolean()
                    ? 0x1e98 | random.nextInt(3) << 16 | 0x60 << 20 : random.nextInt(0x10000) | 3 << 16 | size << 20);
            case 0x0d -> bytes[at + 5] = (byte) random.nextInt();
            case 0x10 -> {
                for (int bar = 0; bar < 6; bar++) {
                    bytes[at + 0x24 + 4 * bar] = (byte) (bytes[at + 0x24 + 4 * bar] & 0xf8
                            | (bar < 5 ? random.nextInt(2) << 2 : 0));
                }
            }
            case 0x15, 0x24 -> bytes[at + 8] = (byte) (bytes[at + 8] & 0x1f | 1 + random.nextInt(6) << 5);
            case 0x30 -> {
                bytes[at + 5] &= 0x1f;
                bytes[at + 6] = 0;
                bytes[at + 12] &= (byte) 0xf0;
            }
            default -> {
            }
        }
        if (id == 0x23) {
            put16(bytes, at + 8, random.nextInt(10));
            range(bytes, at + 0x1c);
            range(bytes, at + 0x2c);
        }
    }

    /** Values that CXL defines: lspci 3.9.0 reads behind its tables for others. */
    private void range(byte[] bytes, int at) {
        put16(bytes, at, random.nextInt(4) | random.nextInt(2) << 2 | random.nextInt(2) << 5 | random.nextInt(3) << 8
                | random.nextInt(4) << 13);
    }

    private static void put16(byte[] bytes, int at, int value) {
        bytes[at] = (byte) value;
        bytes[at + 1] = (byte) (value >> 8);
    }

    private static void put32(byte[] bytes, int at, int value) {
        put16(bytes, at, value);
        put16(bytes, at + 2, value >> 16);
    }

    private static int get32(byte[] bytes, int at) {
        return bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff) << 16 | bytes[at + 3] << 24;
    }
}
