// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

import java.util.HexFormat;
import java.util.List;

/** Names of capability ids (PCI Code and ID Assignment Specification 1.15, sections 2 and 3). */
public final class CapabilityNames {

    private static final List<String> STANDARD = List.of("Null", "Power Management", "AGP",
            "Vital Product Data", "Slot Identification", "MSI", "CompactPCI Hot Swap", "PCI-X",
            "HyperTransport", "Vendor-Specific", "Debug Port", "CompactPCI Central Resource Control",
            "Standard Hot-Plug Controller", "Subsystem ID", "AGP 8x", "Secure Device", "PCI Express",
            "MSI-X", "SATA Data/Index", "Advanced Features", "Enhanced Allocation",
            "Flattening Portal Bridge");

    private static final List<String> EXTENDED = List.of("Null", "Advanced Error Reporting",
            "Virtual Channel", "Device Serial Number", "Power Budgeting",
            "Root Complex Link Declaration", "Root Complex Internal Link Control",
            "Root Complex Event Collector Endpoint Association", "Multi-Function Virtual Channel",
            "Virtual Channel (with MFVC)", "Root Complex Register Block Header",
            "Vendor-Specific Extended", "Configuration Access Correlation", "Access Control Services",
            "Alternative Routing-ID Interpretation", "Address Translation Services",
            "Single Root I/O Virtualization", "Multi-Root I/O Virtualization", "Multicast",
            "Page Request Interface", "AMD Reserved", "Resizable BAR", "Dynamic Power Allocation",
            "TPH Requester", "Latency Tolerance Reporting", "Secondary PCI Express",
            "Protocol Multiplexing", "Process Address Space ID", "LN Requester",
            "Downstream Port Containment", "L1 PM Substates", "Precision Time Measurement",
            "PCI Express over M-PHY", "FRS Queueing", "Readiness Time Reporting",
            "Designated Vendor-Specific", "VF Resizable BAR", "Data Link Feature",
            "Physical Layer 16.0 GT/s", "Lane Margining at the Receiver", "Hierarchy ID",
            "Native PCIe Enclosure Management", "Physical Layer 32.0 GT/s", "Alternate Protocol",
            "System Firmware Intermediary", "Shadow Functions", "Data Object Exchange", "Device 3",
            "Integrity and Data Encryption", "Physical Layer 64.0 GT/s", "Flit Logging",
            "Flit Performance Measurement", "Flit Error Injection", "Streamlined Virtual Channel",
            "MMIO Register Block Locator");

    private CapabilityNames() {
    }

    /**
     * Names an id of the first list.
     *
     * @param id 0 to 255
     * @return the name, or the id in hexadecimal
     */
    public static String standard(int id) {
        return id >= 0 && id < STANDARD.size() ? STANDARD.get(id)
                : "capability " + HexFormat.of().toHexDigits((byte) id);
    }

    /**
     * Names an id of the extended list.
     *
     * @param id 0 to 65535
     * @return the name, or the id in hexadecimal
     */
    public static String extended(int id) {
        return id >= 0 && id < EXTENDED.size() ? EXTENDED.get(id)
                : "extended capability " + HexFormat.of().toHexDigits((short) id);
    }
}
