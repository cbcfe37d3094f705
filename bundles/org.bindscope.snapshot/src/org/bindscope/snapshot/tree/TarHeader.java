// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.tree;

import org.bindscope.model.text.XmlText;

/**
 * A header block of a tar archive (POSIX.1-1988 ustar, the older V7 form, and GNU's).
 *
 * @param name       name with the prefix of ustar
 * @param type       type flag; NUL of old archives is '0'
 * @param size       bytes of content that follow, without padding
 * @param linkName   text of a link
 */
record TarHeader(String name, char type, long size, String linkName) {

    static final int BLOCK = 512;

    private static final int NAME = 0;
    private static final int NAME_LENGTH = 100;
    private static final int SIZE = 124;
    private static final int SIZE_LENGTH = 12;
    private static final int CHECKSUM = 148;
    private static final int CHECKSUM_LENGTH = 8;
    private static final int TYPE = 156;
    private static final int LINK_NAME = 157;
    private static final int PREFIX = 345;
    private static final int PREFIX_LENGTH = 155;
    private static final byte[] USTAR = {'u', 's', 't', 'a', 'r', 0};
    private static final int MAGIC = 257;

    /** Whether a block is all zeros: two of them end an archive. */
    static boolean isZero(byte[] block) {
        for (byte each : block) {
            if (each != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether the checksum of a block is right, with bytes taken as unsigned or, as some did, as signed. */
    static boolean isHeader(byte[] block) {
        if (block.length < BLOCK) {
            return false;
        }
        long unsigned = 0;
        long signed = 0;
        for (int i = 0; i < BLOCK; i++) {
            boolean blank = i >= CHECKSUM && i < CHECKSUM + CHECKSUM_LENGTH;
            unsigned += blank ? ' ' : block[i] & 0xff;
            signed += blank ? ' ' : block[i];
        }
        long stored = number(block, CHECKSUM, CHECKSUM_LENGTH);
        return stored >= 0 && (stored == unsigned || stored == signed);
    }

    /** Reads a block whose checksum is right. The size is negative when it makes no sense. */
    static TarHeader of(byte[] block) {
        String name = text(block, NAME, NAME_LENGTH);
        if (isUstar(block) && block[PREFIX] != 0) {
            name = text(block, PREFIX, PREFIX_LENGTH) + '/' + name;
        }
        char type = block[TYPE] == 0 ? '0' : (char) (block[TYPE] & 0xff);
        return new TarHeader(name, type, number(block, SIZE, SIZE_LENGTH), text(block, LINK_NAME, NAME_LENGTH));
    }

    /** GNU's own form has "ustar" and two blanks, and no prefix. */
    private static boolean isUstar(byte[] block) {
        for (int i = 0; i < USTAR.length; i++) {
            if (block[MAGIC + i] != USTAR[i]) {
                return false;
            }
        }
        return true;
    }

    private static String text(byte[] block, int offset, int length) {
        int end = offset;
        while (end < offset + length && block[end] != 0) {
            end++;
        }
        return XmlText.decode(block, offset, end - offset);
    }

    /** Octal digits, or GNU's binary form when the top bit is set; negative when it is neither. */
    private static long number(byte[] block, int offset, int length) {
        if ((block[offset] & 0x80) != 0) {
            long value = block[offset] & 0x7f;
            for (int i = offset + 1; i < offset + length; i++) {
                if (value > Long.MAX_VALUE >> 8) {
                    return -1;
                }
                value = value << 8 | block[i] & 0xff;
            }
            return value;
        }
        int at = offset;
        int end = offset + length;
        while (at < end && block[at] == ' ') {
            at++;
        }
        int first = at;
        long value = 0;
        while (at < end && block[at] >= '0' && block[at] <= '7') {
            value = value << 3 | block[at++] - '0';
        }
        boolean ended = at == end || block[at] == 0 || block[at] == ' ';
        return ended && (at > first || at == end || block[at] == 0) ? value : -1;
    }
}
