// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

/** Registers of the capabilities of the physical and data link layer. */
final class PhysicalLayouts {

    private static final String[] HINTS = {"-6 dB", "-7 dB", "-8 dB", "-9 dB", "-10 dB", "-11 dB", "-12 dB"};

    private PhysicalLayouts() {
    }

    private static int lanes(Registers block) {
        return block.space().pcie().asOptional().map(PcieCapability::maxWidth).map(width -> Math.min(width, 32)).orElse(0);
    }

    /** PCI Express Base Specification 6.2, 7.7.3. */
    static void secondary(Registers block) {
        block.dword(4, "LnkCtl3", "Link Control 3").resetsTo(0).flag(0, "Perform Equalization", "perform", "no effect")
                .enabled(1, "Link Equalization Request Interrupt Enable")
                .set(9, 7, "Enable Lower SKP OS Generation Vector", "2.5 GT/s", "5 GT/s", "8 GT/s", "16 GT/s", "32 GT/s", "64 GT/s");
        laneErrors(block.dword(8, "LaneErrStat", "Lane Error Status"), "Lane Error Status Bits");
        for (int lane = 0; lane < lanes(block); lane++) {
            String name = "Lane " + lane + " EqCtl";
            block.word(12 + 2 * lane, name, "Lane " + lane + " Equalization Control")
                    .field(0, 4, "Downstream Port 8.0 GT/s Transmitter Preset", "", PhysicalLayouts::preset)
                    .choice(4, 3, "Downstream Port 8.0 GT/s Receiver Preset Hint", HINTS)
                    .field(8, 4, "Upstream Port 8.0 GT/s Transmitter Preset", "", PhysicalLayouts::preset)
                    .choice(12, 3, "Upstream Port 8.0 GT/s Receiver Preset Hint", HINTS);
        }
    }

    private static String preset(long raw) {
        return raw <= 10 ? "P" + raw : Bits.RESERVED;
    }

    private static void laneErrors(Bits bits, String field) {
        bits.resetsTo(0).field(0, 32, field, "", raw -> {
            StringBuilder text = new StringBuilder();
            for (int lane = 0; lane < 32; lane++) {
                if ((raw >> lane & 1) != 0) {
                    text.append(text.isEmpty() ? "lane " : ", ").append(lane);
                }
            }
            return text.isEmpty() ? "none" : text.toString();
        });
    }

    /** PCI Express Base Specification 6.2, 7.7.4. */
    static void dataLinkFeature(Registers block) {
        block.dword(4, "DLFCap", "Data Link Feature Capabilities").supported(0, "Local Scaled Flow Control Supported")
                .hex(1, 22, "Local Feature Supported, further bits").enabled(31, "Data Link Feature Exchange Enable");
        block.dword(8, "DLFSta", "Data Link Feature Status").supported(0, "Remote Scaled Flow Control Supported")
                .hex(1, 22, "Remote Feature Supported, further bits")
                .flag(31, "Remote Data Link Feature Supported Valid", "valid", "not valid");
    }

    private static Bits equalization(Bits bits, String speed) {
        return bits.flag(0, "Equalization " + speed + " Complete", "complete", "not complete")
                .flag(1, "Equalization " + speed + " Phase 1 Successful", "successful", "not successful")
                .flag(2, "Equalization " + speed + " Phase 2 Successful", "successful", "not successful")
                .flag(3, "Equalization " + speed + " Phase 3 Successful", "successful", "not successful")
                .flag(4, "Link Equalization Request " + speed, "requested", "not requested");
    }

    private static void lanePresets(Registers block, int offset, String speed) {
        for (int lane = 0; lane < lanes(block); lane++) {
            String name = "Lane " + lane + " EqCtl";
            block.octet(offset + lane, name, "Lane " + lane + " " + speed + " Equalization Control")
                    .field(0, 4, "Downstream Port " + speed + " Transmitter Preset", "", PhysicalLayouts::preset)
                    .field(4, 4, "Upstream Port " + speed + " Transmitter Preset", "", PhysicalLayouts::preset);
        }
    }

    /** PCI Express Base Specification 6.2, 7.7.5. */
    static void speed16(Registers block) {
        block.dword(0x04, "Phy16Cap", "16.0 GT/s Capabilities");
        block.dword(0x08, "Phy16Ctl", "16.0 GT/s Control");
        equalization(block.dword(0x0c, "Phy16Sta", "16.0 GT/s Status"), "16.0 GT/s");
        laneErrors(block.dword(0x10, "LocalParity", "16.0 GT/s Local Data Parity Mismatch Status"), "Local Data Parity Mismatch Status");
        laneErrors(block.dword(0x14, "FirstRetimerParity", "16.0 GT/s First Retimer Data Parity Mismatch Status"),
                "First Retimer Data Parity Mismatch Status");
        laneErrors(block.dword(0x18, "SecondRetimerParity", "16.0 GT/s Second Retimer Data Parity Mismatch Status"),
                "Second Retimer Data Parity Mismatch Status");
        lanePresets(block, 0x20, "16.0 GT/s");
    }

