// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;


/**
 * The Single Root I/O Virtualization extended capability (id 0x0010).
 *
 * @param offset     byte offset of its header
 * @param enabled    VF Enable, bit 0 of offset +8
 * @param initialVfs offset +0xc
 * @param totalVfs   offset +0xe
 * @param numVfs     offset +0x10
 * @param firstVf    First VF Offset, offset +0x14
 * @param stride     VF Stride, offset +0x16
 * @param vfDeviceId VF Device ID, offset +0x1a
 */
public record SriovCapability(int offset, boolean enabled, int initialVfs, int totalVfs, int numVfs,
        int firstVf, int stride, int vfDeviceId) {

    static SriovCapability of(ConfigBlock block) {
        return new SriovCapability(block.offset(), block.field("IOVCtl", "VF Enable").orElseThrow().raw() == 1,
                raw(block, "InitialVFs"), raw(block, "TotalVFs"), raw(block, "NumVFs"), raw(block, "First VF Offset"),
                raw(block, "VF Stride"), raw(block, "VF Device ID"));
    }

    private static int raw(ConfigBlock block, String register) {
        return (int) block.register(register).orElseThrow().raw();
    }
}
