// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.bindscope.model.Machine;
import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.ReadOptions;
import org.bindscope.snapshot.SnapshotException;
import org.bindscope.snapshot.SnapshotReader;

/** Writes a small sysfs with real folders and links, as a capture leaves it, for tests of damaged machines. */
final class SysfsTree {

    private final Path root;

    SysfsTree(Path root) throws IOException {
        this.root = root;
        file("proc/sys/kernel/osrelease", "6.12.0\n");
        Files.createDirectories(root.resolve("sys/kernel/iommu_groups"));
    }

    SysfsTree file(String path, String text) throws IOException {
        return file(path, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    SysfsTree file(String path, byte[] bytes) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
        return this;
    }

    SysfsTree link(String path, String target) throws IOException {
        Path link = root.resolve(path);
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, Path.of(target));
        return this;
    }

    /** A function in a folder below sys/devices, for example {@code pci0000:00/0000:00:01.0/0000:01:00.0}. */
    SysfsTree function(String folder, byte[] config) throws IOException {
        String address = folder.substring(folder.lastIndexOf('/') + 1);
        String path = "sys/devices/" + folder;
        file(path + "/vendor", "0x8086\n").file(path + "/device", "0x1234\n").file(path + "/class", "0x020000\n");
        file(path + "/config", config);
        return link("sys/bus/pci/devices/" + address, "../../../devices/" + folder);
    }

    /** A bridge in a folder, with the bus below it. */
    SysfsTree bridge(String folder, int secondary, byte[] config) throws IOException {
        byte[] bytes = config.clone();
        bytes[0x0e] = 1;
        bytes[0x19] = (byte) secondary;
        bytes[0x1a] = (byte) secondary;
        function(folder, bytes);
        String path = "sys/devices/" + folder;
        return file(path + "/class", "0x060400\n").file(path + "/secondary_bus_number", secondary + "\n")
                .file(path + "/subordinate_bus_number", secondary + "\n");
    }

    /** A group by its folder; the function's own link is another method. */
    SysfsTree listed(String group, String folder) throws IOException {
        String address = folder.substring(folder.lastIndexOf('/') + 1);
        return file("sys/kernel/iommu_groups/" + group + "/type", "DMA\n")
                .link("sys/kernel/iommu_groups/" + group + "/devices/" + address, "../../../../devices/" + folder);
    }

    /** The function's link to its group. */
    SysfsTree linked(String group, String folder) throws IOException {
        return link("sys/devices/" + folder + "/iommu_group", "../".repeat(folder.split("/").length + 1) + "kernel/iommu_groups/" + group);
    }

    Machine open() throws SnapshotException {
        return new SnapshotReader().open(root.toString(), ReadOptions.defaults(), Progress.none()).machine();
    }
}
