// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

import java.math.BigDecimal;
import java.util.stream.IntStream;

/** Device, slot and root registers of the PCI Express capability (PCI Express Base Specification 6.2, 7.5.3). */
final class PcieLayout {

    private static final String[] PAYLOAD = {"128 bytes", "256 bytes", "512 bytes", "1024 bytes", "2048 bytes", "4096 bytes"};
    private static final String[] TYPES = IntStream.range(0, 16)
            .mapToObj(code -> PcieType.of(code).map(PcieType::text).orElse("")).toArray(String[]::new);
    private static final String[] INDICATOR = {"", "on", "blink", "off"};

    private PcieLayout() {
    }

    static void decode(Registers block) {
        Bits flags = block.word(2, "PCIeCap", "PCI Express Capabilities").number(0, 4, "Capability Version")
                .choice(4, 4, "Device/Port Type", TYPES).yes(8, "Slot Implemented").number(9, 5, "Interrupt Message Number")
                .supported(15, "Flit Mode Supported");
        if (!flags.present()) {
            return;
        }
        int type = (int) flags.get(4, 4);
        boolean second = flags.get(0, 4) >= 2;
        boolean link = type != PcieType.RC_ENDPOINT.code() && type != PcieType.RC_EVENT_COLLECTOR.code();
        boolean slot = flags.isSet(8) && (type == PcieType.ROOT_PORT.code() || type == PcieType.DOWNSTREAM_PORT.code()
                || type == PcieType.PCI_TO_PCIE.code());
        boolean root = type == PcieType.ROOT_PORT.code() || type == PcieType.RC_EVENT_COLLECTOR.code();
        device(block, type);
        if (link) {
            PcieLinkLayout.decode(block);
        }
        if (slot) {
            slot(block);
        }
        if (root) {
            root(block);
        }
        if (second) {
            device2(block, type);
            if (link) {
                PcieLinkLayout.decode2(block);
            }
            if (slot) {
                slot2(block);
            }
        }
    }

    private static void device(Registers block, int type) {
        Bits capability = block.dword(0x04, "DevCap", "Device Capabilities").choice(0, 3, "Max_Payload_Size Supported", PAYLOAD)
                .field(3, 2, "Phantom Functions Supported", "bits", Long::toString)
                .flag(5, "Extended Tag Field Supported", "8-bit", "5-bit")
                .choice(6, 3, "Endpoint L0s Acceptable Latency", "64 ns", "128 ns", "256 ns", "512 ns", "1 us", "2 us", "4 us",
                        "no limit")
                .choice(9, 3, "Endpoint L1 Acceptable Latency", "1 us", "2 us", "4 us", "8 us", "16 us", "32 us", "64 us",
                        "no limit")
                .present(12, "Attention Button Present").present(13, "Attention Indicator Present")
                .present(14, "Power Indicator Present").supported(15, "Role-Based Error Reporting")
                .supported(16, "ERR_COR Subclass Capable").yes(17, "Rx_MPS_Fixed")
                .supported(28, "Function Level Reset Capability").supported(29, "Mixed_MPS_Supported")
                .supported(30, "TEE-IO Supported");
        powerLimit(capability, 18, 26, "Captured Slot Power Limit");
        Bits control = block.word(0x08, "DevCtl", "Device Control").resetsTo(0x2810).enabled(0, "Correctable Error Reporting Enable")
                .enabled(1, "Non-Fatal Error Reporting Enable").enabled(2, "Fatal Error Reporting Enable")
                .enabled(3, "Unsupported Request Reporting Enable").enabled(4, "Enable Relaxed Ordering")
                .choice(5, 3, "Max_Payload_Size", PAYLOAD).varies().enabled(8, "Extended Tag Field Enable").resetsTo(0x2810)
                .enabled(9, "Phantom Functions Enable").enabled(10, "Aux Power PM Enable").enabled(11, "Enable No Snoop")
                .choice(12, 3, "Max_Read_Request_Size", PAYLOAD);
        if (type == PcieType.PCIE_TO_PCI.code()) {
            control.enabled(15, "Bridge Configuration Retry Enable");
        } else {
            control.flag(15, "Initiate Function Level Reset", "initiated", "not initiated");
        }
        block.word(0x0a, "DevSta", "Device Status").resetsTo(0).detected(0, "Correctable Error Detected")
                .detected(1, "Non-Fatal Error Detected").detected(2, "Fatal Error Detected")
                .detected(3, "Unsupported Request Detected").varies().detected(4, "AUX Power Detected")
                .flag(5, "Transactions Pending", "transactions pending", "no transactions pending").resetsTo(0)
                .detected(6, "Emergency Power Reduction Detected");
    }

