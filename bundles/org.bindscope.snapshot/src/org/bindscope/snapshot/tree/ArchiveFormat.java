// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.tree;

import java.util.Optional;

import org.apache.commons.compress.archivers.tar.TarUtils;

/** Forms of input files, told by their first bytes and not by their names. */
public enum ArchiveFormat {

    /** A tar archive that is not compressed. */
    TAR,
    /** Something compressed with gzip, RFC 1952. */
    GZIP,
    /** Something compressed with xz. */
    XZ,
    /** Something compressed with bzip2. */
    BZIP2,
    /** Something compressed with Zstandard, RFC 8878. */
    ZSTD,
    /** A zip archive. */
    ZIP,
    /** A flattened device tree. */
    DEVICE_TREE;

    /** Bytes that are needed to tell the form. */
    public static final int HEAD = 512;

    /**
     * Tells the form.
     *
     * @param head the first {@value #HEAD} bytes, or all there are
     * @return empty when it is none of these
     */
    public static Optional<ArchiveFormat> of(byte[] head) {
        if (starts(head, 0x1f, 0x8b)) {
            return Optional.of(GZIP);
        }
        if (starts(head, 0xfd, '7', 'z', 'X', 'Z', 0)) {
            return Optional.of(XZ);
        }
        if (starts(head, 'B', 'Z', 'h') && head.length > 3 && head[3] >= '1' && head[3] <= '9') {
            return Optional.of(BZIP2);
        }
        if (starts(head, 0x28, 0xb5, 0x2f, 0xfd)) {
            return Optional.of(ZSTD);
        }
        if (starts(head, 'P', 'K', 3, 4) || starts(head, 'P', 'K', 5, 6)) {
            return Optional.of(ZIP);
        }
        if (starts(head, 0xd0, 0x0d, 0xfe, 0xed)) {
            return Optional.of(DEVICE_TREE);
        }
        return isTar(head) ? Optional.of(TAR) : Optional.empty();
    }

    private static boolean starts(byte[] head, int... magic) {
        if (head.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((head[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    /** A header block whose checksum is right; a block of zeros is no member. */
    private static boolean isTar(byte[] head) {
        try {
            return head.length == HEAD && head[0] != 0 && TarUtils.verifyCheckSum(head);
        } catch (IllegalArgumentException e) {
            // The field of the checksum holds no octal number, so this is no header.
            return false;
        }
    }

    /**
     * Whether something can be a text: there is no NUL in it, unless a byte order mark says that characters
     * have 16 bits.
     *
     * @param head the first {@value #HEAD} bytes, or all there are
     * @return false for other binary data
     */
    public static boolean mayBeText(byte[] head) {
        if (starts(head, 0xff, 0xfe) || starts(head, 0xfe, 0xff)) {
            return true;
        }
        for (byte each : head) {
            if (each == 0) {
                return false;
            }
        }
        return head.length > 0;
    }
}
