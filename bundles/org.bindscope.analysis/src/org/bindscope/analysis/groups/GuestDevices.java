// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.Set;
import java.util.TreeSet;

import org.bindscope.analysis.config.PciAddress;

/** Finds the PCI devices that configurations of guests claim: libvirt domain XML and Proxmox files. */
final class GuestDevices {

    private static final int MAX = 256;

    private GuestDevices() {
    }

    /**
     * The claimed devices.
     *
     * @param path path of the file, which tells its form
     * @param text content
     * @return canonical addresses; without {@code .f} where all functions of a slot are meant
     */
    static Set<String> in(String path, String text) {
        Set<String> found = new TreeSet<>();
        if (path.contains("qemu-server/") && path.endsWith(".conf")) {
            proxmox(text, found);
        } else if (path.contains("libvirt/") && path.endsWith(".xml") && text.contains("<domain")) {
            libvirt(text, found);
        }
        return found;
    }

    /** {@code hostpci0: 0000:01:00.0;01:00.1,pcie=1}; the domain and the function may be left out. */
    private static void proxmox(String text, Set<String> found) {
        for (String line : text.split("\n")) {
            int colon = line.indexOf(':');
            if (line.startsWith("[")) {
                // Snapshots of the configuration follow; they are not in force.
                return;
            }
            if (!line.startsWith("hostpci") || colon < 0) {
                continue;
            }
            for (String word : line.substring(colon + 1).split("[,;]")) {
                String name = word.strip();
                name = name.startsWith("host=") ? name.substring(5) : name;
                String full = name.chars().filter(c -> c == ':').count() == 1 ? "0000:" + name : name;
                boolean wholeSlot = !full.contains(".");
                String probe = wholeSlot ? full + ".0" : full;
                if (PciAddress.parse(probe).isPresent() && found.size() < MAX) {
                    String canonical = PciAddress.parse(probe).get().toString();
                    found.add(wholeSlot ? canonical.substring(0, canonical.length() - 2) : canonical);
                }
            }
        }
    }

    /** Addresses inside {@code <source>} of {@code <hostdev>} elements. */
    private static void libvirt(String text, Set<String> found) {
        int at = text.indexOf("<hostdev");
        while (at >= 0 && found.size() < MAX) {
            int end = text.indexOf("</hostdev>", at);
            int source = text.indexOf("<source", at);
            int sourceEnd = source < 0 ? -1 : text.indexOf("</source>", source);
            if (end < 0) {
                return;
            }
            if (source >= 0 && sourceEnd > source && sourceEnd < end) {
                address(text.substring(source, sourceEnd), found);
            }
            at = text.indexOf("<hostdev", end);
        }
    }

    private static void address(String element, Set<String> found) {
        int domain = number(element, "domain");
        int bus = number(element, "bus");
        int slot = number(element, "slot");
        int function = number(element, "function");
        if (bus >= 0 && bus <= 0xff && slot >= 0 && slot <= 0x1f && function >= 0 && function <= 7) {
            found.add(new PciAddress(Math.max(domain, 0), bus, slot, function).toString());
        }
    }

    /** The value of an attribute such as {@code bus='0x01'}, or -1. */
    private static int number(String element, String name) {
        for (char quote : new char[] {'\'', '"'}) {
            int at = element.indexOf(name + "=" + quote);
            int end = at < 0 ? -1 : element.indexOf(quote, at + name.length() + 2);
            if (end > 0) {
                String value = element.substring(at + name.length() + 2, end);
                try {
                    return Integer.decode(value);
                } catch (NumberFormatException e) {
                    return -1;
                }
            }
        }
        return -1;
    }
}
