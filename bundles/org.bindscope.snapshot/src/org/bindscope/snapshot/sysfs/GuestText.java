// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

/**
 * Cuts configurations of guests down to what claims PCI devices. The rest holds passwords, keys, names and
 * serial numbers that no rule needs, and a snapshot is sent on. Lines keep their numbers.
 */
final class GuestText {

    private static final String START = "<hostdev";
    private static final String END = "</hostdev>";
    private static final String DOMAIN = "<domain";

    private GuestText() {
    }

    /**
     * The text that is kept.
     *
     * @param path path on the machine, which tells the form
     * @param text whole content
     * @return the content itself for anything but guests of libvirt and Proxmox VE
     */
    static String kept(String path, String text) {
        if (path.startsWith("etc/libvirt/qemu/")) {
            return libvirt(text);
        }
        return path.startsWith("etc/pve/") ? proxmox(text) : text;
    }

    /** The elements hostdev, and that the text describes a domain. */
    private static String libvirt(String text) {
        StringBuilder kept = new StringBuilder();
        int domain = text.indexOf(DOMAIN);
        int at = domain < 0 ? 0 : domain;
        lines(text, 0, at, kept);
        if (domain >= 0) {
            kept.append(DOMAIN).append('>');
        }
        for (int start = text.indexOf(START, at); start >= 0; start = text.indexOf(START, at)) {
            int end = text.indexOf(END, start);
            if (end < 0) {
                break;
            }
            lines(text, at, start, kept);
            at = end + END.length();
            kept.append(text, start, at);
        }
        lines(text, at, text.length(), kept);
        return kept.toString();
    }

    private static void lines(String text, int from, int to, StringBuilder kept) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) == '\n') {
                kept.append('\n');
            }
        }
    }

    /** The lines hostpciN, and the heads of the sections, which hold snapshots of the configuration. */
    private static String proxmox(String text) {
        StringBuilder kept = new StringBuilder();
        for (String line : text.split("\n", -1)) {
            if (line.startsWith("hostpci") || line.startsWith("[")) {
                kept.append(line);
            }
            kept.append('\n');
        }
        return kept.toString();
    }
}
