// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.fuzz;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

import org.bindscope.snapshot.Limits;
import org.bindscope.snapshot.Machines;
import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.ReadOptions;
import org.bindscope.snapshot.Snapshot;
import org.bindscope.snapshot.SnapshotException;
import org.bindscope.snapshot.SnapshotReader;
import org.bindscope.snapshot.redact.Pseudonyms;
import org.bindscope.snapshot.redact.Redactor;
import org.bindscope.snapshot.save.Compression;
import org.bindscope.snapshot.save.SnapshotWriter;

/**
 * What must hold for any bytes that somebody sends: they open, or one sentence says why not; what opens can be
 * saved, redacted too, and opens again. Entry point of coverage-guided fuzzing, see {@code releng/fuzz}.
 */
public final class ArchiveTarget {

    static final ReadOptions OPTIONS = ReadOptions.defaults().withPciIds(Machines.noNames())
            .withLimits(new Limits(16 << 20, 2000, 1 << 20, 8 << 20, 512, 16, Duration.ofSeconds(2)));

    private ArchiveTarget() {
    }

    /**
     * Tries one input.
     *
     * @param data the file
     */
    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        Snapshot snapshot;
        try {
            snapshot = open(data);
        } catch (SnapshotException e) {
            if (e.getMessage().isBlank() || e.getMessage().contains("\n")) {
                throw new AssertionError("not one sentence: " + e.getMessage());
            }
            return;
        }
        ByteArrayOutputStream saved = new ByteArrayOutputStream();
        Redactor redactor = new Redactor(new Pseudonyms("key", false), Redactor.hostOf(snapshot.files()));
        new SnapshotWriter(Optional.of(redactor), Progress.none()).write(snapshot, Compression.NONE, saved);
        try {
            open(saved.toByteArray());
        } catch (SnapshotException e) {
            throw new AssertionError("what was saved does not open: " + e.getMessage(), e);
        }
    }

    private static Snapshot open(byte[] data) throws SnapshotException {
        return new SnapshotReader().open("fuzz", new ByteArrayInputStream(data), OPTIONS, Progress.none());
    }
}
