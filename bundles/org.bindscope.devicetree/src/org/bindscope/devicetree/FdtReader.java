// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads flattened device trees of the versions 1, 2, 3, 16 and 17 (newer ones by the rules of 17). The layout follows from the
 * version alone; the last compatible version does not matter, since skiboot writes 17 with 2. Values are not copied: the array
 * belongs to the tree afterwards and must not change. Time and memory are linear in the size of the blob; nothing recurses.
 */
public final class FdtReader {

    /** Nodes nested deeper than this get a warning. */
    public static final int DEPTH_WARNING = 64;
    /** Nodes nested deeper than this are not read. */
    public static final int DEPTH_LIMIT = 1024;
    private static final int MANY_WARNINGS = 64;

    private final byte[] data;
    private final List<FdtProblem> problems = new ArrayList<>();
    private boolean complete;
    private int nameless;

    private FdtReader(byte[] data) {
        this.data = data;
    }

    /**
     * Reads a blob that libfdt's full check accepts.
     *
     * @param data the blob, perhaps with bytes behind it
     * @return the whole tree; its problems are warnings and notes
     * @throws FdtException with libfdt's verdict and its place, or when nodes are nested deeper than {@link #DEPTH_LIMIT} or
     *                      property names are longer than 4096 bytes (together: 16 times the blob)
     */
    public static Fdt read(byte[] data) throws FdtException {
        Optional<FdtProblem> verdict = FdtChecker.check(data);
        if (verdict.isPresent()) {
            throw new FdtException(verdict.get());
        }
        Fdt tree = readLenient(data);
        Optional<FdtProblem> error = tree.firstError();
        if (error.isPresent()) {
            throw new FdtException(error.get());
        }
        return tree;
    }

    /**
     * Reads as much as there is: everything before the first damage of the structure, whatever the header says about versions and
     * sizes. Properties whose names cannot be read, as in a blob that was cut off before its strings, are left out and counted.
     *
     * @param data anything
     * @return a tree, perhaps without anything in it, whose problems say what is wrong; libfdt's verdict is the first error
     */
    public static Fdt readLenient(byte[] data) {
        return new FdtReader(data).read();
    }

    private Fdt read() {
        Optional<FdtProblem> verdict = FdtChecker.check(data);
        if (verdict.isPresent()) {
            problems.add(verdict.get());
        }
        FdtHeader header = FdtHeader.read(data);
        if (header == null || Bytes.i32(data, 0) != FdtHeader.MAGIC) {
            return new Fdt(header == null ? FdtHeader.of(0) : header, List.of(), new FdtNode("", -1, null), problems, false);
        }
        FdtHeader usable = usable(header);
        List<MemoryReservation> reservations = reservations(usable);
        FdtNode root = structure(usable);
        if (header.totalSize() < data.length) {
            problems.add(FdtProblem.note(FdtError.BADLAYOUT, header.totalSize(),
                    (data.length - header.totalSize()) + " bytes follow the end of the blob."));
        }
        return new Fdt(header, reservations, root, problems, complete && nameless == 0);
    }

    /** Brings sizes that cannot be true to what the data holds; the checker has reported them. */
    private FdtHeader usable(FdtHeader h) {
        long total = h.totalSize() < FdtHeader.lengthOf(h.version()) ? data.length : Math.min(h.totalSize(), data.length);
        long structOffset = Math.min(h.structOffset(), total);
        long stringsOffset = Math.min(h.stringsOffset(), total);
        return new FdtHeader(total, structOffset, stringsOffset, h.reserveOffset(), h.version(), h.lastCompVersion(),
                h.bootCpuId(), h.stringsSize(), h.structSize());
    }

    private List<MemoryReservation> reservations(FdtHeader header) {
        List<MemoryReservation> list = new ArrayList<>();
        long at = header.reserveOffset();
        if (at % 8 != 0) {
            problems.add(FdtProblem.warning(FdtError.ALIGNMENT, 0x10, String.format(
                    "The memory reservation block at offset 0x%x is not aligned to eight bytes.", at)));
        }
        for (; at <= header.totalSize() - 16; at += 16) {
            long address = Bytes.i64(data, (int) at);
            long size = Bytes.i64(data, (int) at + 8);
            if (size == 0) {
                if (address != 0) {
                    problems.add(FdtProblem.warning(FdtError.BADVALUE, at, String.format(
                            "The memory reservations end at an entry of size 0 whose address is 0x%x instead of 0.", address)));
                }
                return list;
            }
            list.add(new MemoryReservation(address, size));
        }
        add(FdtProblem.error(FdtError.TRUNCATED, Math.max(at, 0),
                "The memory reservations run into the end of the blob without an entry of size 0."));
        // without their end these entries may be anything
        return List.of();
    }

    /** Adds an error unless the verdict of the checker is the same one. */
    private void add(FdtProblem problem) {
        boolean known = problems.stream().anyMatch(p -> p.offset() == problem.offset() && p.error() == problem.error());
        if (!known) {
            problems.add(problem);
        }
    }

