// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

/** Registers of the capabilities that bear on isolation: ACS, ARI, ATS, PRI, PASID, and TPH and Multicast, which cross it. */
final class IsolationLayouts {

    private static final String[] TARGET_ACCESS = {"direct request access", "request blocking", "request redirect"};

    private IsolationLayouts() {
    }

    /** PCI Express Base Specification 6.2, 7.7.11. */
    static void accessControlServices(Registers block) {
        Bits capability = block.word(4, "ACSCap", "ACS Capability");
        Bits control = block.word(6, "ACSCtl", "ACS Control").resetsTo(0);
        for (AcsBit bit : AcsBit.values()) {
            int number = Integer.numberOfTrailingZeros(bit.mask());
            capability.supported(number, bit.specification() + " (" + bit.symbol() + ")");
            control.enabled(number, bit.specification() + " Enable (" + bit.symbol() + ")");
        }
        capability.supported(7, "ACS Enhanced Capability")
                .field(8, 8, "Egress Control Vector Size", "bits", raw -> Long.toString(raw == 0 ? 256 : raw));
        control.enabled(7, "ACS I/O Request Blocking Enable")
                .choice(8, 2, "ACS DSP Memory Target Access Control", TARGET_ACCESS)
                .choice(10, 2, "ACS USP Memory Target Access Control", TARGET_ACCESS)
                .enabled(12, "ACS Unclaimed Request Redirect Control");
        if (capability.isSet(5)) {
            int size = (int) capability.get(8, 8);
            int words = ((size == 0 ? 256 : size) + 31) / 32;
            for (int i = 0; i < words; i++) {
                String name = "Egress Control Vector " + i;
                block.dword(8 + 4 * i, name, name).resetsTo(0).hex(0, 32, name);
            }
        }
    }

    /** PCI Express Base Specification 6.2, 7.8.8. */
    static void alternativeRoutingId(Registers block) {
        block.word(4, "ARICap", "ARI Capability").supported(0, "MFVC Function Groups Capability")
                .supported(1, "ACS Function Groups Capability").number(8, 8, "Next Function Number");
        block.word(6, "ARICtl", "ARI Control").resetsTo(0).enabled(0, "MFVC Function Groups Enable")
                .enabled(1, "ACS Function Groups Enable").number(4, 3, "Function Group");
    }

    /** PCI Express Base Specification 6.2, 10.5.1. */
    static void addressTranslation(Registers block) {
        block.word(4, "ATSCap", "ATS Capability")
                .field(0, 5, "Invalidate Queue Depth", "requests", raw -> Long.toString(raw == 0 ? 32 : raw))
                .yes(5, "Page Aligned Request").supported(6, "Global Invalidate Supported")
                .supported(7, "Relaxed Ordering Supported").supported(8, "ATS Memory Attributes Supported");
        block.word(6, "ATSCtl", "ATS Control").resetsTo(0)
                .field(0, 5, "Smallest Translation Unit", "bytes", raw -> Long.toString(4096L << raw))
                .enabled(15, "Enable");
    }

    /** PCI Express Base Specification 6.2, 10.5.2. */
    static void pageRequest(Registers block) {
        block.word(4, "PRICtl", "Page Request Control").resetsTo(0).enabled(0, "Enable").flag(1, "Reset", "reset", "no effect");
        block.word(6, "PRISta", "Page Request Status").resetsTo(0).flag(0, "Response Failure", "failed", "no failure")
                .detected(1, "Unexpected Page Request Group Index").varies().yes(8, "Stopped")
                .flag(15, "PRG Response PASID Required", "required", "not required");
        block.dword(8, "PRICapacity", "Outstanding Page Request Capacity")
                .number(0, 32, "Outstanding Page Request Capacity", "pages");
        block.dword(12, "PRIAlloc", "Outstanding Page Request Allocation").resetsTo(0)
                .number(0, 32, "Outstanding Page Request Allocation", "pages");
    }

    /** PCI Express Base Specification 6.2, 7.8.9. */
    static void processAddressSpace(Registers block) {
        block.word(4, "PASIDCap", "PASID Capability").supported(1, "Execute Permission Supported")
                .supported(2, "Privileged Mode Supported").supported(3, "Translated Requests with PASID Supported")
                .number(8, 5, "Max PASID Width", "bits");
        block.word(6, "PASIDCtl", "PASID Control").resetsTo(0).enabled(0, "PASID Enable").enabled(1, "Execute Permission Enable")
                .enabled(2, "Privileged Mode Enable").enabled(3, "Translated Requests with PASID Enable");
    }

    /** PCI Express Base Specification 6.2, 7.9.13. */
    static void processingHints(Registers block) {
        Bits capability = block.dword(4, "TPHCap", "TPH Requester Capability").supported(0, "No ST Mode Supported")
                .supported(1, "Interrupt Vector Mode Supported").supported(2, "Device Specific Mode Supported")
                .supported(8, "Extended TPH Requester Supported")
                .choice(9, 2, "ST Table Location", "not present", "in this capability", "in the MSI-X table")
                .field(16, 11, "ST Table Size", "entries", raw -> Long.toString(raw + 1));
        block.dword(8, "TPHCtl", "TPH Requester Control").resetsTo(0)
                .choice(0, 3, "ST Mode Select", "no ST", "interrupt vector", "device specific")
                .choice(8, 2, "TPH Requester Enable", "disabled", "TPH", "", "TPH and Extended TPH");
        if (capability.get(9, 2) == 1) {
            block.length(Math.min(64, (int) capability.get(16, 11) + 1) * 2 + 12);
        }
    }

    /** PCI Express Base Specification 6.2, 7.9.11. */
    static void multicast(Registers block) {
        block.word(0x04, "McastCap", "Multicast Capability").field(0, 6, "MC_Max_Group", "groups", raw -> Long.toString(raw + 1))
                .field(8, 6, "MC_Window_Size_Requested", "bytes", IsolationLayouts::powerOfTwo)
                .supported(15, "MC_ECRC_Regeneration_Supported");
        block.word(0x06, "McastCtl", "Multicast Control").resetsTo(0)
                .field(0, 6, "MC_Num_Group", "groups", raw -> Long.toString(raw + 1)).enabled(15, "MC_Enable");
        block.qword(0x08, "McastBAR", "MC_Base_Address").resetsTo(0).number(0, 6, "MC_Index_Position")
                .address(12, 52, "MC_Base_Address");
        block.qword(0x10, "McastReceiveVec", "MC_Receive").resetsTo(0).hex(0, 64, "MC_Receive");
        block.qword(0x18, "McastBlockAllVec", "MC_Block_All").resetsTo(0).hex(0, 64, "MC_Block_All");
        block.qword(0x20, "McastBlockUntransVec", "MC_Block_Untranslated").resetsTo(0).hex(0, 64, "MC_Block_Untranslated");
        boolean port = block.space().pcie().asOptional().flatMap(PcieCapability::type).filter(t -> t == PcieType.ROOT_PORT
                || t == PcieType.UPSTREAM_PORT || t == PcieType.DOWNSTREAM_PORT).isPresent();
        if (port) {
            block.qword(0x28, "McastOverlayBAR", "MC_Overlay_BAR").resetsTo(0)
                    .field(0, 6, "MC_Overlay_Size", "bytes", raw -> raw < 6 ? "disabled" : powerOfTwo(raw))
                    .address(6, 58, "MC_Overlay_BAR");
        }
    }

    private static String powerOfTwo(long raw) {
        return "2^" + raw;
    }
}
