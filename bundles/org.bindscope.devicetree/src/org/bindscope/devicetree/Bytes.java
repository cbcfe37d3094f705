// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

/**
 * Big-endian access to byte arrays. Plain shifts: the handles of the class library need more time for their start than a whole
 * board's blob takes to be decompiled.
 */
final class Bytes {

    private Bytes() {
    }

    static int i32(byte[] data, int offset) {
        return data[offset] << 24 | (data[offset + 1] & 0xff) << 16 | (data[offset + 2] & 0xff) << 8 | data[offset + 3] & 0xff;
    }

    static long u32(byte[] data, int offset) {
        return i32(data, offset) & 0xffffffffL;
    }

    static long i64(byte[] data, int offset) {
        return (long) i32(data, offset) << 32 | u32(data, offset + 4);
    }

    static void put32(byte[] data, int offset, int value) {
        data[offset] = (byte) (value >> 24);
        data[offset + 1] = (byte) (value >> 16);
        data[offset + 2] = (byte) (value >> 8);
        data[offset + 3] = (byte) value;
    }

    static void put64(byte[] data, int offset, long value) {
        put32(data, offset, (int) (value >> 32));
        put32(data, offset + 4, (int) value);
    }
}
