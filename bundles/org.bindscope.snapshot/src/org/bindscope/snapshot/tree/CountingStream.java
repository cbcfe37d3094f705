// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.tree;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts what is read and refuses to go beyond a limit. */
final class CountingStream extends FilterInputStream {

    /** More bytes came than the limit allows. */
    static final class LimitException extends IOException {

        private static final long serialVersionUID = 1L;

        LimitException(String message) {
            super(message);
        }
    }

    private final long limit;
    private long count;
    private boolean ended;
    private long lastNonZero = -1;

    CountingStream(InputStream in, long limit) {
        super(in);
        this.limit = limit;
    }

    /** Bytes that were read so far. */
    long count() {
        return count;
    }

    /** Whether the end was met. */
    boolean ended() {
        return ended;
    }

    /** How many zero bytes were read since the last byte that is not zero. */
    long trailingZeros() {
        return count - lastNonZero - 1;
    }

    @Override
    public int read() throws IOException {
        int value = in.read();
        if (value >= 0) {
            if (value != 0) {
                lastNonZero = count;
            }
            add(1);
        }
        ended |= value < 0;
        return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = in.read(buffer, offset, length);
        if (read > 0) {
            for (int i = offset + read - 1; i >= offset; i--) {
                if (buffer[i] != 0) {
                    lastNonZero = count + i - offset;
                    break;
                }
            }
            add(read);
        }
        ended |= read < 0;
        return read;
    }

    /** Reads and drops: what is skipped counts, and whether it is zero matters. */
    @Override
    public long skip(long n) throws IOException {
        byte[] buffer = new byte[(int) Math.min(n, 1 << 14)];
        long skipped = 0;
        while (skipped < n) {
            int read = read(buffer, 0, (int) Math.min(buffer.length, n - skipped));
            if (read < 0) {
                break;
            }
            skipped += read;
        }
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void add(int read) throws IOException {
        count += read;
        if (count > limit) {
            throw new LimitException("more than " + limit + " bytes come out of it");
        }
    }
}
