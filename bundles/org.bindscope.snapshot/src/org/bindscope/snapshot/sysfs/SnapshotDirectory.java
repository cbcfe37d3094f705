// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.bindscope.devicetree.TreeDirectory;
import org.bindscope.snapshot.FileTree;
import org.bindscope.snapshot.FileTree.EntryKind;
import org.bindscope.snapshot.tree.TreePaths;

/** A folder of a snapshot as a node of a device tree. Links, which the kernel does not make there, are no nodes. */
final class SnapshotDirectory implements TreeDirectory {

    private record Property(FileTree files, String path) implements TreeFile {

        @Override
        public String name() {
            return TreePaths.name(path);
        }

        @Override
        public byte[] read(int limit) throws IOException {
            FileTree.Content content = files.read(path, limit);
            if (content instanceof FileTree.Present present) {
                return present.bytes();
            }
            throw new IOException(content instanceof FileTree.Unreadable unreadable ? unreadable.reason()
                    : "it is not there");
        }
    }

    private final FileTree files;
    private final String path;

    SnapshotDirectory(FileTree files, String path) {
        this.files = files;
        this.path = path;
    }

    @Override
    public String name() {
        return TreePaths.name(path);
    }

    @Override
    public List<TreeDirectory> directories() {
        List<TreeDirectory> directories = new ArrayList<>();
        for (String each : entries(EntryKind.DIRECTORY)) {
            directories.add(new SnapshotDirectory(files, each));
        }
        return directories;
    }

    @Override
    public List<TreeFile> files() {
        List<TreeFile> properties = new ArrayList<>();
        for (String each : entries(EntryKind.FILE)) {
            properties.add(new Property(files, each));
        }
        return properties;
    }

    private List<String> entries(EntryKind kind) {
        List<String> paths = new ArrayList<>();
        for (String name : files.list(path)) {
            String entry = TreePaths.join(path, name);
            if (files.kind(entry).filter(found -> found == kind).isPresent()) {
                paths.add(entry);
            }
        }
        return paths;
    }
}
