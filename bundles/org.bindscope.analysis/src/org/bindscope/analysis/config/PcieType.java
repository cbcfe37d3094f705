// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

import java.util.Optional;

/** Device/Port Type of the PCI Express Capabilities register (PCI Express Base Specification, 7.5.3.2). */
public enum PcieType {
    /** PCI Express Endpoint. */
    ENDPOINT(0, "PCI Express endpoint"),
    /** Legacy PCI Express Endpoint. */
    LEGACY_ENDPOINT(1, "legacy PCI Express endpoint"),
    /** Root Port of a Root Complex. */
    ROOT_PORT(4, "root port"),
    /** Upstream Port of a switch. */
    UPSTREAM_PORT(5, "switch upstream port"),
    /** Downstream Port of a switch. */
    DOWNSTREAM_PORT(6, "switch downstream port"),
    /** PCI Express to PCI or PCI-X bridge. */
    PCIE_TO_PCI(7, "PCI Express to PCI bridge"),
    /** PCI or PCI-X to PCI Express bridge. */
    PCI_TO_PCIE(8, "PCI to PCI Express bridge"),
    /** Root Complex Integrated Endpoint. */
    RC_ENDPOINT(9, "root complex integrated endpoint"),
    /** Root Complex Event Collector. */
    RC_EVENT_COLLECTOR(10, "root complex event collector");

    private final int code;
    private final String text;

    PcieType(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /**
     * The value in bits 7:4 of the register.
     *
     * @return 0 to 10
     */
    public int code() {
        return code;
    }

    /**
     * The name in words.
     *
     * @return for example {@code root port}
     */
    public String text() {
        return text;
    }

    /**
     * Looks a register value up.
     *
     * @param code 0 to 15
     * @return empty for a reserved value
     */
    public static Optional<PcieType> of(int code) {
        for (PcieType type : values()) {
            if (type.code == code) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
