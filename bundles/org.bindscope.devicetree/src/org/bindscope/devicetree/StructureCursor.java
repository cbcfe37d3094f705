// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

/**
 * Steps over the tokens of a structure block with the bounds that libfdt 1.6.1 applies: every token and its payload lie inside
 * of the blob and, from version 17 on, inside of the declared size of the block.
 *
 * <p>One difference: a property length of 0xfffffff4 and more makes the sums of libfdt 1.6.1 wrap around, so that it reads the
 * same token for ever or goes on inside of the property. Here, as in libfdt 1.7, such a length is a damaged structure.
 */
final class StructureCursor {

    static final int BEGIN_NODE = 1;
    static final int END_NODE = 2;
    static final int PROP = 3;
    static final int NOP = 4;
    static final int END = 9;

    private final byte[] data;
    private final long start;
    private final long limit;
    private final boolean oldStructure;

    private int tag;
    private long at;
    private long next;
    private long nameLength;
    private long valueLength;
    private long valueAt;

    /**
     * @param data         the blob
     * @param start        offset of the structure block
     * @param limit        offset behind the last byte that may be read, at most the length of the data
     * @param oldStructure whether values of eight bytes and more are aligned to eight (versions before 16)
     */
    StructureCursor(byte[] data, long start, long limit, boolean oldStructure) {
        this.data = data;
        this.start = start;
        this.limit = limit;
        this.oldStructure = oldStructure;
        this.next = start;
    }

    /**
     * Goes to the next token.
     *
     * @return null, or what keeps the token from being read
     */
    FdtProblem advance() {
        at = next;
        if (at + 4 > limit) {
            return FdtProblem.error(FdtError.TRUNCATED, at, "The structure block ends without an END token.");
        }
        tag = Bytes.i32(data, (int) at);
        long end = at + 4;
        switch (tag) {
            case BEGIN_NODE -> {
                while (end < limit && data[(int) end] != 0) {
                    end++;
                }
                if (end >= limit) {
                    return damaged("The name of the node that starts here is not terminated inside of the structure block.");
                }
                nameLength = end - at - 4;
                end++;
            }
            case PROP -> {
                if (end + 4 > limit) {
                    return damaged("The property that starts here is cut off before its length.");
                }
                valueLength = Bytes.u32(data, (int) end);
                valueAt = at + 12;
                if (oldStructure && valueLength >= 8 && (valueAt - start) % 8 != 0) {
                    valueAt += 4;
                }
                end = valueAt + valueLength;
                if (end > limit) {
                    return damaged("The property that starts here claims " + valueLength
                            + " bytes, which go beyond the structure block.");
                }
            }
            case END_NODE, NOP, END -> {
                // these have no payload
            }
            default -> {
                return damaged(String.format("The token 0x%08x is unknown.", tag));
            }
        }
        next = start + ((end - start + 3) & ~3L);
        return null;
    }

    private FdtProblem damaged(String message) {
        return FdtProblem.error(FdtError.BADSTRUCTURE, at, message);
    }

    int tag() {
        return tag;
    }

    /** {@return the offset of the token from the start of the blob} */
    int offset() {
        return (int) at;
    }

    int nameOffset() {
        return (int) at + 4;
    }

    int nameLength() {
        return (int) nameLength;
    }

    long propertyNameOffset() {
        return Bytes.u32(data, (int) at + 8);
    }

    int valueOffset() {
        return (int) valueAt;
    }

    int valueLength() {
        return (int) valueLength;
    }
}
