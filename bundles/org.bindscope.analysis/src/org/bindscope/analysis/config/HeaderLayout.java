// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

import java.util.List;

/**
 * Registers of the configuration header, types 0 and 1 (PCI Express Base Specification 6.2, 7.5.1) and
 * type 2 (PC Card Standard 8.1, volume 4).
 */
final class HeaderLayout {

    private static final String[] DEVSEL = {"fast", "medium", "slow", ""};
    private static final List<String> BASE_CLASSES = List.of("before class codes", "mass storage controller",
            "network controller", "display controller", "multimedia device", "memory controller", "bridge",
            "simple communication controller", "base system peripheral", "input device", "docking station",
            "processor", "serial bus controller", "wireless controller", "intelligent I/O controller",
            "satellite communication controller", "encryption or decryption controller",
            "data acquisition or signal processing controller", "processing accelerator",
            "non-essential instrumentation");

    private HeaderLayout() {
    }

    /** Names the header type. */
    static String name(int layout) {
        return switch (layout) {
            case ConfigHeader.ENDPOINT -> "Type 0 Header";
            case ConfigHeader.BRIDGE -> "Type 1 Header";
            case ConfigHeader.CARDBUS -> "Type 2 Header";
            default -> "Header";
        };
    }

    /** Where the header is described. */
    static String section(int layout) {
        return switch (layout) {
            case ConfigHeader.ENDPOINT -> Layouts.BASE + "7.5.1.2";
            case ConfigHeader.BRIDGE -> Layouts.BASE + "7.5.1.3";
            case ConfigHeader.CARDBUS -> "PC Card Standard 8.1, volume 4";
            default -> Layouts.BASE + "7.5.1.1";
        };
    }

    /** Collects the registers of a header; a type other than 0, 1 and 2 has the common ones only. */
    static void decode(Registers block, int layout) {
        identity(block);
        switch (layout) {
            case ConfigHeader.ENDPOINT -> endpoint(block);
            case ConfigHeader.BRIDGE -> bridge(block);
            case ConfigHeader.CARDBUS -> cardBus(block);
            default -> {
            }
        }
    }

    private static void identity(Registers block) {
        block.word(0x00, "Vendor ID", "Vendor ID").hex(0, 16, "Vendor ID");
        block.word(0x02, "Device ID", "Device ID").hex(0, 16, "Device ID");
        block.word(0x04, "Command", "Command").resetsTo(0).enabled(0, "I/O Space Enable")
                .enabled(1, "Memory Space Enable").enabled(2, "Bus Master Enable")
                .enabled(3, "Special Cycle Enable").enabled(4, "Memory Write and Invalidate")
                .enabled(5, "VGA Palette Snoop").enabled(6, "Parity Error Response")
                .enabled(7, "IDSEL Stepping/Wait Cycle Control").enabled(8, "SERR# Enable")
                .enabled(9, "Fast Back-to-Back Transactions Enable")
                .flag(10, "Interrupt Disable", "interrupts disabled", "interrupts not disabled");
        status(block.word(0x06, "Status", "Status").resetsTo(0).varies().yes(0, "Immediate Readiness")
                .flag(3, "Interrupt Status", "interrupt pending", "no interrupt pending")
                .present(4, "Capabilities List"), "Signaled System Error");
        block.octet(0x08, "Revision ID", "Revision ID").hex(0, 8, "Revision ID");
        block.register(0x09, 3, "Class Code", "Class Code").hex(0, 8, "Programming Interface").hex(8, 8, "Sub-Class Code")
                .field(16, 8, "Base Class Code", "", HeaderLayout::baseClass);
        block.octet(0x0c, "Cache Line Size", "Cache Line Size").field(0, 8, "Cache Line Size", "bytes",
                raw -> Long.toString(4 * raw));
        block.octet(0x0d, "Latency Timer", "Latency Timer").number(0, 8, "Latency Timer", "PCI clocks");
        block.octet(0x0e, "Header Type", "Header Type")
                .choice(0, 7, "Header Layout", "endpoint (type 0)", "PCI-to-PCI bridge (type 1)", "CardBus bridge (type 2)")
                .yes(7, "Multi-Function Device");
        block.octet(0x0f, "BIST", "BIST").number(0, 4, "Completion Code").flag(6, "Start BIST", "running", "not running")
                .supported(7, "BIST Capable");
    }

    private static String baseClass(long raw) {
        String text = raw < BASE_CLASSES.size() ? BASE_CLASSES.get((int) raw)
                : raw == 0x40 ? "co-processor" : raw == 0xff ? "no defined class" : Bits.RESERVED;
        return Layouts.hex((int) raw) + ", " + text;
    }

