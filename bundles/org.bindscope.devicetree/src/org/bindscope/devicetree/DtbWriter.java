// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Writes a tree as a version 17 blob laid out as libfdt packs one: header, memory reservations, structure, strings, nothing in
 * between and no free space. Order is kept; reading the blob gives the tree again. Properties whose value is not known are left
 * out.
 */
public final class DtbWriter {

    private static final int HEADER = 40;

    private byte[] bytes = new byte[4096];
    private int used;

    private final StringTable strings;
    private final boolean keepNameOffsets;

    private DtbWriter(StringTable strings, boolean keepNameOffsets) {
        this.strings = strings;
        this.keepNameOffsets = keepNameOffsets;
    }

    /**
     * Writes a tree.
     *
     * @return the blob, exactly as long as its header says
     * @throws FdtException NOSPACE when the blob would be longer than 1 GiB
     */
    public static byte[] write(Fdt tree) throws FdtException {
        return new DtbWriter(new StringTable(), false).blob(tree, 16);
    }

    /**
     * Writes a tree whose properties know the offsets of their names in the table.
     *
     * @param lastCompVersion for the header
     */
    static byte[] write(Fdt tree, StringTable strings, long lastCompVersion) throws FdtException {
        return new DtbWriter(strings, true).blob(tree, (int) lastCompVersion);
    }

    private byte[] blob(Fdt tree, int lastCompVersion) throws FdtException {
        used = HEADER;
        for (MemoryReservation reservation : tree.reservations()) {
            reserve(16);
            Bytes.put64(bytes, used, reservation.address());
            Bytes.put64(bytes, used + 8, reservation.size());
            used += 16;
        }
        reserve(16);
        Bytes.put64(bytes, used, 0);
        Bytes.put64(bytes, used + 8, 0);
        used += 16;
        int structOffset = used;
        structure(tree.root());
        word(StructureCursor.END);
        int stringsOffset = used;
        byte[] blob = Arrays.copyOf(bytes, used + strings.length());
        strings.copyTo(blob, stringsOffset);
        int[] header = {FdtHeader.MAGIC, blob.length, structOffset, stringsOffset, HEADER, 17, lastCompVersion,
            (int) tree.header().bootCpuId(), strings.length(), stringsOffset - structOffset};
        for (int i = 0; i < header.length; i++) {
            Bytes.put32(blob, 4 * i, header[i]);
        }
        return blob;
    }

    private void structure(FdtNode root) throws FdtException {
        Deque<FdtNode> open = new ArrayDeque<>();
        Deque<Integer> nextChild = new ArrayDeque<>();
        begin(root);
        open.push(root);
        nextChild.push(0);
        while (!open.isEmpty()) {
            FdtNode[] children = open.peek().childArray();
            int next = nextChild.pop();
            if (next < children.length) {
                nextChild.push(next + 1);
                begin(children[next]);
                open.push(children[next]);
                nextChild.push(0);
            } else {
                open.pop();
                word(StructureCursor.END_NODE);
            }
        }
    }

    private void begin(FdtNode node) throws FdtException {
        word(StructureCursor.BEGIN_NODE);
        byte[] name = node.name().getBytes(StandardCharsets.ISO_8859_1);
        padded(name, 0, name.length, 1);
        for (FdtProperty property : node.propertyArray()) {
            if (property.availability() != FdtProperty.Availability.UNREADABLE) {
                word(StructureCursor.PROP);
                word(property.length());
                word(keepNameOffsets ? property.nameOffset() : strings.offset(property.name()));
                padded(property.array(), property.arrayStart(), property.length(), 0);
            }
        }
    }

    private void word(int value) throws FdtException {
        reserve(4);
        Bytes.put32(bytes, used, value);
        used += 4;
    }

    private void padded(byte[] data, int start, int length, int nuls) throws FdtException {
        int total = length + nuls + 3 & ~3;
        reserve(total);
        System.arraycopy(data, start, bytes, used, length);
        used += length;
        for (int i = length; i < total; i++) {
            bytes[used++] = 0;
        }
    }

    private void reserve(int count) throws FdtException {
        if (bytes.length - used >= count) {
            return;
        }
        long wanted = Math.max((long) used + count, bytes.length * 2L);
        if (wanted > 1L << 30) {
            throw new FdtException(FdtProblem.error(FdtError.NOSPACE, FdtProblem.NO_OFFSET, "The blob would be too long."));
        }
        bytes = Arrays.copyOf(bytes, (int) wanted);
    }
}
