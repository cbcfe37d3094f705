// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

/** Registers of the capabilities that report and contain errors. */
final class ErrorLayouts {

    private static final String[] UNCORRECTABLE = {"", "", "", "", "Data Link Protocol Error", "Surprise Down Error",
        "", "", "", "", "", "", "Poisoned TLP Received", "Flow Control Protocol Error", "Completion Timeout",
        "Completer Abort", "Unexpected Completion", "Receiver Overflow", "Malformed TLP", "ECRC Error",
        "Unsupported Request Error", "ACS Violation", "Uncorrectable Internal Error", "MC Blocked TLP",
        "AtomicOp Egress Blocked", "TLP Prefix Blocked Error", "Poisoned TLP Egress Blocked",
        "DMWr Request Egress Blocked", "IDE Check Failed", "Misrouted IDE TLP", "PCRC Check Failed",
        "TLP Translation Egress Blocked"};
    private static final String[] CORRECTABLE = {"Receiver Error", "", "", "", "", "", "Bad TLP", "Bad DLLP",
        "REPLAY_NUM Rollover", "", "", "", "Replay Timer Timeout", "Advisory Non-Fatal Error",
        "Corrected Internal Error", "Header Log Overflow"};
    private static final String[] ROOT_PORT_PIO = {"Configuration Request received UR Completion",
        "Configuration Request received CA Completion", "Configuration Request Completion Timeout", "", "", "", "", "",
        "I/O Request received UR Completion", "I/O Request received CA Completion", "I/O Request Completion Timeout",
        "", "", "", "", "", "Memory Request received UR Completion", "Memory Request received CA Completion",
        "Memory Request Completion Timeout"};
    private static final int UNCORRECTABLE_SEVERITY = 0x00462030;
    private static final int UNCORRECTABLE_MASK = 0x00400000;
    private static final int CORRECTABLE_MASK = 0xe000;

    private ErrorLayouts() {
    }

    private static Bits each(Bits bits, String[] names, String one, String zero) {
        for (int bit = 0; bit < names.length; bit++) {
            if (!names[bit].isEmpty()) {
                bits.flag(bit, names[bit], one, zero);
            }
        }
        return bits;
    }

    /** PCI Express Base Specification 6.2, 7.8.4. */
    static void advancedErrorReporting(Registers block) {
        each(block.dword(0x04, "UESta", "Uncorrectable Error Status").resetsTo(0), UNCORRECTABLE, "detected", "not detected");
        each(block.dword(0x08, "UEMsk", "Uncorrectable Error Mask").resetsTo(UNCORRECTABLE_MASK), UNCORRECTABLE, "masked",
                "not masked");
        each(block.dword(0x0c, "UESvrt", "Uncorrectable Error Severity").resetsTo(UNCORRECTABLE_SEVERITY), UNCORRECTABLE,
                "fatal", "non-fatal");
        each(block.dword(0x10, "CESta", "Correctable Error Status").resetsTo(0), CORRECTABLE, "detected", "not detected");
        each(block.dword(0x14, "CEMsk", "Correctable Error Mask").resetsTo(CORRECTABLE_MASK), CORRECTABLE, "masked", "not masked");
        block.dword(0x18, "AERCap", "Advanced Error Capabilities and Control").number(0, 5, "First Error Pointer")
                .supported(5, "ECRC Generation Capable").resetsTo(0).enabled(6, "ECRC Generation Enable").varies()
                .supported(7, "ECRC Check Capable").resetsTo(0).enabled(8, "ECRC Check Enable").varies()
                .supported(9, "Multiple Header Recording Capable").resetsTo(0).enabled(10, "Multiple Header Recording Enable")
                .present(11, "TLP Prefix Log Present").varies().supported(12, "Completion Timeout Prefix/Header Log Capable")
                .number(13, 5, "Header Log Size", "DW").yes(18, "Logged TLP was Flit Mode").number(19, 5, "Logged TLP Size", "DW");
        for (int i = 0; i < 4; i++) {
            String name = "Header Log " + i;
            block.dword(0x1c + 4 * i, name, name).hex(0, 32, name);
        }
        PcieCapability express = block.space().pcie().asOptional().orElse(null);
        boolean root = express != null && express.type().filter(t -> t == PcieType.ROOT_PORT
                || t == PcieType.RC_EVENT_COLLECTOR).isPresent();
        if (root) {
            rootErrors(block);
        }
        if (express != null && (express.deviceCapabilities2() >> 21 & 1) != 0) {
            for (int i = 0; i < 4; i++) {
                String name = "TLP Prefix Log " + i;
                block.dword(0x38 + 4 * i, name, name).hex(0, 32, name);
            }
        }
    }