    private static final String[] SCALE = {"1 W", "0.1 W", "0.01 W", "0.001 W"};
    private static final int FIRST_ABOVE_239_WATTS = 0xf0;

    /** Value times scale; with scale 1 W, values from 0xf0 on mean 250 W and 25 W more each (7.5.3.9). */
    private static void powerLimit(Bits bits, int value, int scale, String name) {
        int digits = (int) bits.get(scale, 2);
        bits.field(value, 8, name + " Value", "W", raw -> digits == 0 && raw >= FIRST_ABOVE_239_WATTS
                ? raw == 0xff ? Bits.RESERVED : Long.toString(250 + 25 * (raw - FIRST_ABOVE_239_WATTS))
                : BigDecimal.valueOf(raw, digits).stripTrailingZeros().toPlainString()).choice(scale, 2, name + " Scale", SCALE);
    }

    private static void slot(Registers block) {
        Bits capability = block.dword(0x14, "SltCap", "Slot Capabilities").present(0, "Attention Button Present")
                .present(1, "Power Controller Present").present(2, "MRL Sensor Present").present(3, "Attention Indicator Present")
                .present(4, "Power Indicator Present").supported(5, "Hot-Plug Surprise").supported(6, "Hot-Plug Capable")
                .present(17, "Electromechanical Interlock Present").yes(18, "No Command Completed Support")
                .number(19, 13, "Physical Slot Number");
        powerLimit(capability, 7, 15, "Slot Power Limit");
        block.word(0x18, "SltCtl", "Slot Control").resetsTo(0).enabled(0, "Attention Button Pressed Enable")
                .enabled(1, "Power Fault Detected Enable").enabled(2, "MRL Sensor Changed Enable")
                .enabled(3, "Presence Detect Changed Enable").enabled(4, "Command Completed Interrupt Enable")
                .enabled(5, "Hot-Plug Interrupt Enable").varies().choice(6, 2, "Attention Indicator Control", INDICATOR)
                .choice(8, 2, "Power Indicator Control", INDICATOR).flag(10, "Power Controller Control", "power off", "power on")
                .resetsTo(0).flag(11, "Electromechanical Interlock Control", "toggle", "no effect")
                .enabled(12, "Data Link Layer State Changed Enable").flag(13, "Auto Slot Power Limit Disable", "disabled", "enabled")
                .flag(14, "In-Band PD Disable", "disabled", "enabled");
        block.word(0x1a, "SltSta", "Slot Status").resetsTo(0).flag(0, "Attention Button Pressed", "pressed", "not pressed")
                .detected(1, "Power Fault Detected").flag(2, "MRL Sensor Changed", "changed", "not changed")
                .flag(3, "Presence Detect Changed", "changed", "not changed")
                .flag(4, "Command Completed", "completed", "not completed").varies()
                .flag(5, "MRL Sensor State", "open", "closed").flag(6, "Presence Detect State", "card present", "slot empty")
                .flag(7, "Electromechanical Interlock Status", "engaged", "disengaged").resetsTo(0)
                .flag(8, "Data Link Layer State Changed", "changed", "not changed");
    }

    private static void root(Registers block) {
        block.word(0x1c, "RootCtl", "Root Control").resetsTo(0).enabled(0, "System Error on Correctable Error Enable")
                .enabled(1, "System Error on Non-Fatal Error Enable").enabled(2, "System Error on Fatal Error Enable")
                .enabled(3, "PME Interrupt Enable").enabled(4, "Configuration RRS Software Visibility Enable")
                .enabled(5, "No NFM Subtree Below This Root Port");
        block.word(0x1e, "RootCap", "Root Capabilities").supported(0, "Configuration RRS Software Visibility");
        block.dword(0x20, "RootSta", "Root Status").field(0, 16, "PME Requester ID", "", Layouts::requester)
                .resetsTo(0).flag(16, "PME Status", "PME asserted", "no PME")
                .flag(17, "PME Pending", "another PME pending", "no PME pending");
    }

