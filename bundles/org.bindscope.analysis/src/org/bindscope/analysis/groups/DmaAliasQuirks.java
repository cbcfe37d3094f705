// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

import org.bindscope.analysis.config.PciAddress;

/** Functions that send under other requester ids than their own (drivers/pci/quirks.c; driver-match section 16.6). */
final class DmaAliasQuirks {

    private static final Map<Integer, IdSet> FUNCTION_0 = Map.of(0x1180, IdSet.of("e832 e476"), 0x6766,
            IdSet.of("3d40 3d41"));
    private static final Map<Integer, IdSet> FUNCTION_1 = Map.of(
            0x1b4b, IdSet.of("9120 9123 9125 9128 9130 9170 9172 917a 9182 9183 91a0 9215 9220 9230 9235"),
            0x1103, IdSet.of("0642 0645"), 0x197b, IdSet.of("2392"), 0x1c28, IdSet.of("0122"));
    private static final IdSet INTEL_FIXED = IdSet.of("2260 2264");
    private static final IdSet INTEL_ALL_SLOTS = IdSet.of("2954 2955 2956 2958 2959 295a");
    private static final IdSet PLX_NTB = IdSet.of("87b0 87b1");
    private static final Map<Integer, IdSet> LIKE_PCIE_TO_PCI = Map.of(0x1b21, IdSet.of("1080"), 0x10e3,
            IdSet.of("8113"),
            0x1283, IdSet.of("8892 8893"), 0x8086, IdSet.of("244e"));
    private static final int SWITCHTEC = 0x11f8;

    private DmaAliasQuirks() {
    }

    /**
     * The further requester ids of a function.
     *
     * @param address   its address
     * @param vendor    Vendor ID
     * @param device    Device ID
     * @param subsystem Subsystem Vendor ID in the upper and Subsystem ID in the lower 16 bits
     * @param classCode class code
     * @return device and function numbers as one byte
     */
    static List<Integer> aliases(PciAddress address, int vendor, int device, OptionalInt subsystem,
            OptionalInt classCode) {
        if (listed(FUNCTION_0, vendor, device)) {
            return address.function() == 0 ? List.of() : List.of(address.device() << 3);
        }
        if (listed(FUNCTION_1, vendor, device)) {
            return address.function() == 1 ? List.of() : List.of(address.device() << 3 | 1);
        }
        if (vendor == 0x9005 && device == 0x0285 && subsystem.isPresent()
                && (subsystem.getAsInt() == 0x900502bb || subsystem.getAsInt() == 0x900502bc)) {
            return List.of(1 << 3);
        }
        if (vendor == 0x8086 && INTEL_FIXED.contains(device)) {
            return List.of(0x10 << 3, 0x11 << 3, 0x12 << 3 | 3);
        }
        List<Integer> all = new ArrayList<>();
        if (vendor == 0x8086 && INTEL_ALL_SLOTS.contains(device)) {
            for (int devfn = 0; devfn < 256; devfn++) {
                if ((devfn & 7) <= 4) {
                    all.add(devfn);
                }
            }
        } else if (vendor == 0x10b5 && PLX_NTB.contains(device)
                || vendor == SWITCHTEC && classCode.isPresent() && classCode.getAsInt() >> 8 == 0x0680) {
            for (int devfn = 0; devfn < 256; devfn++) {
                all.add(devfn);
            }
        }
        return all;
    }

    /** What a bridge does to the requester ids below it, as far as its id tells. */
    static BridgeAlias bridge(int vendor, int device, boolean belowPciePort) {
        if (vendor == 0x1a03 && device == 0x1150) {
            return BridgeAlias.NONE;
        }
        if (vendor == 0x14e4 && (device == 0x9000 || device == 0x9084)) {
            return BridgeAlias.TRANSLATION_ROOT;
        }
        return belowPciePort && listed(LIKE_PCIE_TO_PCI, vendor, device) ? BridgeAlias.LIKE_PCIE_TO_PCI
                : BridgeAlias.BY_TYPE;
    }

    private static boolean listed(Map<Integer, IdSet> table, int vendor, int device) {
        IdSet ids = table.get(vendor);
        return ids != null && ids.contains(device);
    }
}
