// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Big-endian access to byte arrays. */
final class Bytes {

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Bytes() {
    }

    static int i32(byte[] data, int offset) {
        return (int) INT.get(data, offset);
    }

    static long u32(byte[] data, int offset) {
        return i32(data, offset) & 0xffffffffL;
    }

    static long i64(byte[] data, int offset) {
        return (long) LONG.get(data, offset);
    }

    static void put32(byte[] data, int offset, int value) {
        INT.set(data, offset, value);
    }

    static void put64(byte[] data, int offset, long value) {
        LONG.set(data, offset, value);
    }
}
