// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

/** Registers of the capabilities of root complexes. */
final class RootComplexLayouts {

    private RootComplexLayouts() {
    }

    /** PCI Express Base Specification 6.2, 7.9.8. */
    static void linkDeclaration(Registers block) {
        Bits self = block.dword(4, "ElementSelf", "Element Self Description")
                .choice(0, 4, "Element Type", "configuration space element", "system egress port or internal sink",
                        "internal root complex link").number(8, 8, "Number of Link Entries").hex(16, 8, "Component ID")
                .hex(24, 8, "Port Number");
        for (int i = 0; i < self.get(8, 8) && block.room(0x10 + 16 * i) > 0; i++) {
            Bits link = block.dword(0x10 + 16 * i, "Link" + i, "Link Description " + i).flag(0, "Link Valid", "valid", "not valid")
                    .flag(1, "Link Type", "configuration space", "memory space").yes(2, "Associate RCRB Header")
                    .hex(16, 8, "Target Component ID").hex(24, 8, "Target Port Number");
            Bits address = block.qword(0x18 + 16 * i, "Link" + i + " Address", "Link Address " + i);
            if (link.isSet(1)) {
                int busBits = address.get(0, 3) == 0 ? 8 : (int) address.get(0, 3);
                address.field(0, 3, "N", "", raw -> busBits + " bits of bus number").number(12, 3, "Function Number")
                        .number(15, 5, "Device Number").hex(20, busBits, "Bus Number")
                        .address(20 + busBits, 44 - busBits, "Configuration Space Base Address");
            } else {
                address.hex(0, 64, "Link Address");
            }
        }
    }

    /** PCI Express Base Specification 6.2, 7.9.10. */
    static void eventCollectorAssociation(Registers block) {
        block.dword(4, "RCiEPBitmap", "Association Bitmap for RCiEPs").field(0, 32, "Association Bitmap", "", raw -> {
            StringBuilder text = new StringBuilder();
            for (int device = 0; device < 32; device++) {
                if ((raw >> device & 1) != 0) {
                    text.append(text.isEmpty() ? "device " : ", ").append(Layouts.hex(device).substring(2));
                }
            }
            return text.isEmpty() ? "none" : text.toString();
        });
        if ((block.peek(0, 4) >> 16 & 0xf) >= 2) {
            block.dword(8, "RCECBusNumbers", "RCEC Associated Bus Numbers").hex(8, 8, "RCEC Next Bus").hex(16, 8, "RCEC Last Bus");
        }
    }

    /** PCI Express Base Specification 6.2, 7.9.7. */
    static void registerBlockHeader(Registers block) {
        block.word(0x04, "RCRB Vendor ID", "RCRB Vendor ID").hex(0, 16, "RCRB Vendor ID");
        block.word(0x06, "RCRB Device ID", "RCRB Device ID").hex(0, 16, "RCRB Device ID");
        block.dword(0x08, "RCRBCap", "RCRB Capabilities").supported(0, "Configuration RRS Software Visibility");
        block.dword(0x0c, "RCRBCtl", "RCRB Control").resetsTo(0).enabled(0, "Configuration RRS Software Visibility Enable");
    }

    /** PCI Express Base Specification 6.2, 7.9.9. */
    static void internalLink(Registers block) {
        String[] aspm = {"none", "L0s", "L1", "L0s and L1"};
        block.dword(0x04, "RCLnkCap", "Root Complex Link Capabilities").choice(0, 4, "Max Link Speed", PcieLinkLayout.SPEEDS)
                .field(4, 6, "Maximum Link Width", "", raw -> "x" + raw).choice(10, 2, "ASPM Support", aspm)
                .number(12, 3, "L0s Exit Latency").number(15, 3, "L1 Exit Latency");
        block.word(0x08, "RCLnkCtl", "Root Complex Link Control").resetsTo(0).choice(0, 2, "ASPM Control", aspm)
                .enabled(7, "Extended Synch");
        block.word(0x0a, "RCLnkSta", "Root Complex Link Status").choice(0, 4, "Current Link Speed", PcieLinkLayout.SPEEDS)
                .field(4, 6, "Negotiated Link Width", "", raw -> "x" + raw);
    }
}
