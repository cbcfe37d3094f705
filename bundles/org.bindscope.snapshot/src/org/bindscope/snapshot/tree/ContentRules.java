// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Which files may be opened, by their place on the machine. Everything else is known by name only: in a
 * live sysfs a read can act on a device, block for seconds or be as long as a device's memory, and a
 * copied tree may hold anything (driver-match specification 15.1 to 15.3).
 */
public final class ContentRules {

    /** Attributes of a PCI function; none of them is on the list of section 15.2. */
    private static final Set<String> PCI = Set.of("vendor", "device", "subsystem_vendor", "subsystem_device",
            "class", "revision", "modalias", "uevent", "irq", "numa_node", "enable", "resource", "power_state",
            "max_link_speed", "max_link_width", "current_link_speed", "current_link_width",
            "secondary_bus_number", "subordinate_bus_number", "boot_vga", "reset_method", "driver_override",
            "sriov_totalvfs", "sriov_numvfs", "sriov_offset", "sriov_stride", "sriov_vf_device",
            "sriov_drivers_autoprobe", "devspec", "config", "local_cpulist", "local_cpus", "ari_enabled",
            "d3cold_allowed", "msi_bus", "label");
    private static final Set<String> MODULE = Set.of("refcnt", "initstate", "version", "srcversion", "taint");
    private static final Set<String> GROUP = Set.of("type", "name", "reserved_regions");
    private static final Set<String> IOMMU_TABLES = Set.of("DMAR", "IVRS", "IORT", "VIOT");
    private static final Set<String> NODE = Set.of("cpulist", "cpumap", "meminfo", "distance");
    private static final Set<String> PROC = Set.of("cmdline", "version", "modules", "iomem", "mounts", "swaps",
            "cpuinfo", "config.gz", "hwloc-nofile-info");
    private static final Set<String> MODULE_LISTS = Set.of("modules.alias", "modules.builtin",
            "modules.builtin.modinfo", "modules.dep", "modules.softdep", "modules.order");
    private static final Set<String> ROUTES = Set.of("route", "ipv6_route");
    /** Folders of sosreport whose files are outputs of tools that readers know by their content. */
    private static final Set<String> SOS = Set.of("pci", "devices", "kernel", "virsh", "libvirt", "hardware", "nvidia");
    /** Texts that capture scripts put beside sys and proc. */
    private static final Set<String> BESIDE = Set.of("dmesg", "dmesg.txt", "uname", "uname.txt");
    /** Folders that may stand above the machine's root folder in an archive. */
    private static final int MAX_TOP = 4;
    /** Parts of the deepest path of {@link ConfigTexts}. */
    private static final int MAX_TEXT_DEPTH = 6;

    private ContentRules() {
    }

    /**
     * Whether a file of the machine may be opened.
     *
     * @param path path on the machine, without links
     * @return true when it is on the list
     */
    public static boolean mayOpen(String path) {
        List<String> parts = TreePaths.split(path);
        return parts.size() == 1 || mayOpen(parts, 0);
    }

    /**
     * Whether an archive member may be the output of a tool beside {@code sys} and {@code proc}, or an input
     * of its own: a file at the top or in the one folder there. Its name tells nothing about that.
     *
     * @param path path in the archive
     * @return true when its content is wanted where there is room for it
     */
    public static boolean mayBeText(String path) {
        return TreePaths.split(path).size() <= 2;
    }

    /**
     * Folders of a machine's tree in which outputs of tools can stand.
     *
     * @return paths on the machine; the empty path is its root folder
     */
    public static List<String> textFolders() {
        List<String> folders = new ArrayList<>(List.of(""));
        SOS.stream().sorted().forEach(name -> folders.add("sos_commands/" + name));
        return folders;
    }

    /**
     * Whether a folder is one kernel's modules.
     *
     * @param names names in the folder
     * @return true when one of depmod's lists is there
     */
    public static boolean isModulesFolder(List<String> names) {
        return names.stream().anyMatch(MODULE_LISTS::contains);
    }

    /**
     * Whether readers draw a conclusion from the name of a file that they never open: a firmware table that is
     * there, a driver's folder that was copied with all that is in it.
     *
     * @param path path on the machine, without links
     * @return true when a saved snapshot must keep the name
     */
    public static boolean isKnownByName(String path) {
        return path.startsWith("sys/firmware/acpi/tables/") || path.startsWith("sys/bus/pci/drivers/");
    }

    /**
     * Whether an archive member may turn out to be a file that readers need, before it is known which
     * folder of the archive is the machine's root.
     *
     * @param path path in the archive
     * @return true when its content must be kept
     */
    public static boolean mayBeNeeded(String path) {
        List<String> parts = TreePaths.split(path);
        for (int from = 0; from < Math.min(parts.size(), MAX_TOP + 1); from++) {
            if (mayOpen(parts, from) || sys(parts, from)) {
                return true;
            }
        }
        // Inputs that are single files stand there in an archive of this program.
        if (parts.size() == 3 && parts.get(0).equals(CaptureNotes.SNAPSHOT)) {
            return true;
        }
        String name = parts.isEmpty() ? "" : parts.get(parts.size() - 1);
        return parts.size() <= MAX_TOP + 1 && (MODULE_LISTS.contains(name) || BESIDE.contains(name));
    }

