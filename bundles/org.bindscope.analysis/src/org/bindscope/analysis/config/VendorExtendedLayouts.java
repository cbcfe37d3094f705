// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

/**
 * Registers of the extended capabilities whose content a vendor or a consortium defines; of those, the
 * ones of Compute Express Link (CXL Specification 3.0, 8.1) are decoded.
 */
final class VendorExtendedLayouts {

    private static final int CXL = 0x1e98;

    private VendorExtendedLayouts() {
    }

    /** PCI Express Base Specification 6.2, 7.9.5. */
    static void vendorSpecific(Registers block) {
        Bits header = block.dword(4, "VSEC", "Vendor-Specific Header").hex(0, 16, "VSEC ID").number(16, 4, "VSEC Rev")
                .number(20, 12, "VSEC Length", "bytes");
        block.length((int) header.get(20, 12));
    }

    /** PCI Express Base Specification 6.2, 7.9.6. */
    static void designated(Registers block) {
        Bits first = block.dword(4, "DVSEC1", "Designated Vendor-Specific Header 1").hex(0, 16, "DVSEC Vendor ID")
                .number(16, 4, "DVSEC Revision").number(20, 12, "DVSEC Length", "bytes");
        Bits second = block.word(8, "DVSEC2", "Designated Vendor-Specific Header 2").hex(0, 16, "DVSEC ID");
        int length = (int) first.get(20, 12);
        block.length(length);
        if (first.get(0, 16) == CXL && second.present()) {
            switch ((int) second.value()) {
                case 0 -> cxlDevice(block, length);
                case 3 -> cxlPort(block, length);
                case 7 -> cxlFlexBus(block, length);
                case 8 -> cxlRegisterLocator(block, length);
                default -> {
                }
            }
        }
    }

    /** PCIe DVSEC for CXL Devices, 8.1.3. */
    private static void cxlDevice(Registers block, int length) {
        if (length < 0x38) {
            return;
        }
        block.word(0x0a, "CXLCap", "DVSEC CXL Capability").supported(0, "Cache_Capable").supported(1, "IO_Capable")
                .supported(2, "Mem_Capable").supported(3, "Mem_HwInit_Mode").number(4, 2, "HDM_Count")
                .supported(6, "Cache Writeback and Invalidate Capable").supported(7, "CXL Reset Capable")
                .choice(8, 3, "CXL Reset Timeout", "10 ms", "100 ms", "1 s", "10 s", "100 s")
                .supported(11, "CXL Reset Mem Clr Capable").supported(13, "Multiple Logical Device")
                .supported(14, "Viral_Capable").supported(15, "PM Init Completion Reporting Capable");
        block.word(0x0c, "CXLCtl", "DVSEC CXL Control").resetsTo(2).enabled(0, "Cache_Enable").enabled(1, "IO_Enable")
                .enabled(2, "Mem_Enable").number(3, 5, "Cache_SF_Coverage").number(8, 3, "Cache_SF_Granularity")
                .enabled(11, "Cache_Clean_Eviction").enabled(14, "Viral_Enable");
        block.word(0x0e, "CXLSta", "DVSEC CXL Status").resetsTo(0).flag(14, "Viral_Status", "viral", "not viral");
        block.word(0x10, "CXLCtl2", "DVSEC CXL Control2").resetsTo(0).flag(0, "Disable Caching", "disabled", "not disabled")
                .flag(1, "Initiate Cache Write Back and Invalidation", "initiated", "no effect")
                .flag(2, "Initiate CXL Reset", "initiated", "no effect").enabled(3, "CXL Reset Mem Clr Enable");
        block.word(0x12, "CXLSta2", "DVSEC CXL Status2").flag(0, "Cache Invalid", "invalid", "valid")
                .flag(1, "CXL Reset Complete", "complete", "not complete").flag(2, "CXL Reset Error", "error", "no error")
                .flag(15, "Power Management Initialization Complete", "complete", "not complete");
        block.word(0x14, "CXLLock", "DVSEC CXL Lock").resetsTo(0).flag(0, "CONFIG_LOCK", "locked", "not locked");
        block.word(0x16, "CXLCap2", "DVSEC CXL Capability2").choice(0, 4, "Cache Size Unit", "not reported", "64 KiB", "1 MiB")
                .number(8, 8, "Cache Size");
        for (int range = 1; range <= 2; range++) {
            int at = 0x18 + 16 * (range - 1);
            String name = "Range" + range;
            block.dword(at, name + "SizeHigh", "DVSEC CXL Range " + range + " Size High").hex(0, 32, "Memory_Size_High");
            block.dword(at + 4, name + "SizeLow", "DVSEC CXL Range " + range + " Size Low").flag(0, "Memory_Info_Valid", "valid", "not valid")
                    .flag(1, "Memory_Active", "active", "not active").choice(2, 3, "Media_Type", "volatile", "non-volatile",
                            "see CDAT", "", "", "", "", "not memory").number(5, 3, "Memory_Class").number(8, 5, "Desired_Interleave")
                    .number(13, 3, "Memory_Active_Timeout").address(28, 4, "Memory_Size_Low");
            block.dword(at + 8, name + "BaseHigh", "DVSEC CXL Range " + range + " Base High").resetsTo(0).hex(0, 32, "Memory_Base_High");
            block.dword(at + 12, name + "BaseLow", "DVSEC CXL Range " + range + " Base Low").resetsTo(0).address(28, 4, "Memory_Base_Low");
        }
    }

