// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

/** Registers of the capabilities of power and latency. */
final class PowerLayouts {

    private static final String[] WATTS = {"1 W", "0.1 W", "0.01 W", "0.001 W"};

    private PowerLayouts() {
    }

    /** PCI Express Base Specification 6.2, 7.8.1. */
    static void powerBudgeting(Registers block) {
        block.octet(4, "Data Select", "Power Budgeting Data Select").number(0, 8, "Data Select");
        block.dword(8, "Data", "Power Budgeting Data").number(0, 8, "Base Power").choice(8, 2, "Data Scale", WATTS)
                .choice(10, 3, "PM Sub State", "default", "1", "2", "3", "4", "5", "6", "7")
                .choice(13, 2, "PM State", "D0", "D1", "D2", "D3")
                .choice(15, 3, "Type", "PME Aux", "auxiliary", "idle", "sustained", "sustained, emergency power reduction",
                        "maximum, emergency power reduction", "", "maximum")
                .choice(18, 3, "Power Rail", "12 V", "3.3 V", "1.5 V or 1.8 V", "48 V", "5 V", "", "", "thermal");
        block.octet(12, "PwrBudgetCap", "Power Budget Capability").yes(0, "System Allocated");
    }

    /** PCI Express Base Specification 6.2, 7.8.2. */
    static void latencyTolerance(Registers block) {
        latency(block, 4, "Max Snoop Latency");
        latency(block, 6, "Max No-Snoop Latency");
    }

    private static void latency(Registers block, int offset, String name) {
        Bits bits = block.word(offset, name, name).resetsTo(0);
        bits.field(0, 10, "Value", "ns", raw -> scaled(raw, (int) bits.get(10, 3)))
                .field(10, 3, "Scale", "ns", raw -> raw > 5 ? Bits.RESERVED : Long.toString(1L << 5 * raw));
    }

    /** A value with one of the six scales of LTR, 2^(5 n) ns. */
    static String scaled(long value, int scale) {
        return scale > 5 ? Bits.RESERVED : Long.toString(value << 5 * scale);
    }

    /** PCI Express Base Specification 6.2, 7.8.3. */
    static void l1Substates(Registers block) {
        Bits capability = block.dword(0x04, "L1SubCap", "L1 PM Substates Capabilities").supported(0, "PCI-PM L1.2 Supported")
                .supported(1, "PCI-PM L1.1 Supported").supported(2, "ASPM L1.2 Supported").supported(3, "ASPM L1.1 Supported")
                .supported(4, "L1 PM Substates Supported").supported(5, "Link Activation Supported")
                .number(8, 8, "Port Common_Mode_Restore_Time", "us");
        powerOn(capability, 16, 19, "Port ");
        Bits control = block.dword(0x08, "L1SubCtl1", "L1 PM Substates Control 1").resetsTo(0).enabled(0, "PCI-PM L1.2 Enable")
                .enabled(1, "PCI-PM L1.1 Enable").enabled(2, "ASPM L1.2 Enable").enabled(3, "ASPM L1.1 Enable")
                .enabled(4, "Link Activation Interrupt Enable").enabled(5, "Link Activation Control").varies()
                .number(8, 8, "Common_Mode_Restore_Time", "us");
        control.field(16, 10, "LTR_L1.2_THRESHOLD_Value", "ns", raw -> scaled(raw, (int) control.get(29, 3)))
                .field(29, 3, "LTR_L1.2_THRESHOLD_Scale", "ns", raw -> raw > 5 ? Bits.RESERVED : Long.toString(1L << 5 * raw));
        powerOn(block.dword(0x0c, "L1SubCtl2", "L1 PM Substates Control 2"), 0, 3, "");
        if (capability.isSet(5)) {
            block.dword(0x10, "L1SubSta", "L1 PM Substates Status").resetsTo(0)
                    .flag(0, "Link Activation Status", "activated", "not activated");
        }
    }

    private static void powerOn(Bits bits, int scale, int value, String prefix) {
        bits.field(scale, 2, prefix + "T_POWER_ON Scale", "us", raw -> raw == 3 ? Bits.RESERVED : power(1, (int) raw))
                .field(value, 5, prefix + "T_POWER_ON Value", "us", raw -> bits.get(scale, 2) == 3 ? Bits.RESERVED
                        : power(raw, (int) bits.get(scale, 2)));
    }

    private static String power(long value, int scale) {
        return Long.toString(value * new int[] {2, 10, 100}[scale]);
    }

    /** PCI Express Base Specification 6.2, 7.9.12. */
    static void dynamicAllocation(Registers block) {
        Bits capability = block.dword(0x04, "DPACap", "DPA Capability").number(0, 5, "Substate_Max")
                .choice(8, 2, "Transition Latency Unit", "1 ms", "10 ms", "100 ms")
                .choice(12, 2, "Power Allocation Scale", "10 W", "1 W", "0.1 W", "0.01 W")
                .number(16, 8, "Transition Latency Value 0").number(24, 8, "Transition Latency Value 1");
        block.dword(0x08, "DPALatency", "DPA Latency Indicator").hex(0, 32, "Transition Latency Indicator Bits");
        block.word(0x0c, "DPASta", "DPA Status").number(0, 5, "Substate Status").enabled(8, "Substate Control Enabled");
        block.word(0x0e, "DPACtl", "DPA Control").resetsTo(0).number(0, 5, "Substate Control");
        for (int i = 0; i <= capability.get(0, 5); i++) {
            String name = "Substate Power Allocation " + i;
            block.octet(0x10 + i, name, name).number(0, 8, "Substate Power Allocation");
        }
    }

    /** PCI Express Base Specification 6.2, 7.9.16. */
    static void readinessTime(Registers block) {
        readiness(block.dword(4, "RTR1", "Readiness Time Reporting 1"), "Reset Time", "DL_Up Time").flag(31, "Valid", "valid", "not valid");
        readiness(block.dword(8, "RTR2", "Readiness Time Reporting 2"), "FLR Time", "D3hot to D0 Time");
    }

    /** Two times of 12 bits: a value of nine bits and one of the scales of LTR. */
    private static Bits readiness(Bits bits, String first, String second) {
        return bits.field(0, 12, first, "ns", PowerLayouts::readinessNs).field(12, 12, second, "ns", PowerLayouts::readinessNs);
    }

    private static String readinessNs(long raw) {
        return scaled(raw & 0x1ff, (int) (raw >> 9 & 7));
    }
}
