// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

import org.bindscope.analysis.groups.HostUse;
import org.bindscope.analysis.groups.HostUse.Told;
import org.bindscope.binding.SafeText;
import org.bindscope.snapshot.FileTree;

/**
 * Finds the block devices and network interfaces that PCI functions drive: the links of
 * {@code sys/class/block} and {@code sys/class/net} lead through the function's folder. What is built on top of them
 * counts too: volumes of device mapper and md, the head of an NVMe disk with several ways, bridges, bonds and VLANs.
 * Where these folders were not captured, udev's database tells ({@link UdevHostDevices}).
 */
public final class HostDeviceNames {

    /** Most entries of one class that are looked at. */
    private static final int MAX_ENTRIES = 10_000;
    /** Layers of devices upon devices. */
    private static final int MAX_LAYERS = 8;
    private static final String BLOCK = "sys/class/block";
    private static final String NET = "sys/class/net";
    private static final String LOWER = "lower_";

    private HostDeviceNames() {
    }

    /**
     * Looks the names up.
     *
     * @param files the captured files
     * @return the names, and how much of them the files tell
     */
    public static HostUse of(FileTree files) {
        Told blocksTold = told(files, BLOCK);
        Told interfacesTold = told(files, NET);
        Map<String, SortedSet<String>> disks = new TreeMap<>();
        Map<String, SortedSet<String>> interfaces = new TreeMap<>();
        if (isTold(blocksTold)) {
            disks = byFunction(files, BLOCK);
            heads(disks);
            stack(files, BLOCK, disks, name -> files.list(BLOCK + "/" + name + "/slaves"));
            mapperNames(files, disks);
        }
        if (isTold(interfacesTold)) {
            interfaces = byFunction(files, NET);
            stack(files, NET, interfaces, name -> files.list(NET + "/" + name).stream().filter(entry -> entry.startsWith(LOWER))
                    .map(entry -> entry.substring(LOWER.length())).toList());
        }
        if (isTold(blocksTold) && isTold(interfacesTold)) {
            return new HostUse(lists(disks), lists(interfaces), blocksTold, interfacesTold);
        }
        UdevHostDevices udev = UdevHostDevices.of(files);
        if (!isTold(blocksTold) && udev.blocksTold() != Told.NOT_SAID) {
            disks = udev.disks();
            heads(disks);
            udev.stack();
            blocksTold = udev.blocksTold();
        }
        if (!isTold(interfacesTold) && udev.interfacesTold() != Told.NOT_SAID) {
            interfacesTold = udev.interfacesTold();
            interfaces = udev.interfaces();
        }
        return new HostUse(lists(disks), lists(interfaces), blocksTold, interfacesTold);
    }

    /**
     * Every kernel lists the loopback interface and some block device, so a folder without a link says as little as
     * none. A device upon others whose own folder was not captured leaves open which these are.
     */
    private static Told told(FileTree files, String folder) {
        List<String> targets = entries(files, folder).stream().map(name -> files.linkTarget(folder + "/" + name))
                .flatMap(Optional::stream).toList();
        if (targets.isEmpty()) {
            return files.read(folder, 1) instanceof FileTree.Unreadable && !files.isDirectory(folder) ? Told.UNREADABLE : Told.NOT_SAID;
        }
        boolean open = entries(files, folder).stream().anyMatch(name -> isUponOthers(files.linkTarget(folder + "/" + name).orElse(""), name)
                && !files.isDirectory(folder + "/" + name));
        return open ? Told.SOME : Told.ALL;
    }

    private static boolean isTold(Told told) {
        return told == Told.ALL || told == Told.SOME;
    }

    private static boolean isUponOthers(String target, String name) {
        return target.contains("/devices/virtual/block/") && (name.startsWith("dm-") || name.startsWith("md") || name.startsWith("bcache"))
                || target.contains("/devices/virtual/net/") && !name.equals("lo");
    }

    private static Map<String, List<String>> lists(Map<String, SortedSet<String>> names) {
        Map<String, List<String>> lists = new TreeMap<>();
        names.forEach((address, set) -> lists.put(address, List.copyOf(set)));
        return lists;
    }

    private static List<String> entries(FileTree files, String folder) {
        return files.list(folder).stream().limit(MAX_ENTRIES).toList();
    }

    private static Map<String, SortedSet<String>> byFunction(FileTree files, String folder) {
        Map<String, SortedSet<String>> names = new TreeMap<>();
        for (String name : entries(files, folder)) {
            files.linkTarget(folder + "/" + name).flatMap(HostDeviceNames::function)
                    .ifPresent(address -> names.computeIfAbsent(address, key -> new TreeSet<>()).add(name));
        }
        return names;
    }

    /** With native multipath the function drives the hidden nvme0c0n1, and the disk in use is nvme0n1. */
    private static void heads(Map<String, SortedSet<String>> disks) {
        disks.values().forEach(names -> List.copyOf(names).forEach(name -> {
            int controller = name.indexOf('c', 4);
            int disk = name.indexOf('n', Math.max(controller, 4));
            if (name.startsWith("nvme") && controller > 4 && disk > controller + 1) {
                names.add(name.substring(0, controller) + name.substring(disk));
            }
        }));
    }

    /** Adds to each function what is built on its devices, layer by layer. */
    private static void stack(FileTree files, String folder, Map<String, SortedSet<String>> byFunction,
            Function<String, List<String>> lower) {
        Map<String, List<String>> upper = new TreeMap<>();
        for (String name : entries(files, folder)) {
            lower.apply(name).forEach(each -> upper.computeIfAbsent(each, key -> new ArrayList<>()).add(name));
        }
        for (int layer = 0; layer < MAX_LAYERS && !upper.isEmpty(); layer++) {
            byFunction.values().forEach(names -> List.copyOf(names).forEach(name -> names.addAll(upper.getOrDefault(name, List.of()))));
        }
    }

    /** Mounts name volumes of device mapper by their names below /dev/mapper. */
    private static void mapperNames(FileTree files, Map<String, SortedSet<String>> disks) {
        disks.values().forEach(names -> List.copyOf(names).stream().filter(name -> name.startsWith("dm-")).forEach(name -> {
            if (files.read(BLOCK + "/" + name + "/dm/name", 256) instanceof FileTree.Present present) {
                String text = new String(present.bytes(), StandardCharsets.UTF_8).strip();
                if (!text.isEmpty()) {
                    names.add("mapper/" + text);
                }
            }
        }));
    }

    /** The last folder of a path that is named as a PCI function. */
    static Optional<String> function(String path) {
        int end = path.length();
        while (end > 0) {
            int start = path.lastIndexOf('/', end - 1);
            String part = path.substring(start + 1, end);
            if (SafeText.isAddress(part)) {
                return Optional.of(part);
            }
            end = start;
        }
        return Optional.empty();
    }
}
