// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

/** Link registers of the PCI Express capability (PCI Express Base Specification 6.2, 7.5.3.6 to 7.5.3.8 and 7.5.3.18 to 7.5.3.20). */
final class PcieLinkLayout {

    /** Speeds by their code, which is also the bit number of the Supported Link Speeds Vector. */
    static final String[] SPEEDS = {"", "2.5 GT/s", "5 GT/s", "8 GT/s", "16 GT/s", "32 GT/s", "64 GT/s"};
    /** A port that knows one speed only may have its target hardwired to 0. */
    private static final String[] TARGETS = {"2.5 GT/s", "2.5 GT/s", "5 GT/s", "8 GT/s", "16 GT/s", "32 GT/s", "64 GT/s"};
    private static final String[] VECTOR = {"2.5 GT/s", "5 GT/s", "8 GT/s", "16 GT/s", "32 GT/s", "64 GT/s"};
    private static final String[] ASPM = {"none", "L0s", "L1", "L0s and L1"};

    private PcieLinkLayout() {
    }

    static void decode(Registers block) {
        block.dword(0x0c, "LnkCap", "Link Capabilities").choice(0, 4, "Max Link Speed", SPEEDS)
                .field(4, 6, "Maximum Link Width", "", PcieLinkLayout::width).choice(10, 2, "ASPM Support", ASPM)
                .choice(12, 3, "L0s Exit Latency", "< 64 ns", "64 ns to 128 ns", "128 ns to 256 ns", "256 ns to 512 ns",
                        "512 ns to 1 us", "1 us to 2 us", "2 us to 4 us", "> 4 us")
                .choice(15, 3, "L1 Exit Latency", "< 1 us", "1 us to 2 us", "2 us to 4 us", "4 us to 8 us", "8 us to 16 us",
                        "16 us to 32 us", "32 us to 64 us", "> 64 us")
                .supported(18, "Clock Power Management").supported(19, "Surprise Down Error Reporting Capable")
                .supported(20, "Data Link Layer Link Active Reporting Capable")
                .supported(21, "Link Bandwidth Notification Capability").yes(22, "ASPM Optionality Compliance")
                .number(24, 8, "Port Number");
        block.word(0x10, "LnkCtl", "Link Control").resetsTo(0).choice(0, 2, "ASPM Control", "disabled", "L0s", "L1", "L0s and L1")
                .enabled(2, "PTM Propagation Delay Adaptation Interpretation B").varies()
                .flag(3, "Read Completion Boundary", "128 bytes", "64 bytes").resetsTo(0)
                .flag(4, "Link Disable", "link disabled", "link not disabled").flag(5, "Retrain Link", "retrain", "no effect")
                .flag(6, "Common Clock Configuration", "common clock", "asynchronous clocks").enabled(7, "Extended Synch")
                .enabled(8, "Enable Clock Power Management").flag(9, "Hardware Autonomous Width Disable", "disabled", "not disabled")
                .enabled(10, "Link Bandwidth Management Interrupt Enable").enabled(11, "Link Autonomous Bandwidth Interrupt Enable")
                .flag(12, "SRIS Clocking", "SRIS", "not SRIS").flag(13, "Flit Mode Disable", "disabled", "not disabled")
                .choice(14, 2, "DRS Signaling Control", "not reported", "interrupt", "DRS to FRS");
        block.word(0x12, "LnkSta", "Link Status").choice(0, 4, "Current Link Speed", SPEEDS)
                .field(4, 6, "Negotiated Link Width", "", PcieLinkLayout::width).flag(10, "Undefined (Training Error in 1.0a)").flag(11, "Link Training", "in training", "not in training")
                .flag(12, "Slot Clock Configuration", "reference clock of the connector", "independent clock")
                .flag(13, "Data Link Layer Link Active", "active", "not active").resetsTo(0)
                .detected(14, "Link Bandwidth Management Status").detected(15, "Link Autonomous Bandwidth Status");
    }

    private static String width(long raw) {
        return "x" + raw;
    }

    static void decode2(Registers block) {
        block.dword(0x2c, "LnkCap2", "Link Capabilities 2").set(1, 7, "Supported Link Speeds Vector", VECTOR)
                .supported(8, "Crosslink Supported").set(9, 7, "Lower SKP OS Generation Supported Speeds Vector", VECTOR)
                .set(16, 7, "Lower SKP OS Reception Supported Speeds Vector", VECTOR)
                .supported(23, "Retimer Presence Detect Supported").supported(24, "Two Retimers Presence Detect Supported")
                .supported(31, "DRS Supported");
        block.word(0x30, "LnkCtl2", "Link Control 2").choice(0, 4, "Target Link Speed", TARGETS).resetsTo(0)
                .flag(4, "Enter Compliance", "enter", "no effect")
                .flag(5, "Hardware Autonomous Speed Disable", "disabled", "not disabled").varies()
                .flag(6, "Selectable De-emphasis", "-3.5 dB", "-6 dB").resetsTo(0)
                .field(7, 3, "Transmit Margin", "", raw -> raw == 0 ? "normal operating range" : "margin code " + raw)
                .flag(10, "Enter Modified Compliance", "enter", "no effect").enabled(11, "Compliance SOS")
                .number(12, 4, "Compliance Preset/De-emphasis");
        block.word(0x32, "LnkSta2", "Link Status 2").flag(0, "Current De-emphasis Level", "-3.5 dB", "-6 dB")
                .flag(1, "Equalization 8.0 GT/s Complete", "complete", "not complete")
                .flag(2, "Equalization 8.0 GT/s Phase 1 Successful", "successful", "not successful")
                .flag(3, "Equalization 8.0 GT/s Phase 2 Successful", "successful", "not successful")
                .flag(4, "Equalization 8.0 GT/s Phase 3 Successful", "successful", "not successful")
                .flag(5, "Link Equalization Request 8.0 GT/s", "requested", "not requested")
                .present(6, "Retimer Presence Detected").present(7, "Two Retimers Presence Detected")
                .choice(8, 2, "Crosslink Resolution", "not supported", "resolved as upstream port", "resolved as downstream port",
                        "not completed")
                .flag(10, "Flit Mode Status", "flit mode", "non-flit mode")
                .choice(12, 3, "Downstream Component Presence", "link down, presence not determined", "link down, not present",
                        "link down, present", "", "link up, present", "link up, present, DRS received")
                .flag(15, "DRS Message Received", "received", "not received");
    }
}