    private static boolean mayOpen(List<String> parts, int at) {
        int left = parts.size() - at;
        if (left == 0) {
            return false;
        }
        String name = parts.get(parts.size() - 1);
        return switch (parts.get(at)) {
            case "sys" -> sys(parts, at + 1);
            case "proc" -> proc(parts, at + 1);
            case "etc", "run" -> left == 3 && modprobe(parts, at + 1) || text(parts, at);
            case "lib" -> library(parts, at + 1) || text(parts, at);
            case "usr" -> left > 2 && parts.get(at + 1).equals("lib") && library(parts, at + 2)
                    || left == 5 && parts.get(at + 1).equals("local") && modprobe(parts, at + 3) || text(parts, at);
            case "boot" -> left == 2 && name.startsWith("config-") || text(parts, at);
            case CaptureNotes.FOLDER -> left == 2;
            case "sos_commands" -> left == 3 && SOS.contains(parts.get(at + 1)) || text(parts, at);
            default -> text(parts, at);
        };
    }

    private static boolean text(List<String> parts, int at) {
        return parts.size() - at <= MAX_TEXT_DEPTH
                && ConfigTexts.use(String.join("/", parts.subList(at, parts.size()))).isPresent();
    }

    private static boolean proc(List<String> parts, int at) {
        int left = parts.size() - at;
        if (left == 0) {
            return false;
        }
        String first = parts.get(at);
        if (left == 1) {
            return PROC.contains(first);
        }
        String second = parts.get(at + 1);
        // proc/mounts and proc/net are links through proc/self into the folder of a process.
        boolean process = first.equals("self") || first.chars().allMatch(c -> c >= '0' && c <= '9');
        return first.equals("device-tree")
                || first.equals("bus") && second.equals("pci") && (left == 3 || left == 4)
                || left == 5 && first.equals("driver") && second.equals("nvidia") && parts.get(at + 2).equals("gpus")
                        && (parts.get(at + 4).equals("information") || parts.get(at + 4).equals("numa_status"))
                || left == 2 && process && second.equals("mounts")
                || left == 2 && first.equals("net") && ROUTES.contains(second)
                || left == 3 && process && second.equals("net") && ROUTES.contains(parts.get(at + 2))
                || left == 3 && first.equals("sys") && second.equals("kernel")
                        && (parts.get(at + 2).equals("osrelease") || parts.get(at + 2).equals("arch"));
    }

    private static boolean library(List<String> parts, int at) {
        int left = parts.size() - at;
        String name = parts.get(parts.size() - 1);
        return left == 3 && parts.get(at).equals("modules")
                && (MODULE_LISTS.contains(name) || name.equals("config"))
                || left == 2 && modprobe(parts, at);
    }

    private static boolean modprobe(List<String> parts, int at) {
        return parts.size() - at == 2 && parts.get(at).equals("modprobe.d")
                && parts.get(at + 1).endsWith(".conf");
    }

    private static boolean sys(List<String> parts, int at) {
        int left = parts.size() - at;
        if (left < 2) {
            return false;
        }
        String name = parts.get(parts.size() - 1);
        return switch (parts.get(at)) {
            case "bus" -> parts.get(at + 1).equals("pci") && bus(parts, at + 2);
            case "devices" -> devices(parts, at + 1);
            case "firmware" -> left == 2 && name.equals("fdt")
                    || left == 4 && parts.get(at + 1).equals("acpi") && parts.get(at + 2).equals("tables")
                            && IOMMU_TABLES.contains(name)
                    || left > 3 && parts.get(at + 1).equals("devicetree") && parts.get(at + 2).equals("base");
            case "kernel" -> left == 4 && parts.get(at + 1).equals("iommu_groups") && GROUP.contains(name);
            case "module" -> left == 3 && MODULE.contains(name)
                    || left == 4 && parts.get(at + 2).equals("parameters");
            default -> false;
        };
    }

    private static boolean bus(List<String> parts, int at) {
        int left = parts.size() - at;
        if (left == 0) {
            return false;
        }
        String name = parts.get(parts.size() - 1);
        return left == 1 && name.equals("drivers_autoprobe")
                || left == 3 && parts.get(at).equals("devices") && PCI.contains(name)
                || left == 3 && parts.get(at).equals("slots") && name.equals("address");
    }

    private static boolean devices(List<String> parts, int at) {
        int left = parts.size() - at;
        if (left < 2) {
            return false;
        }
        String name = parts.get(parts.size() - 1);
        String folder = parts.get(parts.size() - 2);
        return PCI.contains(name) && PciNames.isAddress(folder)
                || name.equals("name") && folder.equals("dm") && parts.get(at).equals("virtual")
                || left == 4 && parts.get(at).equals("system") && parts.get(at + 1).equals("node")
                        && folder.startsWith("node") && NODE.contains(name);
    }
}