    /** Bits that Status and Secondary Status have in common. */
    private static void status(Bits bits, String systemError) {
        bits.varies().supported(5, "66 MHz Capable").supported(6, "User Definable Features")
                .supported(7, "Fast Back-to-Back Transactions Capable").resetsTo(0)
                .detected(8, "Master Data Parity Error").varies().choice(9, 2, "DEVSEL Timing", DEVSEL).resetsTo(0)
                .detected(11, "Signaled Target Abort").detected(12, "Received Target Abort")
                .detected(13, "Received Master Abort").detected(14, systemError)
                .detected(15, "Detected Parity Error");
    }

    private static void endpoint(Registers block) {
        baseAddresses(block, 6);
        block.dword(0x28, "Cardbus CIS Pointer", "Cardbus CIS Pointer").hex(0, 32, "Cardbus CIS Pointer");
        block.word(0x2c, "Subsystem Vendor ID", "Subsystem Vendor ID").hex(0, 16, "Subsystem Vendor ID");
        block.word(0x2e, "Subsystem ID", "Subsystem ID").hex(0, 16, "Subsystem ID");
        expansionRom(block, 0x30);
        pointer(block, 0x34);
        interrupt(block);
        block.octet(0x3e, "Min_Gnt", "Min_Gnt").field(0, 8, "Min_Gnt", "ns", raw -> Long.toString(250 * raw));
        block.octet(0x3f, "Max_Lat", "Max_Lat").field(0, 8, "Max_Lat", "ns", raw -> Long.toString(250 * raw));
    }

    private static void bridge(Registers block) {
        baseAddresses(block, 2);
        buses(block, "Primary Bus Number", "Secondary Bus Number", "Secondary Latency Timer");
        ioWindow(block, 0x1c, "I/O Base", 0x30);
        ioWindow(block, 0x1d, "I/O Limit", 0x32);
        status(block.word(0x1e, "Secondary Status", "Secondary Status"), "Received System Error");
        block.word(0x20, "Memory Base", "Memory Base").field(4, 12, "Memory Base", "", raw -> memory(raw, 0, 0));
        block.word(0x22, "Memory Limit", "Memory Limit").field(4, 12, "Memory Limit", "", raw -> memory(raw, 0, 0xfffff));
        prefetchable(block, 0x24, "Prefetchable Memory Base", 0x28, "Prefetchable Base Upper 32 Bits", 0);
        prefetchable(block, 0x26, "Prefetchable Memory Limit", 0x2c, "Prefetchable Limit Upper 32 Bits", 0xfffff);
        block.word(0x30, "I/O Base Upper 16 Bits", "I/O Base Upper 16 Bits").hex(0, 16, "I/O Base Upper 16 Bits");
        block.word(0x32, "I/O Limit Upper 16 Bits", "I/O Limit Upper 16 Bits").hex(0, 16, "I/O Limit Upper 16 Bits");
        pointer(block, 0x34);
        expansionRom(block, 0x38);
        interrupt(block);
        bridgeControl(block.word(0x3e, "BridgeCtl", "Bridge Control"))
                .enabled(7, "Fast Back-to-Back Transactions Enable").flag(8, "Primary Discard Timer", "2^10 PCI clocks", "2^15 PCI clocks")
                .flag(9, "Secondary Discard Timer", "2^10 PCI clocks", "2^15 PCI clocks")
                .flag(10, "Discard Timer Status", "expired", "not expired").enabled(11, "Discard Timer SERR# Enable");
    }

    private static Bits bridgeControl(Bits bits) {
        return bits.resetsTo(0).enabled(0, "Parity Error Response Enable").enabled(1, "SERR# Enable").enabled(2, "ISA Enable")
                .enabled(3, "VGA Enable").enabled(4, "VGA 16-bit Decode")
                .flag(5, "Master Abort Mode", "report", "do not report")
                .flag(6, "Secondary Bus Reset", "asserted", "not asserted");
    }

    private static void buses(Registers block, String upper, String lower, String timer) {
        block.octet(0x18, upper, upper).resetsTo(0).hex(0, 8, upper);
        block.octet(0x19, lower, lower).resetsTo(0).hex(0, 8, lower);
        block.octet(0x1a, "Subordinate Bus Number", "Subordinate Bus Number").resetsTo(0)
                .hex(0, 8, "Subordinate Bus Number");
        block.octet(0x1b, timer, timer).number(0, 8, timer, "PCI clocks");
    }

    private static void ioWindow(Registers block, int offset, String name, int upperOffset) {
        boolean limit = name.endsWith("Limit");
        Bits low = block.octet(offset, name, name).choice(0, 4, "Addressing Capability", "16-bit", "32-bit");
        long upper = low.get(0, 4) == 1 && upperOffset + 2 <= block.space().length()
                ? block.space().u16(upperOffset) : 0;
        low.field(4, 4, name, "", raw -> Layouts.hex(upper << 16 | raw << 12 | (limit ? 0xfff : 0), 8));
    }

