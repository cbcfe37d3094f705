// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.tree;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which texts of configuration and which outputs of tools are taken along for the rules that look for
 * faults: what binds devices at boot, guests that claim devices, what goes into the initial RAM file
 * system, and what tools say of NVLinks. A list of places, so that nothing private is read by accident.
 */
public final class ConfigTexts {

    /** What a text is for. */
    public enum Use {
        /** Configuration, or output of a tool. */
        OTHER,
        /** A list of the files in an initial RAM file system. */
        INITRAMFS_LIST
    }

    /** Largest text that is taken, in bytes: configurations are far smaller, a bug report may come near. */
    public static final int MAX_BYTES = 8 << 20;
    /** Most texts of one folder that are taken, in name order. */
    public static final int MAX_FILES = 500;

    /** Single files. */
    private static final List<String> FILES = List.of("etc/modules", "etc/default/grub", "etc/dracut.conf",
            "etc/mkinitcpio.conf", "etc/initramfs-tools/modules", "etc/initramfs-tools/initramfs.conf",
            "usr/share/nvidia/nvswitch/fabricmanager.cfg");
    /** Folders whose files are looked at, by the rule for their names. */
    private static final List<String> FOLDERS = List.of("", "boot", "etc/driverctl.d", "etc/udev/rules.d",
            "usr/lib/udev/rules.d", "lib/udev/rules.d", "etc/systemd/system", "etc/modules-load.d", "etc/dracut.conf.d",
            "etc/mkinitcpio.conf.d", "etc/initramfs-tools/conf.d", "etc/modprobe.d", "etc/libvirt/qemu",
            "etc/pve/qemu-server", "sos_commands/boot", "sos_commands/nvidia");
    private static final List<String> UNITS = List.of(".service", ".target", ".path", ".timer");
    private static final List<String> TOOLS = List.of("nvidia-smi", "nvidia_smi", "nvlink", "topo", "nccl", "hwloc", "c2c");
    private static final List<String> TEXTS = List.of(".txt", ".log", ".xml", ".out");
    private static final String BUG_REPORT = "nvidia-bug-report.log";

    private ConfigTexts() {
    }

    /**
     * Single files that are taken.
     *
     * @return paths on the machine
     */
    public static List<String> files() {
        return FILES;
    }

    /**
     * Folders some of whose files are taken.
     *
     * @return paths on the machine; the empty path is the machine's root folder
     */
    public static List<String> folders() {
        return FOLDERS;
    }

    /**
     * What a file is taken for.
     *
     * @param path path on the machine, with or without links among its parents
     * @return empty when it is not taken
     */
    public static Optional<Use> use(String path) {
        String folder = TreePaths.parent(path);
        String name = TreePaths.name(path);
        boolean taken = FILES.contains(path) || switch (folder) {
            case "etc/driverctl.d" -> PciNames.isAddress(name);
            case "etc/udev/rules.d" -> name.endsWith(".rules");
            case "usr/lib/udev/rules.d", "lib/udev/rules.d" -> name.endsWith(".rules") && name.contains("vfio");
            case "etc/systemd/system" -> unit(name);
            case "etc/modules-load.d", "etc/dracut.conf.d", "etc/mkinitcpio.conf.d" -> name.endsWith(".conf");
            case "etc/initramfs-tools/conf.d" -> !name.startsWith(".");
            case "etc/modprobe.d" -> !name.endsWith(".conf");
            case "etc/libvirt/qemu" -> name.endsWith(".xml");
            case "etc/pve/qemu-server" -> name.endsWith(".conf");
            case "sos_commands/nvidia" -> name.startsWith("nvidia-smi");
            case "" -> tool(name.toLowerCase(Locale.ROOT));
            // The folder above is a link into that of the node (pmxcfs of Proxmox VE).
            default -> folder.startsWith("etc/pve/nodes/") && folder.endsWith("/qemu-server")
                    && TreePaths.split(folder).size() == 5 && name.endsWith(".conf");
        };
        if (taken) {
            return Optional.of(Use.OTHER);
        }
        return listing(folder, name) ? Optional.of(Use.INITRAMFS_LIST) : Optional.empty();
    }

    private static boolean unit(String name) {
        return UNITS.stream().anyMatch(name::endsWith)
                && (name.contains("vfio") || name.contains("driverctl") || name.contains("nvidia"));
    }

    private static boolean tool(String name) {
        return name.startsWith(BUG_REPORT) && (name.length() == BUG_REPORT.length() || name.endsWith(".gz"))
                || TEXTS.stream().anyMatch(name::endsWith) && TOOLS.stream().anyMatch(name::contains);
    }

    /** Outputs of lsinitrd and lsinitramfs, beside sys or where sosreport puts them; never the image itself. */
    private static boolean listing(String folder, String name) {
        boolean output = name.startsWith("lsinitrd") || name.startsWith("lsinitramfs");
        return switch (folder) {
            case "", "sos_commands/boot" -> output;
            case "boot" -> output || (name.startsWith("initrd") || name.startsWith("initramfs"))
                    && (name.endsWith(".list") || name.endsWith(".lst") || name.endsWith(".txt"));
            default -> false;
        };
    }
}
