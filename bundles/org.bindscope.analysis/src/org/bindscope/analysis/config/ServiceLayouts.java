// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

import java.util.HexFormat;

/** Registers of the capabilities that identify, measure, indicate and talk. */
final class ServiceLayouts {

    private ServiceLayouts() {
    }

    /** PCI Express Base Specification 6.2, 7.9.3; printed from its highest byte, as an EUI-64 is written. */
    static void serialNumber(Registers block) {
        block.qword(4, "DSN", "Serial Number").field(0, 64, "PCI Express Device Serial Number", "", raw -> {
            StringBuilder text = new StringBuilder();
            for (int shift = 56; shift >= 0; shift -= 8) {
                text.append(text.isEmpty() ? "" : "-").append(HexFormat.of().toHexDigits((byte) (raw >>> shift)));
            }
            return text.toString();
        });
    }

    /** PCI Express Base Specification 6.2, 7.9.15. */
    static void precisionTime(Registers block) {
        block.dword(4, "PTMCap", "PTM Capability").supported(0, "PTM Requester Capable").supported(1, "PTM Responder Capable")
                .supported(2, "PTM Root Capable").supported(3, "ePTM Capable")
                .field(8, 8, "Local Clock Granularity", "ns", raw -> raw == 0 ? "no local clock" : granularity(raw));
        block.dword(8, "PTMCtl", "PTM Control").resetsTo(0).enabled(0, "PTM Enable").flag(1, "Root Select", "root", "not root")
                .field(8, 8, "Effective Granularity", "ns", raw -> raw == 0 ? "unknown" : granularity(raw));
    }

    private static String granularity(long raw) {
        return raw == 255 ? "> 254 ns" : Long.toString(raw);
    }

    /** PCI Express Base Specification 6.2, 7.9.24. */
    static void dataObjectExchange(Registers block) {
        block.dword(0x04, "DOECap", "DOE Capabilities").supported(0, "DOE Interrupt Support")
                .number(1, 11, "DOE Interrupt Message Number").supported(12, "DOE Attention Mechanism Support")
                .supported(13, "DOE Async Message Support");
        block.dword(0x08, "DOECtl", "DOE Control").resetsTo(0).flag(0, "DOE Abort", "abort", "no effect")
                .enabled(1, "DOE Interrupt Enable").enabled(3, "DOE Async Message Enable").flag(31, "DOE Go", "go", "no effect");
        block.dword(0x0c, "DOESta", "DOE Status").flag(0, "DOE Busy", "busy", "not busy").resetsTo(0)
                .flag(1, "DOE Interrupt Status", "interrupt pending", "no interrupt pending").flag(2, "DOE Error", "error", "no error")
                .flag(3, "DOE Async Message Status", "message pending", "no message pending")
                .flag(31, "Data Object Ready", "ready", "not ready");
        block.dword(0x10, "DOE Write Data Mailbox", "DOE Write Data Mailbox").hex(0, 32, "DOE Write Data Mailbox");
        block.dword(0x14, "DOE Read Data Mailbox", "DOE Read Data Mailbox").hex(0, 32, "DOE Read Data Mailbox");
    }

    /** PCI Express Base Specification 6.2, 7.9.19. */
    static void enclosureManagement(Registers block) {
        String[] states = {"OK", "Locate", "Fail", "Rebuild", "PFA", "Hot Spare", "In A Critical Array", "In A Failed Array",
            "Invalid Device Type", "Disabled"};
        Bits capability = block.dword(4, "NPEMCap", "NPEM Capability").supported(0, "NPEM Capable").supported(1, "NPEM Reset Capable");
        Bits control = block.dword(8, "NPEMCtl", "NPEM Control").resetsTo(0).enabled(0, "NPEM Enable")
                .flag(1, "NPEM Initiate Reset", "initiated", "not initiated");
        for (int i = 0; i < states.length; i++) {
            capability.supported(2 + i, "NPEM " + states[i] + " Capable");
            control.flag(2 + i, "NPEM " + states[i] + " Control", "on", "off");
        }
        capability.hex(24, 8, "Enclosure-specific Capabilities");
        control.hex(24, 8, "Enclosure-specific Controls");
        block.dword(12, "NPEMSta", "NPEM Status").flag(0, "NPEM Command Completed", "completed", "not completed")
                .hex(24, 8, "Enclosure-specific Status");
    }

    /** PCI Express Base Specification 6.2, 7.8.10. */
    static void functionReadinessQueue(Registers block) {
        block.dword(0x04, "FRSCap", "FRS Queuing Capability").number(0, 12, "FRS Queue Max Depth")
                .number(16, 5, "FRS Interrupt Message Number");
        block.word(0x08, "FRSSta", "FRS Queuing Status").resetsTo(0).flag(0, "FRS Message Received", "received", "not received")
                .flag(1, "FRS Message Overflow", "overflow", "no overflow");
        block.word(0x0a, "FRSCtl", "FRS Queuing Control").resetsTo(0).enabled(0, "FRS Interrupt Enable");
        block.dword(0x0c, "FRSQueue", "FRS Message Queue").field(0, 16, "FRS Message Queue Function ID", "", Layouts::requester)
                .number(16, 4, "FRS Message Queue Reason").number(20, 11, "FRS Message Queue Depth");
    }

    /** PCI Express Base Specification 6.2, 7.9.17. */
    static void hierarchyId(Registers block) {
        block.dword(4, "HIDSta", "Hierarchy ID Status").number(0, 12, "Message Requester ID Valid and Reason")
                .flag(31, "Hierarchy ID Valid", "valid", "not valid");
        block.dword(8, "HIDData", "Hierarchy ID Data").hex(0, 16, "Hierarchy ID").hex(16, 16, "Reserved Hierarchy Data");
    }

    /** PCI Express Base Specification 5.0, 7.9.14 (withdrawn since). */
    static void lightweightNotification(Registers block) {
        block.word(4, "LNRCap", "LNR Capability").supported(0, "LNR-64 Supported").supported(1, "LNR-128 Supported")
                .number(8, 5, "LNR Registration Max");
        block.word(6, "LNRCtl", "LNR Control").resetsTo(0).enabled(0, "LNR Enable")
                .flag(1, "LNR CLS", "128 bytes", "64 bytes").varies().number(8, 5, "LNR Registration Limit");
    }

    /** PCI Express Base Specification 3.1, 7.20 (withdrawn since). */
    static void accessCorrelation(Registers block) {
        block.dword(4, "CACDevCor", "Device Correlation").hex(0, 32, "Device Correlation");
    }
}