    private static void prefetchable(Registers block, int offset, String name, int upperOffset, String upperName, int tail) {
        Bits upper = block.dword(upperOffset, upperName, upperName).hex(0, 32, upperName);
        Bits low = block.word(offset, name, name).choice(0, 4, "Addressing Capability", "32-bit", "64-bit");
        low.field(4, 12, name, "", raw -> memory(raw, low.get(0, 4) == 1 ? upper.value() : 0, tail));
    }

    private static String memory(long raw, long upper, int tail) {
        return Layouts.hex(upper << 32 | raw << 20 | tail, upper == 0 ? 8 : 16);
    }

    private static void cardBus(Registers block) {
        block.dword(0x10, "CardBus Socket/ExCA Base Address", "CardBus Socket/ExCA Base Address").address(12, 20, "Base Address");
        pointer(block, 0x14);
        status(block.word(0x16, "Secondary Status", "Secondary Status"), "Received System Error");
        buses(block, "PCI Bus Number", "CardBus Bus Number", "CardBus Latency Timer");
        for (int i = 0; i < 2; i++) {
            String memory = "Memory Base " + i;
            block.dword(0x1c + 8 * i, memory, memory).address(12, 20, memory);
            memory = "Memory Limit " + i;
            block.dword(0x20 + 8 * i, memory, memory).address(12, 20, memory);
            String io = "I/O Base " + i;
            Bits base = block.dword(0x2c + 8 * i, io, io).choice(0, 2, "Addressing Capability", "16-bit", "32-bit");
            int width = base.isSet(0) ? 30 : 14;
            base.address(2, width, io);
            io = "I/O Limit " + i;
            block.dword(0x30 + 8 * i, io, io).address(2, width, io);
        }
        interrupt(block);
        bridgeControl(block.word(0x3e, "BridgeCtl", "Bridge Control"))
                .enabled(7, "IREQ-INT Enable").enabled(8, "Memory 0 Prefetch Enable").enabled(9, "Memory 1 Prefetch Enable").enabled(10, "Write Posting Enable");
        block.word(0x40, "Subsystem Vendor ID", "Subsystem Vendor ID").hex(0, 16, "Subsystem Vendor ID");
        block.word(0x42, "Subsystem ID", "Subsystem ID").hex(0, 16, "Subsystem ID");
        block.dword(0x44, "PC Card 16-bit IF Legacy Mode Base Address", "PC Card 16-bit IF Legacy Mode Base Address")
                .address(1, 31, "Base Address");
    }

    /** Base Address registers; one of 64 bits takes the place of two (7.5.1.2.1). */
    private static void baseAddresses(Registers block, int count) {
        for (int i = 0; i < count; i++) {
            int offset = 0x10 + 4 * i;
            boolean wide = i + 1 < count && offset + 8 <= block.space().length()
                    && (block.space().u8(offset) & 7) == 4;
            String name = "Base Address " + i;
            baseAddress(block.register(offset, wide ? 8 : 4, "BAR" + i, name));
            i += wide ? 1 : 0;
        }
    }

    /** Fields of a Base Address register of 4 or 8 bytes; VF BARs have the same. */
    static void baseAddress(Bits bits) {
        boolean wide = bits.size() == 8;
        bits.flag(0, "Memory Space Indicator", "I/O space", "memory space");
        if (bits.isSet(0)) {
            bits.address(2, 30, "Base Address");
        } else {
            bits.choice(1, 2, "Memory Type", "32-bit", "below 1 MiB", "64-bit").yes(3, "Prefetchable")
                    .address(4, wide ? 60 : 28, "Base Address");
        }
    }

    private static void expansionRom(Registers block, int offset) {
        block.dword(offset, "Expansion ROM BAR", "Expansion ROM Base Address").resetsTo(0)
                .enabled(0, "Expansion ROM Enable").varies()
                .choice(1, 3, "Expansion ROM Validation Status", "validation not supported", "in progress",
                        "pass, contents trusted", "pass, contents not trusted", "fail, data invalid",
                        "fail, contents not trusted", "warning pass, contents trusted",
                        "warning pass, contents not trusted")
                .hex(4, 4, "Expansion ROM Validation Details").address(11, 21, "Expansion ROM Base Address");
    }

    private static void pointer(Registers block, int offset) {
        block.octet(offset, "Capabilities Pointer", "Capabilities Pointer").hex(0, 8, "Capabilities Pointer");
    }

    private static void interrupt(Registers block) {
        block.octet(0x3c, "Interrupt Line", "Interrupt Line").number(0, 8, "Interrupt Line");
        block.octet(0x3d, "Interrupt Pin", "Interrupt Pin")
                .choice(0, 8, "Interrupt Pin", "none", "INTA#", "INTB#", "INTC#", "INTD#");
    }
}
