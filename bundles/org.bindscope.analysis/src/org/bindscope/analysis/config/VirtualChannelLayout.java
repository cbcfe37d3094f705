// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

/** Registers of the Virtual Channel and Multi-Function Virtual Channel capabilities (PCI Express Base Specification 6.2, 7.9.1 and 7.9.2). */
final class VirtualChannelLayout {

    private static final String[] ARBITRATION = {"hardware fixed", "WRR of 32 phases", "WRR of 64 phases", "WRR of 128 phases",
        "time-based WRR of 128 phases", "WRR of 256 phases"};

    private VirtualChannelLayout() {
    }

    static void decode(Registers block) {
        Bits capability = block.dword(0x04, "PortVCCap1", "Port VC Capability 1").number(0, 3, "Extended VC Count")
                .number(4, 3, "Low Priority Extended VC Count").choice(8, 2, "Reference Clock", "100 ns")
                .choice(10, 2, "Port Arbitration Table Entry Size", "1 bit", "2 bits", "4 bits", "8 bits");
        block.dword(0x08, "PortVCCap2", "Port VC Capability 2")
                .set(0, 8, "VC Arbitration Capability", "hardware fixed", "WRR of 32 phases", "WRR of 64 phases", "WRR of 128 phases")
                .field(24, 8, "VC Arbitration Table Offset", "", raw -> Layouts.hex((int) raw * 16, 2));
        block.word(0x0c, "PortVCCtl", "Port VC Control").resetsTo(0).flag(0, "Load VC Arbitration Table", "load", "no effect").varies()
                .number(1, 3, "VC Arbitration Select");
        block.word(0x0e, "PortVCSta", "Port VC Status").flag(0, "VC Arbitration Table Status", "not loaded", "loaded");
        for (int vc = 0; vc <= capability.get(0, 3); vc++) {
            int at = 0x10 + 12 * vc;
            String name = "VC" + vc;
            block.dword(at, name + "Cap", "VC Resource Capability " + vc).set(0, 8, "Port Arbitration Capability", ARBITRATION)
                    .flag(14, "Advanced Packet Switching").flag(15, "Reject Snoop Transactions", "rejected", "not rejected")
                    .field(16, 7, "Maximum Time Slots", "", raw -> Long.toString(raw + 1))
                    .field(24, 8, "Port Arbitration Table Offset", "", raw -> Layouts.hex((int) raw * 16, 2));
            block.dword(at + 4, name + "Ctl", "VC Resource Control " + vc).resetsTo(vc == 0 ? 0x800000ffL : 0)
                    .field(0, 8, "TC/VC Map", "", VirtualChannelLayout::classes)
                    .flag(16, "Load Port Arbitration Table", "load", "no effect").varies()
                    .number(17, 3, "Port Arbitration Select").resetsTo(vc == 0 ? 0x800000ffL : 0)
                    .number(24, 3, "VC ID").enabled(31, "VC Enable");
            block.word(at + 10, name + "Sta", "VC Resource Status " + vc)
                    .flag(0, "Port Arbitration Table Status", "not loaded", "loaded")
                    .flag(1, "VC Negotiation Pending", "pending", "not pending");
        }
    }

    private static String classes(long raw) {
        StringBuilder text = new StringBuilder();
        for (int tc = 0; tc < 8; tc++) {
            if ((raw >> tc & 1) != 0) {
                text.append(text.isEmpty() ? "TC" : ", TC").append(tc);
            }
        }
        return text.isEmpty() ? "none" : text.toString();
    }
}
