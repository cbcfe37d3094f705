// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import org.bindscope.analysis.groups.HostUse.Told;
import org.bindscope.snapshot.FileTree;
import org.bindscope.snapshot.text.TextKind;
import org.bindscope.snapshot.text.UdevBlock;
import org.bindscope.snapshot.text.UdevDatabase;
import org.bindscope.snapshot.tree.ContentRules;
import org.bindscope.snapshot.tree.TreePaths;

/**
 * Block devices and network interfaces as udev's database tells them: its paths lead through the function's folder.
 * It names the disks below an array of md, but neither those below a volume of device mapper nor the interfaces below
 * a bridge, bond or VLAN: where there are such, some of what a function carries is not told.
 */
final class UdevHostDevices {

    private static final int MAX_TEXT = 64 << 20;
    private static final int MAX_IN_FOLDER = 200;
    private static final int MAX_DEVICES = 100_000;
    private static final String VIRTUAL_BLOCK = "/devices/virtual/block/";
    /** Heads of NVMe disks with several ways stand in the folder of their subsystem. */
    private static final String VIRTUAL_NVME = "/devices/virtual/nvme-subsystem/";
    private static final String VIRTUAL_NET = "/devices/virtual/net/";
    /** Links below /dev/disk whose name a command line or a table of mounts can hold. */
    private static final List<String> LINKS = List.of("disk/by-uuid/", "disk/by-partuuid/", "disk/by-label/", "disk/by-partlabel/");
    /** Virtual block devices that need no disk. */
    private static final Set<String> WITHOUT_DISK = Set.of("loop", "ram", "zram", "nbd");
    private static final String MD_MEMBER = "MD_DEVICE_";
    private static final String DEV = "/dev/";

    private final Map<String, SortedSet<String>> disks = new TreeMap<>();
    private final Map<String, SortedSet<String>> interfaces = new TreeMap<>();
    /** Arrays of md by a device that is in them. */
    private final Map<String, List<String>> arrays = new TreeMap<>();
    /** Names of the partitions and links of a head, by the head. */
    private final Map<String, SortedSet<String>> heads = new TreeMap<>();
    private Told blocksTold = Told.NOT_SAID;
    private Told interfacesTold = Told.NOT_SAID;
    private int devices;

    private UdevHostDevices() {
    }

    /** What the databases at the top and in sosreport's folders say; nothing where there is none. */
    static UdevHostDevices of(FileTree files) {
        UdevHostDevices found = new UdevHostDevices();
        for (String folder : ContentRules.textFolders()) {
            files.list(folder).stream().limit(MAX_IN_FOLDER).map(name -> TreePaths.join(folder, name))
                    .forEach(path -> text(files, path).ifPresent(text -> found.read(path, text)));
        }
        return found;
    }

    private static Optional<String> text(FileTree files, String path) {
        if (files.isDirectory(path) || !(files.read(path, MAX_TEXT) instanceof FileTree.Present present)) {
            return Optional.empty();
        }
        try {
            return TextKind.unpacked(present.bytes(), MAX_TEXT).filter(UdevDatabase::isIn);
        } catch (IOException e) {
            // Whoever reads the machine's facts names it.
            return Optional.empty();
        }
    }

    Map<String, SortedSet<String>> disks() {
        return disks;
    }

    Map<String, SortedSet<String>> interfaces() {
        return interfaces;
    }

    /** Adds what lies on the heads that functions are known to drive, and arrays; a head that nobody drives leaves something open. */
    void stack() {
        Set<String> driven = new TreeSet<>();
        disks.values().forEach(names -> {
            heads.forEach((head, parts) -> {
                if (names.contains(head)) {
                    driven.add(head);
                    names.addAll(parts);
                }
            });
            List.copyOf(names).forEach(name -> names.addAll(arraysOver(name)));
        });
        if (!driven.containsAll(heads.keySet())) {
            blocksTold = Told.SOME;
        }
    }

    private List<String> arraysOver(String disk) {
        return arrays.getOrDefault(disk, List.of());
    }

    Told blocksTold() {
        return blocksTold;
    }

    Told interfacesTold() {
        return interfacesTold;
    }

    private void read(String file, String text) {
        // What is wrong with the text is a problem of the machine's already.
        UdevBlock.read(file, text, 1, (place, message) -> cut(), block -> {
            String subsystem = block.text("SUBSYSTEM").orElse("");
            if (++devices > MAX_DEVICES) {
                cut();
            } else if (subsystem.equals("block")) {
                blockDevice(block);
            } else if (subsystem.equals("net")) {
                netDevice(block);
            }
            if (!block.whole()) {
                cut();
            }
        });
    }

    /** What follows the place where the text was cut is missing. */
    private void cut() {
        blocksTold = blocksTold == Told.ALL ? Told.SOME : blocksTold;
        interfacesTold = interfacesTold == Told.ALL ? Told.SOME : interfacesTold;
    }

    private void blockDevice(UdevBlock block) {
        blocksTold = blocksTold == Told.NOT_SAID ? Told.ALL : blocksTold;
        String name = block.text("DEVNAME").filter(node -> node.startsWith(DEV)).map(node -> node.substring(DEV.length()))
                .orElseGet(() -> TreePaths.name(block.path()).replace('!', '/'));
        if (block.path().startsWith(VIRTUAL_BLOCK)) {
            boolean array = false;
            for (Map.Entry<String, UdevBlock.Property> property : block.properties().entrySet()) {
                String node = property.getValue().value();
                if (property.getKey().startsWith(MD_MEMBER) && property.getKey().endsWith("_DEV") && node.startsWith(DEV)) {
                    array = true;
                    arrays.computeIfAbsent(node.substring(DEV.length()), key -> new ArrayList<>()).add(name);
                }
            }
            boolean alone = WITHOUT_DISK.stream().anyMatch(kind -> name.startsWith(kind) && !name.equals(kind)
                    && Character.isDigit(name.charAt(kind.length())));
            if (!array && !alone) {
                blocksTold = Told.SOME;
            }
            return;
        }
        if (block.path().startsWith(VIRTUAL_NVME)) {
            boolean part = block.text("DEVTYPE").filter("partition"::equals).isPresent();
            String head = part ? TreePaths.name(TreePaths.parent(block.path())) : name;
            addNames(heads.computeIfAbsent(head, key -> new TreeSet<>()), name, block);
            return;
        }
        HostDeviceNames.function(block.path())
                .ifPresent(address -> addNames(disks.computeIfAbsent(address, key -> new TreeSet<>()), name, block));
    }

    private static void addNames(SortedSet<String> names, String name, UdevBlock block) {
        names.add(name);
        for (String link : block.text("DEVLINKS").orElse("").split(" ")) {
            if (link.startsWith(DEV) && LINKS.stream().anyMatch(kind -> link.startsWith(kind, DEV.length()))) {
                names.add(link.substring(DEV.length()));
            }
        }
    }

    private void netDevice(UdevBlock block) {
        interfacesTold = interfacesTold == Told.NOT_SAID ? Told.ALL : interfacesTold;
        String name = block.text("INTERFACE").orElseGet(() -> TreePaths.name(block.path()));
        if (block.path().startsWith(VIRTUAL_NET)) {
            interfacesTold = name.equals("lo") ? interfacesTold : Told.SOME;
            return;
        }
        HostDeviceNames.function(block.path()).ifPresent(address -> interfaces.computeIfAbsent(address, key -> new TreeSet<>()).add(name));
    }
}
