// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import java.util.List;
import java.util.Optional;

import org.bindscope.devicetree.DirectoryTreeReader;
import org.bindscope.devicetree.Fdt;
import org.bindscope.devicetree.FdtReader;
import org.bindscope.model.DeviceTree;
import org.bindscope.model.SnapshotKind;
import org.bindscope.snapshot.FileTree;

/**
 * Reads the device trees of a snapshot: the blob that the kernel was started with and the directory form
 * of the tree that it has now. They may differ, and both are kept (fdt-nvlink specification 1.5).
 */
final class DeviceTreeReader {

    static final String BLOB = "sys/firmware/fdt";
    /** The first is where the kernel has it; the second is a link to it, or a copy that followed the link. */
    static final List<String> DIRECTORIES = List.of("sys/firmware/devicetree/base", "proc/device-tree");

    private static final int MAX_BLOB = 16 << 20;

    private final Reading reading;
    private final FileTree files;
    private Optional<DeviceTree> blob = Optional.empty();
    private Optional<DeviceTree> directory = Optional.empty();

    DeviceTreeReader(Reading reading) {
        this.reading = reading;
        this.files = reading.files();
    }

    void read() {
        String path = reading.input().kind() == SnapshotKind.DEVICE_TREE_BLOB ? reading.input().file().orElse(BLOB) : BLOB;
        FileTree.Content content = files.read(path, MAX_BLOB);
        if (content instanceof FileTree.Unreadable unreadable) {
            reading.warning(path, path + " could not be read: " + unreadable.reason() + '.');
        } else if (content instanceof FileTree.Present present) {
            readBlob(path, present.bytes());
        }
        DIRECTORIES.stream().filter(files::isDirectory).findFirst().flatMap(files::resolve).ifPresent(this::readDirectory);
    }

    /** The tree of the blob. */
    Optional<DeviceTree> blob() {
        return blob;
    }

    /** The tree of the directory form. */
    Optional<DeviceTree> directory() {
        return directory;
    }

    private void readBlob(String path, byte[] bytes) {
        Fdt fdt = FdtReader.readLenient(bytes);
        String file = reading.facts().path(path);
        DeviceTreeModel.noteProblems(fdt, file, reading.machine());
        if (fdt.firstError().isEmpty() || !fdt.root().properties().isEmpty() || !fdt.root().children().isEmpty()) {
            blob = Optional.of(DeviceTreeModel.ofBlob(fdt, file));
            reading.machine().getDeviceTrees().add(blob.get());
        }
    }

    private void readDirectory(String folder) {
        Fdt fdt = DirectoryTreeReader.read(new SnapshotDirectory(files, folder));
        String file = reading.facts().path(folder);
        DeviceTreeModel.noteProblems(fdt, file, reading.machine());
        directory = Optional.of(DeviceTreeModel.ofDirectory(fdt, file));
        reading.machine().getDeviceTrees().add(directory.get());
    }
}
