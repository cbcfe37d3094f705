// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.alias;

import java.util.Optional;

/**
 * The seven parts of a PCI alias or modalias in the form in which the kernel writes them
 * (scripts/mod/file2alias.c; driver-match, sections 12.1 and 12.2). A part that is {@code *} is -1.
 *
 * @param prefix    {@code pci:} or {@code vfio_pci:}
 * @param vendor    32 bits as a signed long, or -1
 * @param device    the same
 * @param subvendor the same
 * @param subdevice the same
 * @param baseClass 8 bits, or -1
 * @param subClass  8 bits, or -1
 * @param progIf    8 bits, or -1
 */
public record PciAlias(String prefix, long vendor, long device, long subvendor, long subdevice, int baseClass,
        int subClass, int progIf) {

    /** Prefix of ordinary entries and of every device's modalias. */
    public static final String PCI = "pci:";
    /** Prefix of entries that VFIO drivers use only with an override. */
    public static final String VFIO_PCI = "vfio_pci:";

    private static final String[] NAMES = { "v", "d", "sv", "sd", "bc", "sc", "i" };

    /**
     * Reads an alias pattern.
     *
     * @param pattern for example {@code pci:v*d*sv*sd*bc01sc08i02*}
     * @return empty when it is not written as the kernel's build writes it; such a pattern may still match
     *         by the rules of {@link Glob}
     */
    public static Optional<PciAlias> parse(String pattern) {
        String prefix = pattern.startsWith(PCI) ? PCI : pattern.startsWith(VFIO_PCI) ? VFIO_PCI : null;
        if (prefix == null) {
            return Optional.empty();
        }
        long[] values = new long[NAMES.length];
        int end = scan(pattern, prefix.length(), values);
        // After the last part stands a * unless the part itself is one.
        boolean whole = end == pattern.length() ? values[6] < 0
                : end == pattern.length() - 1 && pattern.charAt(end) == '*' && values[6] >= 0;
        return whole ? Optional.of(of(prefix, values)) : Optional.empty();
    }

    /**
     * Reads the modalias of a device: no part is {@code *}.
     *
     * @param modalias for example {@code pci:v00008086d000010D3sv00008086sd00000000bc02sc00i00}
     * @return empty when it is not of that form
     */
    public static Optional<PciAlias> parseModalias(String modalias) {
        String prefix = modalias.startsWith(PCI) ? PCI : modalias.startsWith(VFIO_PCI) ? VFIO_PCI : null;
        if (prefix == null) {
            return Optional.empty();
        }
        long[] values = new long[NAMES.length];
        if (scan(modalias, prefix.length(), values) != modalias.length()) {
            return Optional.empty();
        }
        for (long value : values) {
            if (value < 0) {
                return Optional.empty();
            }
        }
        return Optional.of(of(prefix, values));
    }

    private static PciAlias of(String prefix, long[] v) {
        return new PciAlias(prefix, v[0], v[1], v[2], v[3], (int) v[4], (int) v[5], (int) v[6]);
    }

    /** Fills the values; returns the position behind the last part, or -1. */
    private static int scan(String text, int from, long[] values) {
        int at = from;
        for (int part = 0; part < NAMES.length; part++) {
            String name = NAMES[part];
            if (!text.startsWith(name, at)) {
                return -1;
            }
            at += name.length();
            if (at < text.length() && text.charAt(at) == '*') {
                values[part] = -1;
                at++;
                continue;
            }
            int digits = part < 4 ? 8 : 2;
            if (at + digits > text.length()) {
                return -1;
            }
            long value = 0;
            for (int i = 0; i < digits; i++) {
                int digit = upperHex(text.charAt(at + i));
                if (digit < 0) {
                    return -1;
                }
                value = value << 4 | digit;
            }
            values[part] = value;
            at += digits;
        }
        return at;
    }

    private static int upperHex(char c) {
        return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    }

    /**
     * Whether a device's modalias fits this pattern; the prefix is not compared.
     *
     * @param device the device
     * @return true when every part is equal or {@code *} here
     */
    public boolean fits(PciAlias device) {
        return (vendor < 0 || vendor == device.vendor) && (this.device < 0 || this.device == device.device)
                && (subvendor < 0 || subvendor == device.subvendor) && (subdevice < 0 || subdevice == device.subdevice)
                && (baseClass < 0 || baseClass == device.baseClass) && (subClass < 0 || subClass == device.subClass)
                && (progIf < 0 || progIf == device.progIf);
    }

    /**
     * The number of parts that are {@code *}, as libvirt counts them.
     *
     * @return 0 to 7
     */
    public int wildcards() {
        int count = 0;
        for (long part : new long[] { vendor, device, subvendor, subdevice, baseClass, subClass, progIf }) {
            count += part < 0 ? 1 : 0;
        }
        return count;
    }

    /**
     * The class code to compare with, in the form of an id table.
     *
     * @return 24 bits, 0 where a part is {@code *}
     */
    public int classCode() {
        return Math.max(baseClass, 0) << 16 | Math.max(subClass, 0) << 8 | Math.max(progIf, 0);
    }

    /**
     * The mask of the class code.
     *
     * @return 0xff in each byte that counts
     */
    public int classMask() {
        return (baseClass < 0 ? 0 : 0xff0000) | (subClass < 0 ? 0 : 0xff00) | (progIf < 0 ? 0 : 0xff);
    }
}
