// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

/**
 * The header of a flattened device tree (Devicetree Specification 0.4, section 5.2). All values are as stored, unsigned,
 * in bytes where they are sizes or offsets; offsets count from the start of the blob.
 *
 * @param totalSize       length of the blob with all free space
 * @param structOffset    offset of the structure block
 * @param stringsOffset   offset of the strings block
 * @param reserveOffset   offset of the memory reservation block
 * @param version         version of the layout, alone decisive for how the blob is read
 * @param lastCompVersion oldest version whose readers can read this blob
 * @param bootCpuId       physical id of the boot CPU, 0 before version 2
 * @param stringsSize     size of the strings block; before version 3 the header does not say and the size is -1
 * @param structSize      size of the structure block; before version 17 the header does not say and the size is -1
 */
public record FdtHeader(long totalSize, long structOffset, long stringsOffset, long reserveOffset, long version,
        long lastCompVersion, long bootCpuId, long stringsSize, long structSize) {

    /** First word of every blob. */
    public static final int MAGIC = 0xd00dfeed;

    /** Header of a tree that was not read from a blob: version 17, compatible with 16, all sizes 0. */
    static FdtHeader of(long bootCpuId) {
        return new FdtHeader(0, 0, 0, 0, 17, 16, bootCpuId, 0, 0);
    }

    /** {@return the length of the header of that version in bytes: 28, 32, 36 or 40} */
    static int lengthOf(long version) {
        if (version <= 1) {
            return 28;
        }
        if (version <= 2) {
            return 32;
        }
        return version <= 16 ? 36 : 40;
    }

    /** {@return whether node names are full paths and values of eight bytes and more are aligned to eight (versions before 16)} */
    boolean oldStructure() {
        return version < 16;
    }

    /**
     * Reads the header without checking anything but that the bytes are there.
     *
     * @return null when the data is shorter than the header of its version
     */
    static FdtHeader read(byte[] data) {
        if (data.length < 28) {
            return null;
        }
        long version = Bytes.u32(data, 0x14);
        if (data.length < lengthOf(version)) {
            return null;
        }
        return new FdtHeader(Bytes.u32(data, 4), Bytes.u32(data, 8), Bytes.u32(data, 12), Bytes.u32(data, 16), version,
                Bytes.u32(data, 0x18), version >= 2 ? Bytes.u32(data, 0x1c) : 0, version >= 3 ? Bytes.u32(data, 0x20) : -1,
                version >= 17 ? Bytes.u32(data, 0x24) : -1);
    }
}
