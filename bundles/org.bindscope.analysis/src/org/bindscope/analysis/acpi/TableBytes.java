// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.acpi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The bytes of one table, little-endian, and what is wrong with them. No read goes beyond the captured bytes. */
final class TableBytes {

    private static final int HEADER = 36;
    private static final int LENGTH = 4;
    private static final int MAX_PROBLEMS = 20;

    private final String file;
    private final ByteBuffer bytes;
    private final int end;
    private final boolean usable;
    private final List<TableProblem> problems = new ArrayList<>();

    TableBytes(String file, byte[] content, String signature) {
        this.file = file;
        this.bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        boolean header = content.length >= HEADER
                && signature.equals(new String(content, 0, signature.length(), StandardCharsets.US_ASCII));
        if (!header) {
            problem(0, "a header of " + HEADER + " bytes with the signature " + signature + " was expected");
        }
        long said = header ? bytes.getInt(LENGTH) & 0xffffffffL : 0;
        if (header && said > content.length) {
            problem(LENGTH, "the header says " + said + " bytes and " + content.length + " were captured");
        }
        usable = header && said >= HEADER;
        end = (int) Math.min(said, content.length);
    }

    boolean usable() {
        return usable;
    }

    /** Where the table ends: its own length, or the end of the captured bytes. */
    int end() {
        return end;
    }

    /** Whether some bytes are inside the table. */
    boolean has(int offset, int count) {
        return offset >= 0 && count >= 0 && offset <= end - count;
    }

    int u8(int offset) {
        return bytes.get(offset) & 0xff;
    }

    int u16(int offset) {
        return bytes.getShort(offset) & 0xffff;
    }

    long u32(int offset) {
        return bytes.getInt(offset) & 0xffffffffL;
    }

    long u64(int offset) {
        return bytes.getLong(offset);
    }

    void problem(int offset, String what) {
        if (problems.size() < MAX_PROBLEMS) {
            problems.add(new TableProblem(file, offset, what));
        }
    }

    List<TableProblem> problems() {
        return List.copyOf(problems);
    }
}