    private static void rootErrors(Registers block) {
        block.dword(0x2c, "RootCmd", "Root Error Command").resetsTo(0).enabled(0, "Correctable Error Reporting Enable")
                .enabled(1, "Non-Fatal Error Reporting Enable").enabled(2, "Fatal Error Reporting Enable");
        block.dword(0x30, "RootErrSta", "Root Error Status").resetsTo(0).flag(0, "ERR_COR Received", "received", "not received")
                .flag(1, "Multiple ERR_COR Received", "received", "not received")
                .flag(2, "ERR_FATAL/NONFATAL Received", "received", "not received")
                .flag(3, "Multiple ERR_FATAL/NONFATAL Received", "received", "not received")
                .flag(4, "First Uncorrectable Fatal", "fatal", "non-fatal")
                .flag(5, "Non-Fatal Error Messages Received", "received", "not received")
                .flag(6, "Fatal Error Messages Received", "received", "not received").varies()
                .choice(7, 2, "ERR_COR Subclass", "legacy", "SIG_SFW", "SIG_OS", "extended")
                .number(27, 5, "Advanced Error Interrupt Message Number");
        block.dword(0x34, "ErrorSrc", "Error Source Identification")
                .field(0, 16, "ERR_COR Source Identification", "", Layouts::requester)
                .field(16, 16, "ERR_FATAL/NONFATAL Source Identification", "", Layouts::requester);
    }

    /** PCI Express Base Specification 6.2, 7.9.14. */
    static void downstreamPortContainment(Registers block) {
        Bits capability = block.word(0x04, "DpcCap", "DPC Capability").number(0, 5, "DPC Interrupt Message Number")
                .supported(5, "RP Extensions for DPC").supported(6, "Poisoned TLP Egress Blocking Supported")
                .supported(7, "DPC Software Triggering Supported").number(8, 4, "RP PIO Log Size", "DW")
                .supported(12, "DL_Active ERR_COR Signaling Supported");
        block.word(0x06, "DpcCtl", "DPC Control").resetsTo(0)
                .choice(0, 2, "DPC Trigger Enable", "disabled", "on fatal errors", "on non-fatal and fatal errors")
                .flag(2, "DPC Completion Control", "Unsupported Request", "Completer Abort").enabled(3, "DPC Interrupt Enable")
                .enabled(4, "DPC ERR_COR Enable").enabled(5, "Poisoned TLP Egress Blocking Enable")
                .flag(6, "DPC Software Trigger", "trigger", "no effect").enabled(7, "DL_Active ERR_COR Enable")
                .enabled(8, "DPC SIG_SFW Enable");
        block.word(0x08, "DpcSta", "DPC Status").resetsTo(0).flag(0, "DPC Trigger Status", "triggered", "not triggered").varies()
                .choice(1, 2, "DPC Trigger Reason", "unmasked uncorrectable error", "ERR_NONFATAL received", "ERR_FATAL received",
                        "see the reason extension").resetsTo(0)
                .flag(3, "DPC Interrupt Status", "interrupt pending", "no interrupt pending").flag(4, "DPC RP Busy", "busy", "not busy")
                .varies().choice(5, 2, "DPC Trigger Reason Extension", "RP PIO error", "software trigger")
                .number(8, 5, "RP PIO First Error Pointer").resetsTo(0)
                .flag(13, "DPC SIG_SFW Status", "sent", "not sent");
        block.word(0x0a, "DpcSource", "DPC Error Source ID").field(0, 16, "DPC Error Source ID", "", Layouts::requester);
        if (!capability.isSet(5)) {
            return;
        }
        each(block.dword(0x0c, "RpPioSta", "RP PIO Status").resetsTo(0), ROOT_PORT_PIO, "detected", "not detected");
        each(block.dword(0x10, "RpPioMsk", "RP PIO Mask").resetsTo(0x70707), ROOT_PORT_PIO, "masked", "not masked");
        each(block.dword(0x14, "RpPioSvrt", "RP PIO Severity").resetsTo(0), ROOT_PORT_PIO, "uncorrectable", "advisory");
        each(block.dword(0x18, "RpPioSysErr", "RP PIO SysError").resetsTo(0), ROOT_PORT_PIO, "system error", "no system error");
        each(block.dword(0x1c, "RpPioExcpt", "RP PIO Exception").resetsTo(0), ROOT_PORT_PIO, "exception", "no exception");
        int size = (int) capability.get(8, 4);
        for (int i = 0; i < Math.min(size, 4); i++) {
            String name = "RP PIO Header Log " + i;
            block.dword(0x20 + 4 * i, name, name).hex(0, 32, name);
        }
        if (size >= 5) {
            block.dword(0x30, "RP PIO ImpSpec Log", "RP PIO ImpSpec Log").hex(0, 32, "RP PIO ImpSpec Log");
        }
        for (int i = 0; i < Math.min(4, size - 5); i++) {
            String name = "RP PIO TLP Prefix Log " + i;
            block.dword(0x34 + 4 * i, name, name).hex(0, 32, name);
        }
    }
}
