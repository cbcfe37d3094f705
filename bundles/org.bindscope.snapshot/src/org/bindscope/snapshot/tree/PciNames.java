// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.tree;

/** Tells PCI addresses and root buses from other names, without regular expressions. */
public final class PciNames {

    private PciNames() {
    }

    /**
     * Whether a name is a PCI address as sysfs writes it: {@code dddd:bb:dd.f}, the domain with four to
     * eight digits, all in lower-case hexadecimal.
     *
     * @param name a name
     * @return true for an address
     */
    public static boolean isAddress(String name) {
        int length = name.length();
        int domain = length - 8;
        if (domain < 4 || domain > 8) {
            return false;
        }
        return hex(name, 0, domain) && name.charAt(domain) == ':' && hex(name, domain + 1, domain + 3)
                && name.charAt(domain + 3) == ':' && hex(name, domain + 4, domain + 6)
                && name.charAt(domain + 4) <= '1' && name.charAt(domain + 6) == '.'
                && name.charAt(domain + 7) >= '0' && name.charAt(domain + 7) <= '7';
    }

    /**
     * Whether a name is that of a root bus's folder, {@code pcidddd:bb}.
     *
     * @param name a name
     * @return true for a root bus
     */
    public static boolean isRootBus(String name) {
        int colon = name.indexOf(':');
        return name.startsWith("pci") && colon >= 7 && colon <= 11 && name.length() == colon + 3
                && hex(name, 3, colon) && hex(name, colon + 1, colon + 3);
    }

    private static boolean hex(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
                return false;
            }
        }
        return true;
    }
}
