// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.inputs;

import java.util.List;
import java.util.Optional;

import org.bindscope.model.SnapshotKind;
import org.bindscope.snapshot.FileTree;
import org.bindscope.snapshot.tree.RecordedTree;

/** Tells reports of sos, gathered topologies and folders of modules from plain copies of a machine's files. */
final class TreeKinds {

    private TreeKinds() {
    }

    /** An input that consists of a tree of files. */
    static Input input(String source, FileTree files, SnapshotKind plain, List<Input.Skipped> skipped) {
        FileTree recorded = RecordedTree.of(files);
        return new Input(source, "", kind(recorded, plain), recorded, Optional.empty(), Optional.empty(), List.copyOf(skipped));
    }

    private static SnapshotKind kind(FileTree files, SnapshotKind plain) {
        if (plain == SnapshotKind.LIVE) {
            return plain;
        }
        if (!files.exists("sys") && !files.exists("proc")) {
            boolean modules = files.isDirectory("lib/modules") || files.isDirectory("usr/lib/modules");
            return modules ? SnapshotKind.MODULES_FOLDER : SnapshotKind.MODPROBE_CONFIG;
        }
        if (files.isDirectory("sos_commands") || files.isDirectory("sos_reports")) {
            return SnapshotKind.SOSREPORT;
        }
        return files.exists("proc/hwloc-nofile-info") ? SnapshotKind.GATHERED_TOPOLOGY : plain;
    }
}
