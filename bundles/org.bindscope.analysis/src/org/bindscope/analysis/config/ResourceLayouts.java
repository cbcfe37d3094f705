// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

import java.util.ArrayList;
import java.util.List;

/** Registers of the capabilities that hand out resources: SR-IOV, Resizable BAR, Enhanced Allocation, Flattening Portal Bridge. */
final class ResourceLayouts {

    private static final String[] RESOURCE = {"memory, non-prefetchable", "memory, prefetchable", "I/O", "VF memory, prefetchable",
        "VF memory, non-prefetchable", "bridge memory, non-prefetchable", "bridge memory, prefetchable", "bridge I/O"};

    private ResourceLayouts() {
    }

    /** PCI Express Base Specification 6.2, 9.3.3. */
    static void singleRootVirtualization(Registers block) {
        block.dword(0x04, "IOVCap", "SR-IOV Capabilities").supported(0, "VF Migration Capable")
                .flag(1, "ARI Capable Hierarchy Preserved", "preserved", "not preserved")
                .supported(2, "VF 10-Bit Tag Requester Supported").number(21, 11, "VF Migration Interrupt Message Number");
        block.word(0x08, "IOVCtl", "SR-IOV Control").resetsTo(0).enabled(0, "VF Enable").enabled(1, "VF Migration Enable")
                .enabled(2, "VF Migration Interrupt Enable").enabled(3, "VF MSE")
                .flag(4, "ARI Capable Hierarchy", "ARI hierarchy", "no ARI hierarchy")
                .enabled(5, "VF 10-Bit Tag Requester Enable");
        block.word(0x0a, "IOVSta", "SR-IOV Status").resetsTo(0).flag(0, "VF Migration Status", "migration requested", "no request");
        block.word(0x0c, "InitialVFs", "InitialVFs").number(0, 16, "InitialVFs");
        block.word(0x0e, "TotalVFs", "TotalVFs").number(0, 16, "TotalVFs");
        block.word(0x10, "NumVFs", "NumVFs").resetsTo(0).number(0, 16, "NumVFs");
        block.octet(0x12, "Function Dependency Link", "Function Dependency Link").hex(0, 8, "Function Dependency Link");
        block.word(0x14, "First VF Offset", "First VF Offset").number(0, 16, "First VF Offset");
        block.word(0x16, "VF Stride", "VF Stride").number(0, 16, "VF Stride");
        block.word(0x1a, "VF Device ID", "VF Device ID").hex(0, 16, "VF Device ID");
        block.dword(0x1c, "Supported Page Sizes", "Supported Page Sizes")
                .field(0, 32, "Supported Page Sizes", "", ResourceLayouts::pageSizes);
        block.dword(0x20, "System Page Size", "System Page Size").resetsTo(1)
                .field(0, 32, "System Page Size", "", ResourceLayouts::pageSizes);
        for (int i = 0; i < 6; i++) {
            int offset = 0x24 + 4 * i;
            boolean wide = i < 5 && (block.peek(offset, 4) & 7) == 4;
            HeaderLayout.baseAddress(block.register(offset, wide ? 8 : 4, "VF BAR" + i, "VF Base Address " + i));
            i += wide ? 1 : 0;
        }
        block.dword(0x3c, "VF Migration", "VF Migration State Array Offset")
                .field(0, 3, "VF Migration State BIR", "", raw -> raw > 5 ? Bits.RESERVED : "BAR" + raw)
                .address(3, 29, "VF Migration State Offset");
    }

    private static String pageSizes(long raw) {
        List<String> sizes = new ArrayList<>();
        for (int bit = 0; bit < 32; bit++) {
            if ((raw >> bit & 1) != 0) {
                sizes.add(size(12 + bit));
            }
        }
        return sizes.isEmpty() ? "none" : String.join(", ", sizes);
    }

    /** A power of two in the largest unit that leaves a whole number. */
    private static String size(int exponent) {
        String[] units = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
        return (1 << exponent % 10) + " " + units[exponent / 10];
    }

    /** PCI Express Base Specification 6.2, 7.8.6 and, for the BARs of virtual functions, 7.8.7: the same registers. */
    static void resizableBar(Registers block, String prefix) {
        int count = Math.min(6, (int) block.peek(8, 4) >> 5 & 7);
        for (int i = 0; i < Math.max(count, 1); i++) {
            Bits control = block.dword(8 + 8 * i, "Control " + i, prefix + "Resizable BAR Control " + i).number(0, 3, "BAR Index");
            if (i == 0) {
                control.number(5, 3, "Number of Resizable BARs");
            }
            control.field(8, 6, "BAR Size", "", raw -> raw > 43 ? Bits.RESERVED : size((int) raw + 20))
                    .field(16, 16, "BAR Sizes Supported, 256 TiB and above", "", raw -> sizes(raw, 28));
            block.dword(4 + 8 * i, "Capability " + i, prefix + "Resizable BAR Capability " + i)
                    .field(4, 28, "BAR Sizes Supported", "", raw -> sizes(raw, 0));
        }
    }

    private static String sizes(long raw, int first) {
        List<String> sizes = new ArrayList<>();
        for (int bit = 0; bit < 28; bit++) {
            if ((raw >> bit & 1) != 0) {
                sizes.add(size(bit + first + 20));
            }
        }
        return sizes.isEmpty() ? "none" : String.join(", ", sizes);
    }

