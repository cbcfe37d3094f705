// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

/** Registers of the PCI-X capability (PCI-X Protocol Addendum 2.0a, 7.2 for functions and 8.6 for bridges). */
final class PciXLayout {

    private static final String[] READ_SIZE = {"512 bytes", "1024 bytes", "2048 bytes", "4096 bytes"};
    private static final String[] SPLITS = {"1", "2", "3", "4", "8", "12", "16", "32"};

    private PciXLayout() {
    }

    static void decode(Registers block) {
        if (block.space().length() > 0x0e && (block.space().u8(0x0e) & 0x7f) == ConfigHeader.BRIDGE) {
            bridge(block);
        } else {
            function(block);
        }
    }

    private static void function(Registers block) {
        block.word(2, "Command", "PCI-X Command").enabled(0, "Data Parity Error Recovery Enable").enabled(1, "Enable Relaxed Ordering")
                .choice(2, 2, "Maximum Memory Read Byte Count", READ_SIZE)
                .choice(4, 3, "Maximum Outstanding Split Transactions", SPLITS)
                .choice(12, 2, "PCI-X Capabilities List Item Version", "mode 1", "mode 1 with ECC", "mode 1 and 2 with ECC");
        Bits status = place(block.dword(4, "Status", "PCI-X Status"));
        status.detected(18, "Split Completion Discarded").detected(19, "Unexpected Split Completion")
                .flag(20, "Device Complexity", "bridge device", "simple device")
                .choice(21, 2, "Designed Maximum Memory Read Byte Count", READ_SIZE)
                .choice(23, 3, "Designed Maximum Outstanding Split Transactions", SPLITS)
                .field(26, 3, "Designed Maximum Cumulative Read Size", "KiB", raw -> Long.toString(1L << raw))
                .detected(29, "Received Split Completion Error Message")
                .supported(30, "PCI-X 266 Capable").supported(31, "PCI-X 533 Capable");
    }

    private static Bits place(Bits status) {
        return status.number(0, 3, "Function Number").number(3, 5, "Device Number").hex(8, 8, "Bus Number")
                .yes(16, "64-bit Device").supported(17, "133 MHz Capable");
    }

    private static void bridge(Registers block) {
        block.word(2, "Secondary Status", "PCI-X Secondary Status").yes(0, "64-bit Device").supported(1, "133 MHz Capable")
                .detected(2, "Split Completion Discarded").detected(3, "Unexpected Split Completion")
                .detected(4, "Split Completion Overrun").detected(5, "Split Request Delayed")
                .choice(6, 4, "Secondary Clock Frequency and Mode", "conventional PCI", "66 MHz", "100 MHz", "133 MHz",
                        "", "", "", "", "", "PCI-X 266, 66 MHz", "PCI-X 266, 100 MHz", "PCI-X 266, 133 MHz", "",
                        "PCI-X 533, 66 MHz", "PCI-X 533, 100 MHz", "PCI-X 533, 133 MHz")
                .choice(12, 2, "PCI-X Capabilities List Item Version", "mode 1", "mode 1 with ECC", "mode 1 and 2 with ECC")
                .supported(14, "PCI-X 266 Capable").supported(15, "PCI-X 533 Capable");
        place(block.dword(4, "Status", "PCI-X Bridge Status")).detected(18, "Split Completion Discarded")
                .detected(19, "Unexpected Split Completion").detected(20, "Split Completion Overrun")
                .detected(21, "Split Request Delayed");
        block.dword(8, "Upstream Split", "Upstream Split Transaction").number(0, 16, "Split Transaction Capacity")
                .number(16, 16, "Split Transaction Commitment Limit");
        block.dword(12, "Downstream Split", "Downstream Split Transaction").number(0, 16, "Split Transaction Capacity")
                .number(16, 16, "Split Transaction Commitment Limit");
    }
}
