// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

import java.util.Comparator;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The address of a PCI function. Ordered by domain, bus, device and function.
 *
 * @param domain   0 to 0x7fffffff
 * @param bus      0 to 255
 * @param device   0 to 31
 * @param function 0 to 7
 */
public record PciAddress(int domain, int bus, int device, int function) implements Comparable<PciAddress> {

    private static final Comparator<PciAddress> ORDER = Comparator.comparingInt(PciAddress::domain)
            .thenComparingInt(PciAddress::bus).thenComparingInt(PciAddress::device)
            .thenComparingInt(PciAddress::function);

    /** Checks the ranges. */
    public PciAddress {
        if (domain < 0 || bus < 0 || bus > 0xff || device < 0 || device > 0x1f || function < 0 || function > 7) {
            throw new IllegalArgumentException("No PCI address: " + domain + ":" + bus + ":" + device + "." + function);
        }
    }

    /**
     * Reads {@code dddd:bb:dd.f} with a domain of four to eight digits.
     *
     * @param text any text
     * @return empty when it is no address
     */
    public static Optional<PciAddress> parse(String text) {
        int end = text.length();
        int domainDigits = end - 8;
        if (domainDigits < 4 || domainDigits > 8 || text.charAt(end - 8) != ':' || text.charAt(end - 5) != ':'
                || text.charAt(end - 2) != '.') {
            return Optional.empty();
        }
        long domain = hex(text, 0, domainDigits);
        long bus = hex(text, end - 7, end - 5);
        long device = hex(text, end - 4, end - 2);
        long function = hex(text, end - 1, end);
        if (domain < 0 || domain > Integer.MAX_VALUE || bus < 0 || device < 0 || device > 0x1f || function < 0
                || function > 7) {
            return Optional.empty();
        }
        return Optional.of(new PciAddress((int) domain, (int) bus, (int) device, (int) function));
    }

    /** The value of hexadecimal digits, or -1. */
    private static long hex(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!HexFormat.isHexDigit(text.charAt(i))) {
                return -1;
            }
        }
        return HexFormat.fromHexDigitsToLong(text, from, to);
    }

    /**
     * Device and function in one byte.
     *
     * @return 0 to 255
     */
    public int devfn() {
        return device << 3 | function;
    }

    /**
     * The requester id: bus, device and function.
     *
     * @return 0 to 65535
     */
    public int requesterId() {
        return bus << 8 | devfn();
    }

    /**
     * Whether another function is in the same slot.
     *
     * @param other any address
     * @return true for the same domain, bus and device
     */
    public boolean sameSlot(PciAddress other) {
        return sameBus(other) && device == other.device;
    }

    /**
     * Whether another function is on the same bus.
     *
     * @param other any address
     * @return true for the same domain and bus
     */
    public boolean sameBus(PciAddress other) {
        return domain == other.domain && bus == other.bus;
    }

    @Override
    public int compareTo(PciAddress other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        int digits = Math.max(4, (35 - Integer.numberOfLeadingZeros(domain)) / 4);
        return hex.toHexDigits(domain, digits) + ":" + hex.toHexDigits((byte) bus) + ":"
                + hex.toHexDigits((byte) device) + "." + function;
    }
}
