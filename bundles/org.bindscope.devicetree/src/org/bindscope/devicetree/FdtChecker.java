// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

import java.util.Optional;

/**
 * The full check of libfdt 1.6.1 ({@code fdt_check_full}): the same verdict for the same bytes, with the place of the failure,
 * which libfdt does not tell. The caller's buffer counts as aligned; everything is read, nothing is built.
 */
public final class FdtChecker {

    private static final long OLDEST_VERSION = 2;
    private static final long NEWEST_COMPATIBLE = 17;

    private FdtChecker() {
    }

    /**
     * Checks the header, the bounds of the blocks, the end of the memory reservations and all tokens.
     *
     * @param data a blob; bytes after its total size are ignored
     * @return the first failure, empty when libfdt accepts the blob
     */
    public static Optional<FdtProblem> check(byte[] data) {
        FdtProblem problem = checkHeader(data);
        if (problem != null) {
            return Optional.of(problem);
        }
        FdtHeader header = FdtHeader.read(data);
        if (data.length < header.totalSize()) {
            return Optional.of(FdtProblem.error(FdtError.TRUNCATED, data.length, "The header claims " + header.totalSize()
                    + " bytes, the blob ends after " + data.length + "."));
        }
        problem = checkReservations(data, header);
        return Optional.ofNullable(problem != null ? problem : checkStructure(data, header));
    }

    /** The checks of {@code fdt_check_header}, with the two comparisons of the buffer's length that go before it. */
    static FdtProblem checkHeader(byte[] data) {
        FdtHeader header = FdtHeader.read(data);
        if (header == null) {
            return FdtProblem.error(FdtError.TRUNCATED, data.length,
                    "The blob ends after " + data.length + " bytes, inside of its header.");
        }
        if (Bytes.i32(data, 0) != FdtHeader.MAGIC) {
            return FdtProblem.error(FdtError.BADMAGIC, 0,
                    String.format("The blob starts with 0x%08x, not with 0xd00dfeed.", Bytes.i32(data, 0)));
        }
        if (header.version() < OLDEST_VERSION) {
            return FdtProblem.error(FdtError.BADVERSION, 0x14,
                    "Version " + header.version() + " is older than 2, the oldest that libfdt reads.");
        }
        if (header.lastCompVersion() > NEWEST_COMPATIBLE) {
            return FdtProblem.error(FdtError.BADVERSION, 0x18,
                    "The blob asks for readers of version " + header.lastCompVersion() + " or newer; libfdt reads up to 17.");
        }
        if (header.version() < header.lastCompVersion()) {
            return FdtProblem.error(FdtError.BADVERSION, 0x18, "The last compatible version " + header.lastCompVersion()
                    + " is newer than the version " + header.version() + ".");
        }
        long length = FdtHeader.lengthOf(header.version());
        if (header.totalSize() < length || header.totalSize() > Integer.MAX_VALUE) {
            return FdtProblem.error(FdtError.TRUNCATED, 4, "The total size " + header.totalSize()
                    + " is outside of the range from " + length + " to " + Integer.MAX_VALUE + ".");
        }
        return checkBlocks(data, header, length);
    }

    private static FdtProblem checkBlocks(byte[] data, FdtHeader header, long headerLength) {
        long total = header.totalSize();
        if (header.reserveOffset() < headerLength || header.reserveOffset() > total) {
            return outside(0x10, "memory reservation", header.reserveOffset(), 0, total);
        }
        long structSize = Math.max(header.structSize(), 0);
        if (header.structOffset() < headerLength || header.structOffset() + structSize > total) {
            return outside(8, "structure", header.structOffset(), structSize, total);
        }
        long stringsSize = stringsSizeSeenByLibfdt(data, header);
        if (header.stringsOffset() < headerLength || header.stringsOffset() + stringsSize > total) {
            return outside(12, "strings", header.stringsOffset(), stringsSize, total);
        }
        return null;
    }

    /** libfdt reads the word at 0x20 whatever the version is, in version 2 the first word behind the header. */
    private static long stringsSizeSeenByLibfdt(byte[] data, FdtHeader header) {
        if (header.stringsSize() >= 0) {
            return header.stringsSize();
        }
        return data.length >= 0x24 ? Bytes.u32(data, 0x20) : 0;
    }

    private static FdtProblem outside(long field, String block, long offset, long size, long total) {
        return FdtProblem.error(FdtError.TRUNCATED, field, String.format(
                "The %s block at offset 0x%x with %d bytes does not lie between the header and the total size %d.",
                block, offset, size, total));
    }

    static FdtProblem checkReservations(byte[] data, FdtHeader header) {
        long at = header.reserveOffset();
        while (at <= header.totalSize() - 16) {
            if (Bytes.i64(data, (int) at + 8) == 0) {
                return null;
            }
            at += 16;
        }
        return FdtProblem.error(FdtError.TRUNCATED, at,
                "The memory reservations run into the end of the blob without an entry of size 0.");
    }

    /** {@return a cursor with the bounds of libfdt for a blob whose header is good} */
    static StructureCursor cursor(byte[] data, FdtHeader header) {
        long limit = Math.min(header.totalSize(), data.length);
        if (header.structSize() >= 0) {
            limit = Math.min(limit, header.structOffset() + header.structSize());
        }
        return new StructureCursor(data, header.structOffset(), limit, header.oldStructure());
    }

    /** {@return the strings block with the bounds of libfdt for a blob whose header is good} */
    static StringsBlock strings(byte[] data, FdtHeader header) {
        long end = Math.min(header.totalSize(), data.length);
        if (header.version() >= 17) {
            end = Math.min(end, header.stringsOffset() + header.stringsSize());
        }
        return new StringsBlock(data, header.stringsOffset(), end);
    }

    private static FdtProblem checkStructure(byte[] data, FdtHeader header) {
        StructureCursor cursor = cursor(data, header);
        StringsBlock strings = strings(data, header);
        int depth = 0;
        boolean rootClosed = false;
        while (true) {
            FdtProblem problem = cursor.advance();
            if (problem != null) {
                return problem;
            }
            if (rootClosed && cursor.tag() != StructureCursor.END) {
                return badStructure(cursor, "Something other than the END token follows the root node.");
            }
            switch (cursor.tag()) {
                case StructureCursor.BEGIN_NODE -> {
                    if (depth++ == 0) {
                        problem = checkRootName(data, header, cursor);
                    }
                }
                case StructureCursor.END_NODE -> {
                    if (depth == 0) {
                        return badStructure(cursor, "A node ends where none is open.");
                    }
                    depth--;
                    rootClosed = depth == 0;
                }
                case StructureCursor.PROP -> problem = strings.check(cursor.propertyNameOffset(), cursor.offset());
                case StructureCursor.END -> {
                    return depth == 0 ? null
                            : badStructure(cursor, "The END token comes while " + depth + " nodes are still open.");
                }
                default -> {
                    // NOP: nothing to check
                }
            }
            if (problem != null) {
                return problem;
            }
        }
    }

    private static FdtProblem checkRootName(byte[] data, FdtHeader header, StructureCursor cursor) {
        int length = cursor.nameLength();
        if (!header.oldStructure()) {
            return length == 0 ? null : badStructure(cursor, "The root node has a name.");
        }
        if (length > 0 && data[cursor.nameOffset() + length - 1] == '/') {
            return null;
        }
        return badStructure(cursor, "The path of the root node does not end with a slash.");
    }

    private static FdtProblem badStructure(StructureCursor cursor, String message) {
        return FdtProblem.error(FdtError.BADSTRUCTURE, cursor.offset(), message);
    }
}
