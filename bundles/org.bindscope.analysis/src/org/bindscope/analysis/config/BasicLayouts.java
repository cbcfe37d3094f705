// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

/** Registers of the small capabilities of the first list. */
final class BasicLayouts {

    private static final String[] AUX_CURRENT = {"0 mA", "55 mA", "100 mA", "160 mA", "220 mA", "270 mA", "320 mA", "375 mA"};

    private BasicLayouts() {
    }

    /** PCI Bus Power Management Interface Specification 1.2; PCI Express Base Specification 6.2, 7.5.2. */
    static void powerManagement(Registers block) {
        block.word(2, "PMC", "Power Management Capabilities").number(0, 3, "Version").yes(3, "PME Clock")
                .yes(4, "Immediate_Readiness_on_Return_to_D0").yes(5, "Device Specific Initialization")
                .choice(6, 3, "Aux_Current", AUX_CURRENT).supported(9, "D1_Support").supported(10, "D2_Support")
                .set(11, 5, "PME_Support", "D0", "D1", "D2", "D3hot", "D3cold");
        block.word(4, "PMCSR", "Power Management Control/Status").choice(0, 2, "PowerState", "D0", "D1", "D2", "D3hot")
                .flag(3, "No_Soft_Reset", "D3hot to D0 keeps the function's state", "D3hot to D0 resets the function")
                .enabled(8, "PME_En").number(9, 4, "Data_Select").number(13, 2, "Data_Scale")
                .flag(15, "PME_Status", "PME signaled", "no PME");
        block.octet(6, "PMCSR_BSE", "PMCSR Bridge Support Extensions")
                .flag(6, "B2/B3 Support", "B2 when the bridge is in D3hot", "B3 when the bridge is in D3hot")
                .enabled(7, "Bus Power/Clock Control Enable");
        block.octet(7, "Data", "Data").hex(0, 8, "Data");
    }

    /** Accelerated Graphics Port Interface Specification 3.0. */
    static void agp(Registers block) {
        block.octet(2, "Revision", "AGP Revision").number(0, 4, "Minor Revision").number(4, 4, "Major Revision");
        block.dword(4, "AGPSTAT", "AGP Status").hex(0, 32, "AGP Status");
        block.dword(8, "AGPCMD", "AGP Command").hex(0, 32, "AGP Command");
    }

    /** PCI Express Base Specification 6.2, 7.9.18. */
    static void vitalProductData(Registers block) {
        block.word(2, "VPD Address", "VPD Address").hex(0, 15, "VPD Address").flag(15, "F");
        block.dword(4, "VPD Data", "VPD Data").hex(0, 32, "VPD Data");
    }

    /** PCI-to-PCI Bridge Architecture Specification 1.2, chapter 13. */
    static void slotIdentification(Registers block) {
        block.octet(2, "Expansion Slot", "Expansion Slot").number(0, 5, "Expansion Slots Provided").yes(5, "First in Chassis");
        block.octet(3, "Chassis Number", "Chassis Number").hex(0, 8, "Chassis Number");
    }

    /** PCI Express Base Specification 6.2, 7.7.1. */
    static void msi(Registers block) {
        Bits control = block.word(2, "Message Control", "Message Control for MSI").resetsTo(0).enabled(0, "MSI Enable").varies()
                .field(1, 3, "Multiple Message Capable", "", BasicLayouts::vectors).resetsTo(0)
                .field(4, 3, "Multiple Message Enable", "", BasicLayouts::vectors).varies()
                .supported(7, "64-bit Address Capable").supported(8, "Per-Vector Masking Capable")
                .supported(9, "Extended Message Data Capable").resetsTo(0).enabled(10, "Extended Message Data Enable");
        if (!control.present()) {
            return;
        }
        boolean wide = control.isSet(7);
        if (wide) {
            block.qword(4, "Message Address", "Message Address").address(2, 62, "Message Address");
        } else {
            block.dword(4, "Message Address", "Message Address").address(2, 30, "Message Address");
        }
        int data = wide ? 0x0c : 0x08;
        block.word(data, "Message Data", "Message Data").hex(0, 16, "Message Data");
        if (control.isSet(9)) {
            block.word(data + 2, "Extended Message Data", "Extended Message Data").hex(0, 16, "Extended Message Data");
        }
        if (control.isSet(8)) {
            block.dword(data + 4, "Mask Bits", "Mask Bits").resetsTo(0).hex(0, 32, "Mask Bits");
            block.dword(data + 8, "Pending Bits", "Pending Bits").resetsTo(0).hex(0, 32, "Pending Bits");
        }
    }

    private static String vectors(long raw) {
        return raw > 5 ? Bits.RESERVED : raw == 0 ? "1 vector" : (1 << raw) + " vectors";
    }

