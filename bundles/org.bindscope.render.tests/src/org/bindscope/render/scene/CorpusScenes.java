// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.ReadOptions;
import org.bindscope.snapshot.SnapshotException;
import org.bindscope.snapshot.SnapshotReader;
import org.bindscope.testsupport.CorpusFiles;

/** Opens snapshots of the corpus once for all tests of pictures. */
final class CorpusScenes {

    private static final Map<Path, MachineAnalysis> OPENED = new ConcurrentHashMap<>();

    private CorpusScenes() {
    }

    /** All archives of machines; empty where the corpus is not there. */
    static List<Path> snapshots() {
        return Stream.of("sysfs", "synthetic", "qemu")
                .flatMap(folder -> CorpusFiles.list(folder, ".tar.xz", ".tar.gz", ".tar.bz2").stream()).toList();
    }

    static MachineAnalysis open(Path file) {
        return OPENED.computeIfAbsent(file, path -> {
            try {
                return MachineAnalysis.of(new SnapshotReader().open(path.toString(), ReadOptions.defaults(), Progress.none()).machine());
            } catch (SnapshotException e) {
                throw new IllegalStateException(path.toString(), e);
            }
        });
    }

    static MachineAnalysis open(String name) {
        return open(CorpusFiles.require(name));
    }
}