    /** PCI Express Base Specification 6.2, 7.7.6. */
    static void speed32(Registers block) {
        block.dword(0x04, "Phy32Cap", "32.0 GT/s Capabilities").supported(0, "Equalization Bypass to Highest Rate Supported")
                .supported(1, "No Equalization Needed Supported").supported(8, "Modified TS Usage Mode 0 Supported - PCI Express")
                .supported(9, "Modified TS Usage Mode 1 Supported - Training Set Message")
                .supported(10, "Modified TS Usage Mode 2 Supported - Alternate Protocol");
        block.dword(0x08, "Phy32Ctl", "32.0 GT/s Control")
                .flag(0, "Equalization Bypass to Highest Rate Disable", "disabled", "not disabled")
                .flag(1, "No Equalization Needed Disable", "disabled", "not disabled")
                .choice(8, 3, "Modified TS Usage Mode Selected", "PCI Express", "training set messages", "alternate protocol");
        equalization(block.dword(0x0c, "Phy32Sta", "32.0 GT/s Status"), "32.0 GT/s")
                .flag(5, "Modified TS Received", "received", "not received")
                .number(6, 2, "Received Enhanced Link Behavior Control").flag(8, "Transmitter Precoding On", "on", "off")
                .flag(9, "Transmitter Precode Request", "requested", "not requested")
                .flag(10, "No Equalization Needed Received", "received", "not received");
        for (int i = 0; i < 4; i++) {
            String name = (i < 2 ? "Received" : "Transmitted") + " Modified TS Data " + (1 + i % 2);
            block.dword(0x10 + 4 * i, name, name).hex(0, 32, name);
        }
        lanePresets(block, 0x20, "32.0 GT/s");
    }

    /**
     * PCI Express Base Specification 6.2, 7.7.7, without Lane Equalization Control: editions of the
     * specification place it at 10h or at 20h.
     */
    static void speed64(Registers block) {
        block.dword(0x04, "Phy64Cap", "64.0 GT/s Capabilities");
        block.dword(0x08, "Phy64Ctl", "64.0 GT/s Control");
        equalization(block.dword(0x0c, "Phy64Sta", "64.0 GT/s Status"), "64.0 GT/s").flag(5, "Transmitter Precoding On", "on", "off")
                .flag(6, "Transmitter Precode Request", "requested", "not requested")
                .flag(7, "No Equalization Needed Received", "received", "not received");
    }

    /** PCI Express Base Specification 6.2, 7.7.10. */
    static void laneMargining(Registers block) {
        block.word(4, "PortCap", "Margining Port Capabilities").yes(0, "Margining uses Driver Software");
        block.word(6, "PortSta", "Margining Port Status").yes(0, "Margining Ready").yes(1, "Margining Software Ready");
        for (int lane = 0; lane < lanes(block); lane++) {
            margin(block.word(8 + 4 * lane, "Lane " + lane + " Ctl", "Margining Lane " + lane + " Control"), "");
            margin(block.word(10 + 4 * lane, "Lane " + lane + " Sta", "Margining Lane " + lane + " Status"), " Status");
        }
    }

    private static void margin(Bits bits, String suffix) {
        bits.number(0, 3, "Receiver Number" + suffix).number(3, 3, "Margin Type" + suffix).number(6, 1, "Usage Model" + suffix)
                .hex(8, 8, "Margin Payload" + suffix);
    }

    /** PCI Express Base Specification 6.2, 7.7.9. */
    static void device3(Registers block) {
        String[] exit = {"< 1 us", "1 us to 2 us", "2 us to 4 us", "4 us to 8 us", "8 us to 16 us", "16 us to 32 us",
            "32 us to 64 us", "> 64 us"};
        String[] width = {"x1", "x2", "x4", "x8", "x16", "", "", "dynamic"};
        block.dword(4, "DevCap3", "Device Capabilities 3").supported(0, "DMWr Request Routing Supported")
                .supported(1, "14-Bit Tag Completer Supported").supported(2, "14-Bit Tag Requester Supported")
                .supported(3, "Receiver Supports L0p").choice(4, 3, "Port L0p Exit Latency", exit)
                .choice(7, 3, "Retimer L0p Exit Latency", exit);
        block.dword(8, "DevCtl3", "Device Control 3").resetsTo(0).enabled(0, "DMWr Requester Enable")
                .flag(1, "DMWr Egress Blocking", "blocked", "not blocked").enabled(2, "14-Bit Tag Requester Enable")
                .enabled(3, "L0p Enable").varies().choice(4, 3, "Target Link Width", width);
        block.dword(12, "DevSta3", "Device Status 3").choice(0, 3, "Initial Link Width", width)
                .flag(3, "Segment Captured", "captured", "not captured").supported(4, "Remote L0p Supported");
    }
}
