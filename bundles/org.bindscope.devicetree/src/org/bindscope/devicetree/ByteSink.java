// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A buffer of bytes in front of an output stream or an appendable, with the few number formats that source text needs. */
abstract class ByteSink {

    private static final int SIZE = 1 << 16;
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final byte[] buffer = new byte[SIZE];
    private int used;

    static ByteSink to(OutputStream out) {
        return new ByteSink() {
            @Override
            void drain(byte[] bytes, int length) throws IOException {
                out.write(bytes, 0, length);
            }
        };
    }

    static ByteSink to(Appendable out) {
        return new ByteSink() {
            @Override
            void drain(byte[] bytes, int length) throws IOException {
                out.append(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
            }
        };
    }

    abstract void drain(byte[] bytes, int length) throws IOException;

    void flush() throws IOException {
        if (used > 0) {
            int length = used;
            used = 0;
            drain(buffer, length);
        }
    }

    void put(int c) throws IOException {
        if (used == SIZE) {
            flush();
        }
        buffer[used++] = (byte) c;
    }

    /** Writes a short text of ASCII characters. */
    @SuppressWarnings("deprecation")
    void ascii(String text) throws IOException {
        reserve(text.length());
        text.getBytes(0, text.length(), buffer, used);
        used += text.length();
    }

    /** Writes a text of any length, the low byte of each character. */
    @SuppressWarnings("deprecation")
    void latin1(String text) throws IOException {
        for (int from = 0; from < text.length();) {
            int part = Math.min(text.length() - from, SIZE);
            reserve(part);
            text.getBytes(from, from + part, buffer, used);
            used += part;
            from += part;
        }
    }

    void bytes(byte[] data, int start, int length) throws IOException {
        if (length > SIZE - used) {
            flush();
            if (length > SIZE) {
                for (int i = 0; i < length; i++) {
                    put(data[start + i]);
                }
                return;
            }
        }
        System.arraycopy(data, start, buffer, used, length);
        used += length;
    }

    void tabs(int count) throws IOException {
        for (int left = count; left > 0;) {
            int part = Math.min(left, SIZE);
            reserve(part);
            Arrays.fill(buffer, used, used + part, (byte) '\t');
            used += part;
            left -= part;
        }
    }

    /** Writes two digits. */
    void hex8(int value) throws IOException {
        reserve(2);
        buffer[used++] = DIGITS[value >> 4 & 15];
        buffer[used++] = DIGITS[value & 15];
    }

    /** Writes at least two digits. */
    void hex32(int value) throws IOException {
        int digits = Math.max(2, 8 - Integer.numberOfLeadingZeros(value) / 4);
        reserve(digits);
        for (int shift = 4 * digits - 4; shift >= 0; shift -= 4) {
            buffer[used++] = DIGITS[value >>> shift & 15];
        }
    }

    /** Writes sixteen digits. */
    void hex64(long value) throws IOException {
        reserve(16);
        for (int shift = 60; shift >= 0; shift -= 4) {
            buffer[used++] = DIGITS[(int) (value >>> shift) & 15];
        }
    }

    private void reserve(int count) throws IOException {
        if (SIZE - used < count) {
            flush();
        }
    }
}
