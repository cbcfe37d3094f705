// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

/** Registers of the Vendor-Specific capability (id 09): its length, and the bytes of those vendors that are known. */
final class VendorLayouts {

    private VendorLayouts() {
    }

    static void decode(Registers block) {
        Bits length = block.octet(2, "Length", "Length").number(0, 8, "Length", "bytes");
        block.length((int) length.value());
        int vendor = block.space().length() >= 2 ? block.space().u16(0) : 0xffff;
        if (vendor == 0x1af4) {
            virtio(block, (int) length.value());
        } else if (vendor == 0x10de) {
            gpuDirect(block, (int) length.value());
        } else if (vendor == 0x1014 && block.space().length() >= 4 && block.space().u16(2) == 0x04ea) {
            nvLinkUnit(block, (int) length.value());
        }
    }

    /** Virtual I/O Device Specification 1.2, 4.1.4. */
    private static void virtio(Registers block, int length) {
        if (length < 16) {
            return;
        }
        Bits type = block.octet(3, "cfg_type", "cfg_type").choice(0, 8, "cfg_type", "", "common configuration", "notifications",
                "ISR status", "device-specific configuration", "PCI configuration access", "", "", "shared memory region",
                "vendor-specific data");
        if (type.value() == 0 || type.value() == 6 || type.value() == 7 || type.value() > 8) {
            return;
        }
        block.octet(4, "bar", "bar").field(0, 8, "bar", "", BasicLayouts::bar);
        block.octet(5, "id", "id").number(0, 8, "id");
        block.dword(8, "offset", "offset").hex(0, 32, "offset");
        block.dword(12, "length", "length").hex(0, 32, "length");
        if (type.value() == 2 && length >= 20) {
            block.dword(16, "notify_off_multiplier", "notify_off_multiplier").hex(0, 32, "notify_off_multiplier");
        } else if (type.value() == 5 && length >= 20) {
            block.dword(16, "pci_cfg_data", "pci_cfg_data").hex(0, 32, "pci_cfg_data");
        } else if (type.value() == 8 && length >= 24) {
            block.dword(16, "offset_hi", "offset_hi").hex(0, 32, "offset_hi");
            block.dword(20, "length_hi", "length_hi").hex(0, 32, "length_hi");
        }
    }

    /** Clique of GPUs that a virtual machine may let talk to one another (NVIDIA GPUDirect P2P on virtual machines). */
    private static void gpuDirect(Registers block, int length) {
        Bits signature = block.register(3, 3, "Signature", "Signature");
        if (length < 8 || signature.value() != 0x503250) {
            return;
        }
        signature.hex(0, 24, "Signature");
        block.octet(6, "P2P", "GPUDirect P2P").number(0, 3, "Version").number(3, 4, "Clique ID");
    }

    /** What skiboot's emulated configuration space of an NVLink unit holds (hw/npu.c and hw/npu2.c of skiboot 7.0). */
    private static void nvLinkUnit(Registers block, int length) {
        if (length < 0x10) {
            return;
        }
        block.octet(3, "NPU Version", "Version").number(0, 8, "Version");
        block.dword(4, "NPU Status", "Procedure Status").hex(0, 32, "Procedure Status");
        block.dword(8, "NPU Control", "Procedure Control").hex(0, 32, "Procedure Control");
        block.octet(0x0c, "NPU Link", "Link Index").number(0, 8, "Link Index");
        block.octet(0x0d, "NPU Flags", "Link Flags").flag(0, "GPU Found", "found", "not found")
                .flag(1, "Data Link out of Reset", "out of reset", "in reset");
    }
}