    /** PCI Express Base Specification 6.2, 7.7.2. */
    static void msiX(Registers block) {
        block.word(2, "Message Control", "Message Control for MSI-X")
                .field(0, 11, "Table Size", "", raw -> raw == 0 ? "1 vector" : raw + 1 + " vectors").resetsTo(0)
                .flag(14, "Function Mask", "all vectors masked", "vectors masked one by one").enabled(15, "MSI-X Enable");
        block.dword(4, "Table Offset/BIR", "Table Offset/Table BIR").field(0, 3, "Table BIR", "", BasicLayouts::bar)
                .address(3, 29, "Table Offset");
        block.dword(8, "PBA Offset/BIR", "PBA Offset/PBA BIR").field(0, 3, "PBA BIR", "", BasicLayouts::bar)
                .address(3, 29, "PBA Offset");
    }

    /** A BAR Indicator Register. */
    static String bar(long raw) {
        return raw > 5 ? Bits.RESERVED : "BAR" + raw;
    }

    /** Enhanced Host Controller Interface Specification for USB 1.0, appendix C. */
    static void debugPort(Registers block) {
        block.word(2, "Debug Port", "Debug Port").hex(0, 13, "Offset")
                .field(13, 3, "BAR#", "", raw -> raw == 0 || raw > 6 ? Bits.RESERVED : "BAR" + (raw - 1));
    }

    /** PCI Standard Hot-Plug Controller and Subsystem Specification 1.0, 4.7. */
    static void hotPlugController(Registers block) {
        block.octet(2, "DWORD Select", "DWORD Select").number(0, 8, "DWORD Select");
        block.octet(3, "Controller", "Controller Interrupt and Control").flag(6, "Controller SERR Pending", "pending", "not pending")
                .flag(7, "Controller Interrupt Pending", "pending", "not pending");
        block.dword(4, "DWORD Data", "DWORD Data").hex(0, 32, "DWORD Data");
    }

    /** PCI Express Base Specification 6.2, 7.9.23. */
    static void subsystem(Registers block) {
        block.word(4, "SSVID", "Subsystem Vendor ID").hex(0, 16, "SSVID");
        block.word(6, "SSID", "Subsystem ID").hex(0, 16, "SSID");
    }

    /** Serial ATA Advanced Host Controller Interface 1.3.1, 2.4. */
    static void sata(Registers block) {
        block.word(2, "SATACR0", "Serial ATA Capability 0").number(0, 4, "Minor Revision").number(4, 4, "Major Revision");
        block.dword(4, "SATACR1", "Serial ATA Capability 1").field(0, 4, "BAR Location", "", raw -> raw >= 4 && raw <= 9
                ? "BAR" + (raw - 4) : raw == 15 ? "configuration space" : Bits.RESERVED).hex(4, 20, "BAR Offset");
    }

    /** PCI Express Base Specification 6.2, 7.9.21 (Conventional PCI Advanced Features). */
    static void advancedFeatures(Registers block) {
        Bits length = block.octet(2, "Length", "Length").number(0, 8, "Length", "bytes");
        block.octet(3, "AFCap", "AF Capabilities").supported(0, "TP_CAP").supported(1, "FLR_CAP");
        block.octet(4, "AFCtrl", "AF Control").flag(0, "INITIATE_FLR", "initiated", "not initiated");
        block.octet(5, "AFStatus", "AF Status").flag(0, "TP", "transactions pending", "no transactions pending");
        block.length((int) length.value());
    }

    /** HyperTransport I/O Link Specification 3.10, 7.4 to 7.20: the type, and MSI Mapping with its address. */
    static void hyperTransport(Registers block) {
        Bits command = block.word(2, "HTCmd", "HyperTransport Command");
        if (!command.present()) {
            return;
        }
        int type = (int) command.get(11, 5);
        if (type < 8) {
            command.choice(13, 3, "Capability Type", "Slave or Primary Interface", "Host or Secondary Interface");
            return;
        }
        command.field(11, 5, "Capability Type", "", BasicLayouts::hyperTransportType);
        if (type == 0x15) {
            command.resetsTo(0).enabled(0, "Enable").varies().flag(1, "Fixed", "the fixed address 0xfee00000", "the address below");
            if (!command.isSet(1)) {
                block.qword(4, "MSI Mapping Address", "MSI Mapping Address").address(20, 44, "Address");
            }
        } else if (type == 0x11) {
            command.number(0, 5, "Minor Revision").number(5, 3, "Major Revision");
        }
    }

    private static String hyperTransportType(long raw) {
        String[] names = {"Switch", "", "", "", "", "", "", "", "Interrupt Discovery and Configuration", "Revision ID",
            "UnitID Clumping", "Extended Configuration Space", "Address Mapping", "MSI Mapping", "DirectRoute", "VCSet",
            "Retry Mode", "X86 Encoding", "Gen3", "Function-Level Extension", "Power Management", "High Node Count"};
        int index = (int) raw - 8;
        return index >= 0 && index < names.length && !names[index].isEmpty() ? names[index] : Bits.RESERVED;
    }
}
