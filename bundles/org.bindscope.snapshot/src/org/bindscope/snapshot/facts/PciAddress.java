// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.facts;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

import org.bindscope.snapshot.tree.PciNames;

/**
 * A PCI address.
 *
 * @param domain   0 to 0x7fffffff
 * @param bus      0 to 255
 * @param device   0 to 31
 * @param function 0 to 7
 */
public record PciAddress(int domain, int bus, int device, int function) implements Comparable<PciAddress> {

    /** Length of bb:dd.f. */
    private static final int SHORT = 7;
    private static final Comparator<PciAddress> ORDER = Comparator.comparingInt(PciAddress::domain)
            .thenComparingInt(PciAddress::bus).thenComparingInt(PciAddress::device)
            .thenComparingInt(PciAddress::function);

    /**
     * Reads an address as sysfs writes it.
     *
     * @param text dddd:bb:dd.f, the domain with four to eight digits, lower case
     * @return empty when it is no such address
     */
    public static Optional<PciAddress> of(String text) {
        if (!PciNames.isAddress(text)) {
            return Optional.empty();
        }
        int colon = text.length() - 8;
        long domain = Numbers.hex(text, 0, colon).orElseThrow();
        if (domain > Integer.MAX_VALUE) {
            return Optional.empty();
        }
        return Optional.of(new PciAddress((int) domain, number(text, colon + 1, 2), number(text, colon + 4, 2),
                number(text, colon + 7, 1)));
    }

    /**
     * Reads an address as people and tools write it.
     *
     * @param text dddd:bb:dd.f or, in domain 0, bb:dd.f, in either case
     * @return empty when it is no such address
     */
    public static Optional<PciAddress> ofTool(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return of(lower.length() == SHORT ? "0000:" + lower : lower);
    }

    /**
     * The function at a place on the same bus or a later one.
     *
     * @param distance how many routing ids further; a routing id is bus, device and function as 16 bits
     * @return empty when that is behind bus 255
     */
    public Optional<PciAddress> plus(int distance) {
        int routing = (bus << 8 | device << 3 | function) + distance;
        return routing < 0 || routing > 0xffff ? Optional.empty()
                : Optional.of(new PciAddress(domain, routing >> 8, routing >> 3 & 31, routing & 7));
    }

    private static int number(String text, int at, int length) {
        return (int) Numbers.hex(text, at, at + length).orElseThrow();
    }

    @Override
    public int compareTo(PciAddress other) {
        return ORDER.compare(this, other);
    }

    /** Canonical text: dddd:bb:dd.f, the domain with at least four digits. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder(12);
        String high = Integer.toHexString(domain);
        out.append("0000", 0, Math.max(0, 4 - high.length())).append(high).append(':');
        two(out, bus);
        out.append(':');
        two(out, device);
        return out.append('.').append(function).toString();
    }

    private static void two(StringBuilder out, int value) {
        out.append(Character.forDigit(value >> 4, 16)).append(Character.forDigit(value & 15, 16));
    }
}