    private static void device2(Registers block, int type) {
        block.dword(0x24, "DevCap2", "Device Capabilities 2")
                .field(0, 4, "Completion Timeout Ranges Supported", "", PcieLayout::timeoutRanges)
                .supported(4, "Completion Timeout Disable Supported").supported(5, "ARI Forwarding Supported")
                .supported(6, "AtomicOp Routing Supported").supported(7, "32-bit AtomicOp Completer Supported")
                .supported(8, "64-bit AtomicOp Completer Supported").supported(9, "128-bit CAS Completer Supported")
                .yes(10, "No RO-enabled PR-PR Passing").supported(11, "LTR Mechanism Supported")
                .choice(12, 2, "TPH Completer Supported", "not supported", "TPH", "", "TPH and Extended TPH")
                .choice(14, 2, "LN System CLS", "not supported or not in effect", "64-byte cache lines", "128-byte cache lines")
                .supported(16, "10-Bit Tag Completer Supported").supported(17, "10-Bit Tag Requester Supported")
                .choice(18, 2, "OBFF Supported", "not supported", "message signaling", "WAKE# signaling", "WAKE# and message signaling")
                .supported(20, "Extended Fmt Field Supported").supported(21, "End-End TLP Prefix Supported")
                .field(22, 2, "Max End-End TLP Prefixes", "", raw -> Long.toString(raw == 0 ? 4 : raw))
                .choice(24, 2, "Emergency Power Reduction Supported", "not supported", "device specific mechanism",
                        "form factor or device specific mechanism")
                .flag(26, "Emergency Power Reduction Initialization Required", "required", "not required")
                .supported(28, "DMWr Completer Supported").choice(29, 2, "DMWr Lengths Supported", "up to 64 bytes", "up to 128 bytes")
                .supported(31, "FRS Supported");
        block.word(0x28, "DevCtl2", "Device Control 2").resetsTo(0)
                .choice(0, 4, "Completion Timeout Value", "50 us to 50 ms", "50 us to 100 us", "1 ms to 10 ms", "", "",
                        "16 ms to 55 ms", "65 ms to 210 ms", "", "", "260 ms to 900 ms", "1 s to 3.5 s", "", "",
                        "4 s to 13 s", "17 s to 64 s")
                .flag(4, "Completion Timeout Disable", "timeout disabled", "timeout enabled").enabled(5, "ARI Forwarding Enable")
                .enabled(6, "AtomicOp Requester Enable").flag(7, "AtomicOp Egress Blocking", "blocked", "not blocked")
                .enabled(8, "IDO Request Enable").enabled(9, "IDO Completion Enable").enabled(10, "LTR Mechanism Enable")
                .flag(11, "Emergency Power Reduction Request", "requested", "not requested")
                .enabled(12, "10-Bit Tag Requester Enable")
                .choice(13, 2, "OBFF Enable", "disabled", "message signaling, variation A", "message signaling, variation B",
                        "WAKE# signaling")
                .flag(15, "End-End TLP Prefix Blocking", "blocked", "forwarded");
        block.word(0x2a, "DevSta2", "Device Status 2");
    }

    private static String timeoutRanges(long raw) {
        return switch ((int) raw) {
            case 0 -> "not programmable";
            case 1 -> "A";
            case 2 -> "B";
            case 3 -> "A, B";
            case 6 -> "B, C";
            case 7 -> "A, B, C";
            case 14 -> "B, C, D";
            case 15 -> "A, B, C, D";
            default -> Bits.RESERVED;
        };
    }

    private static void slot2(Registers block) {
        block.dword(0x34, "SltCap2", "Slot Capabilities 2").supported(0, "In-Band PD Disable Supported");
        block.word(0x38, "SltCtl2", "Slot Control 2");
        block.word(0x3a, "SltSta2", "Slot Status 2");
    }
}