    /** PCI Express Base Specification 6.2, 7.8.5. */
    static void enhancedAllocation(Registers block) {
        Bits count = block.octet(2, "Num Entries", "Num Entries").number(0, 6, "Num Entries");
        boolean bridge = block.space().length() > 0x0e && (block.space().u8(0x0e) & 0x7f) == ConfigHeader.BRIDGE;
        int offset = 4;
        if (bridge) {
            block.word(4, "Fixed Bus Numbers", "Fixed Bus Numbers").hex(0, 8, "Fixed Secondary Bus Number")
                    .hex(8, 8, "Fixed Subordinate Bus Number");
            offset = 8;
        }
        for (int i = 0; i < count.get(0, 6); i++) {
            String entry = "Entry " + i;
            Bits head = block.dword(offset, entry, "EA " + entry).number(0, 3, "Entry Size", "DW")
                    .field(4, 4, "BAR Equivalent Indicator", "", ResourceLayouts::equivalent)
                    .field(8, 8, "Primary Properties", "", ResourceLayouts::properties)
                    .field(16, 8, "Secondary Properties", "", ResourceLayouts::properties)
                    .yes(30, "Writable").enabled(31, "Enable");
            if (!head.present()) {
                return;
            }
            int size = (int) head.get(0, 3);
            int next = 4;
            boolean[] wide = new boolean[2];
            for (int part = 0; part < 2 && part < size; part++) {
                String name = entry + (part == 0 ? " Base" : " MaxOffset");
                wide[part] = block.dword(offset + next, name, "EA " + name).flag(1, "Field Size", "64-bit", "32-bit")
                        .field(2, 30, part == 0 ? "Base" : "MaxOffset", "", part == 0 ? raw -> Layouts.hex(raw << 2, 8)
                                : raw -> Layouts.hex(raw << 2 | 3, 8)).isSet(1);
                next += 4;
            }
            for (int part = 0; part < 2; part++) {
                if (wide[part] && next <= 4 * size) {
                    String name = entry + (part == 0 ? " Base" : " MaxOffset") + " Upper";
                    block.dword(offset + next, name, "EA " + name).hex(0, 32, part == 0 ? "Base Upper 32 Bits" : "MaxOffset Upper 32 Bits");
                    next += 4;
                }
            }
            offset += 4 * (size + 1);
        }
    }

    private static String equivalent(long raw) {
        return raw <= 5 ? "BAR" + raw : raw == 6 ? "resource behind the bridge" : raw == 7 ? "no equivalent"
                : raw == 8 ? "expansion ROM" : raw <= 14 ? "VF BAR" + (raw - 9) : Bits.RESERVED;
    }

    private static String properties(long raw) {
        return raw < RESOURCE.length ? RESOURCE[(int) raw] : raw == 0xfd ? "unavailable memory" : raw == 0xfe ? "unavailable I/O"
                : raw == 0xff ? "unavailable" : Bits.RESERVED;
    }

    /** PCI Express Base Specification 6.2, 7.8.11. */
    static void flatteningPortalBridge(Registers block) {
        block.dword(0x04, "FPBCap", "FPB Capabilities").supported(0, "FPB RID Decode Mechanism Supported")
                .supported(1, "FPB MEM Low Decode Mechanism Supported").supported(2, "FPB MEM High Decode Mechanism Supported")
                .number(3, 5, "FPB Num Sec Dev").number(8, 3, "FPB RID Vector Size Supported")
                .number(16, 3, "FPB MEM Low Vector Size Supported").number(24, 3, "FPB MEM High Vector Size Supported");
        block.dword(0x08, "FPBRidCtl1", "FPB RID Vector Control 1").resetsTo(0).enabled(0, "FPB RID Decode Mechanism Enable")
                .number(4, 4, "FPB RID Vector Granularity").hex(19, 13, "FPB RID Vector Start");
        block.dword(0x0c, "FPBRidCtl2", "FPB RID Vector Control 2").resetsTo(0).hex(3, 13, "RID Secondary Start");
        block.dword(0x10, "FPBMemLow", "FPB MEM Low Vector Control").resetsTo(0).enabled(0, "FPB MEM Low Decode Mechanism Enable")
                .number(4, 4, "FPB MEM Low Vector Granularity").hex(20, 12, "FPB MEM Low Vector Start");
        block.dword(0x14, "FPBMemHigh1", "FPB MEM High Vector Control 1").resetsTo(0)
                .enabled(0, "FPB MEM High Decode Mechanism Enable").number(4, 4, "FPB MEM High Vector Granularity")
                .hex(28, 4, "FPB MEM High Vector Start Lower");
        block.dword(0x18, "FPBMemHigh2", "FPB MEM High Vector Control 2").resetsTo(0).hex(0, 32, "FPB MEM High Vector Start Upper");
        block.dword(0x1c, "FPBAccess", "FPB Vector Access Control").number(0, 8, "FPB Vector Access Offset")
                .choice(14, 2, "FPB Vector Select", "RID", "MEM Low", "MEM High");
        block.dword(0x20, "FPBData", "FPB Vector Access Data").hex(0, 32, "FPB Vector Access Data");
    }
}