    private FdtNode structure(FdtHeader header) {
        StructureCursor cursor = FdtChecker.cursor(data, header);
        if (header.structOffset() % 4 != 0) {
            problems.add(FdtProblem.warning(FdtError.ALIGNMENT, 8, String.format(
                    "The structure block at offset 0x%x is not aligned to four bytes.", header.structOffset())));
        }
        TreeAssembler tree = new TreeAssembler();
        StringsBlock strings = FdtChecker.strings(data, header);
        FdtProblem stop = null;
        while (stop == null && !complete) {
            stop = cursor.advance();
            if (stop == null) {
                stop = token(header, cursor, strings, tree);
            }
        }
        if (stop != null) {
            add(stop);
        }
        if (nameless > 1) {
            problems.add(FdtProblem.warning(FdtError.BADOFFSET, header.stringsOffset(),
                    "The names of " + nameless + " properties cannot be read; these properties are left out."));
        }
        if (tree.root() == null) {
            problems.add(FdtProblem.warning(FdtError.BADSTRUCTURE, header.structOffset(), "The blob has no root node."));
            return new FdtNode("", -1, null);
        }
        tree.closeAll();
        return tree.root();
    }

    /** Takes one token into the tree; returns what stops the reading. */
    private FdtProblem token(FdtHeader header, StructureCursor cursor, StringsBlock strings, TreeAssembler tree) {
        boolean closed = tree.root() != null && tree.depth() == 0;
        if (closed && cursor.tag() != StructureCursor.END) {
            return FdtProblem.error(FdtError.BADSTRUCTURE, cursor.offset(),
                    "Something other than the END token follows the root node.");
        }
        switch (cursor.tag()) {
            case StructureCursor.BEGIN_NODE -> {
                if (tree.depth() == DEPTH_LIMIT) {
                    return FdtProblem.error(FdtError.LIMIT, cursor.offset(),
                            "Nodes are nested deeper than " + DEPTH_LIMIT + " levels.");
                }
                tree.begin(nodeName(header, cursor, tree), cursor.offset());
                if (tree.depth() == DEPTH_WARNING + 1) {
                    warn(FdtError.LIMIT, cursor.offset(), "Nodes are nested deeper than " + DEPTH_WARNING + " levels.");
                }
            }
            case StructureCursor.END_NODE -> {
                if (tree.depth() == 0) {
                    return FdtProblem.error(FdtError.BADSTRUCTURE, cursor.offset(), "A node ends where none is open.");
                }
                tree.end();
            }
            case StructureCursor.PROP -> {
                return property(cursor, strings, tree);
            }
            case StructureCursor.END -> {
                if (tree.depth() > 0) {
                    return FdtProblem.error(FdtError.BADSTRUCTURE, cursor.offset(),
                            "The END token comes while " + tree.depth() + " nodes are still open.");
                }
                complete = true;
            }
            default -> {
                if (tree.root() == null) {
                    warn(FdtError.BADSTRUCTURE, cursor.offset(), "A NOP token stands before the root node; dtc refuses that.");
                }
            }
        }
        return null;
    }

    private FdtProblem property(StructureCursor cursor, StringsBlock strings, TreeAssembler tree) {
        FdtProblem problem = strings.check(cursor.propertyNameOffset(), cursor.offset());
        if (problem != null) {
            if (nameless++ == 0) {
                add(problem);
            }
            return null;
        }
        String name = strings.name(cursor.propertyNameOffset());
        if (name == null) {
            return FdtProblem.error(FdtError.LIMIT, cursor.offset(), "The name of the property that starts here is longer than "
                    + StringsBlock.LONGEST_NAME + " bytes, or all names together are much longer than the blob.");
        }
        if (tree.depth() == 0) {
            warn(FdtError.BADSTRUCTURE, cursor.offset(), "A property stands outside of any node and is left out.");
            return null;
        }
        if (tree.hasChildren()) {
            warn(FdtError.BADSTRUCTURE, cursor.offset(), "A property follows the children of its node; libfdt does not see it.");
        }
        tree.property(FdtProperty.inBlob(name, (int) cursor.propertyNameOffset(), data, cursor.valueOffset(),
                cursor.valueLength()));
        return null;
    }

    private String nodeName(FdtHeader header, StructureCursor cursor, TreeAssembler tree) {
        int from = cursor.nameOffset();
        int to = from + cursor.nameLength();
        if (header.oldStructure()) {
            int leaf = tree.pathPrefix(data, from, to);
            if (leaf < 0) {
                warn(FdtError.BADSTRUCTURE, cursor.offset(), "The path of the node does not continue the path of its parent.");
                leaf = to;
                while (leaf > from && data[leaf - 1] != '/') {
                    leaf--;
                }
            }
            tree.path(from, to);
            from = leaf;
        }
        return new String(data, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private void warn(FdtError error, long offset, String message) {
        if (problems.size() < MANY_WARNINGS) {
            problems.add(FdtProblem.warning(error, offset, message));
        }
    }
}
