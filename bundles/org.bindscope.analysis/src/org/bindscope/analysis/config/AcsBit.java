// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Bits of the ACS Capability and Control registers (PCI Express Base Specification, 7.7.11). */
public enum AcsBit {
    /** Source Validation. */
    SOURCE_VALIDATION(0x01, "SV", "source validation", "ACS Source Validation"),
    /** Translation Blocking. */
    TRANSLATION_BLOCKING(0x02, "TB", "translation blocking", "ACS Translation Blocking"),
    /** P2P Request Redirect. */
    REQUEST_REDIRECT(0x04, "RR", "request redirect", "ACS P2P Request Redirect"),
    /** P2P Completion Redirect. */
    COMPLETION_REDIRECT(0x08, "CR", "completion redirect", "ACS P2P Completion Redirect"),
    /** Upstream Forwarding. */
    UPSTREAM_FORWARDING(0x10, "UF", "upstream forwarding", "ACS Upstream Forwarding"),
    /** P2P Egress Control. */
    EGRESS_CONTROL(0x20, "EC", "egress control", "ACS P2P Egress Control"),
    /** Direct Translated P2P. */
    DIRECT_TRANSLATED(0x40, "DT", "direct translated", "ACS Direct Translated P2P");

    /** The bits that isolation needs: SV, RR, CR, UF (REQ_ACS_FLAGS, drivers/iommu/iommu.c). */
    public static final int REQUIRED = 0x1d;

    private final int mask;
    private final String symbol;
    private final String text;
    private final String specification;

    AcsBit(int mask, String symbol, String text, String specification) {
        this.mask = mask;
        this.symbol = symbol;
        this.text = text;
        this.specification = specification;
    }

    /**
     * The bit.
     *
     * @return a value with one bit set
     */
    public int mask() {
        return mask;
    }

    /**
     * The two letters that kernel and specification use.
     *
     * @return for example {@code RR}
     */
    public String symbol() {
        return symbol;
    }

    /**
     * The name in words.
     *
     * @return for example {@code request redirect}
     */
    public String text() {
        return text;
    }

    /**
     * The name of the field in the specification.
     *
     * @return for example {@code ACS P2P Request Redirect}
     */
    public String specification() {
        return specification;
    }

    /**
     * The bits that are set in a register value.
     *
     * @param value register value; bits 7 and above are ignored
     * @return in ascending order
     */
    public static List<AcsBit> of(int value) {
        List<AcsBit> set = new ArrayList<>();
        for (AcsBit bit : values()) {
            if ((value & bit.mask) != 0) {
                set.add(bit);
            }
        }
        return List.copyOf(set);
    }

    /**
     * The bits of a register value in words.
     *
     * @param value register value
     * @return for example {@code SV, RR}; {@code none} where no bit is set
     */
    public static String words(int value) {
        List<AcsBit> set = of(value);
        return set.isEmpty() ? "none"
                : set.stream().map(AcsBit::symbol).collect(Collectors.joining(", "));
    }
}