    /** CXL Extensions DVSEC for Ports, 8.1.5. */
    private static void cxlPort(Registers block, int length) {
        if (length < 0x10) {
            return;
        }
        block.word(0x0a, "CXLPortSta", "CXL Port Extension Status")
                .flag(0, "Port Power Management Initialization Complete", "complete", "not complete").resetsTo(0)
                .flag(14, "Viral Status", "viral", "not viral");
        block.word(0x0c, "CXLPortCtl", "Port Control Extensions").resetsTo(0).flag(0, "Unmask SBR", "unmasked", "masked")
                .flag(1, "Unmask Link Disable", "unmasked", "masked").enabled(2, "Alt Memory and ID Space Enable").enabled(3, "Alt BME")
                .enabled(14, "Viral Enable");
        block.octet(0x0e, "CXLAltBusBase", "Alternate Bus Base").resetsTo(0).hex(0, 8, "Alternate Bus Base");
        block.octet(0x0f, "CXLAltBusLimit", "Alternate Bus Limit").resetsTo(0).hex(0, 8, "Alternate Bus Limit");
    }

    /** PCIe DVSEC for Flex Bus Port, 8.2.1.3. */
    private static void cxlFlexBus(Registers block, int length) {
        if (length < 0x10) {
            return;
        }
        flexBus(block.word(0x0a, "FBCap", "DVSEC Flex Bus Port Capability"), "Capable", "supported", "not supported");
        mode(flexBus(block.word(0x0c, "FBCtl", "DVSEC Flex Bus Port Control"), "Enable", "enabled", "disabled"), "Enable")
                .flag(7, "Disable_RCD_Training", "disabled", "not disabled").present(8, "Retimer1_Present")
                .present(9, "Retimer2_Present");
        mode(flexBus(block.word(0x0e, "FBSta", "DVSEC Flex Bus Port Status"), "Enabled", "enabled", "disabled"), "Enabled");
    }

    private static Bits flexBus(Bits bits, String suffix, String one, String zero) {
        return bits.flag(0, "Cache_" + suffix, one, zero).flag(1, "IO_" + suffix, one, zero).flag(2, "Mem_" + suffix, one, zero)
                .flag(5, "68B_Flit_and_VH_" + suffix, one, zero).flag(6, "Multi_Logical_Device_" + suffix, one, zero)
                .flag(13, "Latency_Optimized_256B_Flit_" + suffix, one, zero).flag(14, "PBR_Flit_" + suffix, one, zero);
    }

    private static Bits mode(Bits bits, String suffix) {
        return bits.enabled(3, "Sync_Header_Bypass_" + suffix).enabled(4, "Drift_Buffer_" + suffix);
    }

    /** Register Locator DVSEC, 8.1.9. */
    private static void cxlRegisterLocator(Registers block, int length) {
        for (int i = 0; 0x0c + 8 * i + 8 <= length && block.room(0x0c + 8 * i) > 0; i++) {
            String name = "Block" + (i + 1);
            block.dword(0x0c + 8 * i, name, "Register Block " + (i + 1) + " Offset Low")
                    .field(0, 3, "Register BIR", "", raw -> raw > 5 ? Bits.RESERVED : "BAR" + raw)
                    .choice(8, 8, "Register Block Identifier", "empty", "component registers", "BAR virtualization ACL registers",
                            "CXL device registers", "CPMU registers").address(16, 16, "Register Block Offset Low");
            block.dword(0x10 + 8 * i, name + " High", "Register Block " + (i + 1) + " Offset High").hex(0, 32, "Register Block Offset High");
        }
    }
}
