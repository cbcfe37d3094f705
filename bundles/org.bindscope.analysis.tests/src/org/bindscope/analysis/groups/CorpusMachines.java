// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.bindscope.model.Machine;
import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.ReadOptions;
import org.bindscope.snapshot.SnapshotException;
import org.bindscope.snapshot.SnapshotReader;
import org.bindscope.testsupport.CorpusFiles;

/** Opens snapshots of the corpus once for all tests. */
public final class CorpusMachines {

    private static final Map<Path, Machine> OPENED = new ConcurrentHashMap<>();

    private CorpusMachines() {
    }

    /** A snapshot by its path below the corpus; the test is skipped where the corpus is not there. */
    public static Machine open(String name) {
        return open(CorpusFiles.require(name));
    }

    /** A snapshot by its file. */
    public static Machine open(Path file) {
        return OPENED.computeIfAbsent(file, path -> {
            try {
                return new SnapshotReader().open(path.toString(), ReadOptions.defaults(), Progress.none()).machine();
            } catch (SnapshotException e) {
                throw new IllegalStateException(path.toString(), e);
            }
        });
    }
}
