// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

/** Registers of the Integrity and Data Encryption capability (PCI Express Base Specification 6.2, 7.9.26). */
final class IdeLayout {

    private static final String[] STATE = {"insecure", "", "secure"};
    private static final String[] AGGREGATION = {"no aggregation", "up to 2", "up to 4", "up to 8"};
    private static final String AES_GCM = "AES-GCM 256, 96-bit MAC";

    private IdeLayout() {
    }

    static void decode(Registers block) {
        Bits capability = block.dword(0x04, "IDECap", "IDE Capability").supported(0, "Link IDE Stream Supported")
                .supported(1, "Selective IDE Streams Supported").supported(2, "Flow-Through IDE Stream Supported")
                .supported(3, "Partial Header Encryption Supported").supported(4, "Aggregation Supported")
                .supported(5, "PCRC Supported").supported(6, "IDE_KM Protocol Supported")
                .supported(7, "Selective IDE for Configuration Requests Supported")
                .choice(8, 5, "Supported Algorithms", AES_GCM)
                .field(13, 3, "Number of TCs Supported for Link IDE", "", raw -> Long.toString(raw + 1))
                .field(16, 8, "Number of Selective IDE Streams Supported", "", raw -> Long.toString(raw + 1))
                .supported(24, "TEE-Limited Stream Supported");
        block.dword(0x08, "IDECtl", "IDE Control").resetsTo(0).enabled(2, "Flow-Through IDE Stream Enabled");
        int offset = 0x0c;
        if (capability.isSet(0)) {
            for (int i = 0; i <= capability.get(13, 3); i++, offset += 8) {
                String name = "Link IDE " + i;
                stream(block.dword(offset, name + " Ctl", "Link IDE Stream Control " + i), "Link IDE Stream Enable");
                status(block.dword(offset + 4, name + " Sta", "Link IDE Stream Status " + i), "Link IDE Stream State");
            }
        }
        if (capability.isSet(1)) {
            for (int i = 0; i <= capability.get(16, 8) && block.room(offset) > 0; i++) {
                offset = selective(block, i, offset);
            }
        }
    }

    private static Bits stream(Bits bits, String enable) {
        return bits.resetsTo(0).enabled(0, enable).choice(2, 2, "Tx Aggregation Mode NPR", AGGREGATION)
                .choice(4, 2, "Tx Aggregation Mode PR", AGGREGATION).choice(6, 2, "Tx Aggregation Mode CPL", AGGREGATION)
                .enabled(8, "PCRC Enable").number(10, 4, "Partial Header Encryption Mode")
                .choice(14, 5, "Selected Algorithm", AES_GCM).number(19, 3, "TC").varies().number(24, 8, "Stream ID");
    }

    private static void status(Bits bits, String state) {
        bits.choice(0, 4, state, STATE).resetsTo(0)
                .flag(31, "Received Integrity Check Fail Message", "received", "not received");
    }

    private static int selective(Registers block, int index, int start) {
        String name = "Selective IDE " + index;
        Bits capability = block.dword(start, name + " Cap", "Selective IDE Stream Capability " + index)
                .number(0, 4, "Number of Address Association Register Blocks");
        stream(block.dword(start + 4, name + " Ctl", "Selective IDE Stream Control " + index), "Selective IDE Stream Enable").resetsTo(0)
                .enabled(9, "Selective IDE for Configuration Requests Enable").flag(22, "Default Stream", "default", "not default")
                .flag(23, "TEE-Limited Stream", "TEE-limited", "not limited");
        status(block.dword(start + 8, name + " Sta", "Selective IDE Stream Status " + index), "Selective IDE Stream State");
        block.dword(start + 12, name + " RID 1", "IDE RID Association 1 of stream " + index)
                .field(8, 16, "RID Limit", "", Layouts::requester);
        block.dword(start + 16, name + " RID 2", "IDE RID Association 2 of stream " + index).flag(0, "Valid", "valid", "not valid")
                .field(8, 16, "RID Base", "", Layouts::requester).hex(24, 8, "Segment Base");
        int offset = start + 20;
        for (int i = 0; i < capability.get(0, 4); i++, offset += 12) {
            String address = name + " Address " + i;
            String what = "IDE Address Association %d of stream " + index + ", block " + i;
            block.dword(offset, address + " 1", what.formatted(1)).flag(0, "Valid", "valid", "not valid")
                    .address(8, 12, "Memory Base Lower").address(20, 12, "Memory Limit Lower");
            block.dword(offset + 4, address + " 2", what.formatted(2)).hex(0, 32, "Memory Limit Upper");
            block.dword(offset + 8, address + " 3", what.formatted(3)).hex(0, 32, "Memory Base Upper");
        }
        return offset;
    }
}
