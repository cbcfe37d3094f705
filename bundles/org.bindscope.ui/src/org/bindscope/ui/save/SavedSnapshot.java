// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.save;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.Snapshot;
import org.bindscope.snapshot.redact.Pseudonyms;
import org.bindscope.snapshot.redact.RedactionReport;
import org.bindscope.snapshot.redact.Redactor;
import org.bindscope.snapshot.save.Compression;
import org.bindscope.snapshot.save.SnapshotWriter;

/**
 * What was or would be saved.
 *
 * @param replaced   what redaction replaced; empty without redaction
 * @param unreadable files of which only a note is in the archive
 */
record SavedSnapshot(List<RedactionReport.Entry> replaced, int unreadable) {

    /**
     * How to redact.
     *
     * @param key     the same text gives the same pseudonyms
     * @param host    the host's name, empty when it is not known
     * @param keepOui whether the vendor's part of MAC addresses stays
     */
    record Redaction(String key, String host, boolean keepOui) {

        private Redactor redactor() {
            return new Redactor(new Pseudonyms(key, keepOui), Optional.of(host).filter(name -> !name.isBlank()));
        }
    }

    /** What redaction would replace; writes nothing. */
    static SavedSnapshot preview(Snapshot snapshot, Redaction redaction, Progress progress) throws IOException {
        return write(snapshot, Optional.of(redaction), Compression.NONE, OutputStream.nullOutputStream(), progress);
    }

    /** Writes the archive beside its place and moves it there, so that a failure leaves an older file as it was. */
    static SavedSnapshot save(Snapshot snapshot, Optional<Redaction> redaction, Path file, Progress progress)
            throws IOException {
        Compression form = Compression.of(file.toString()).orElse(Compression.XZ);
        Path made = Files.createTempFile(file.toAbsolutePath().getParent(), ".bindscope", form.ending());
        try (OutputStream out = Files.newOutputStream(made)) {
            SavedSnapshot saved = write(snapshot, redaction, form, out, progress);
            Files.move(made, file, StandardCopyOption.REPLACE_EXISTING);
            return saved;
        } finally {
            Files.deleteIfExists(made);
        }
    }

    private static SavedSnapshot write(Snapshot snapshot, Optional<Redaction> redaction, Compression form, OutputStream out,
            Progress progress) throws IOException {
        Optional<Redactor> redactor = redaction.map(Redaction::redactor);
        int unreadable = new SnapshotWriter(redactor, progress).write(snapshot, form, out);
        return new SavedSnapshot(redactor.map(each -> each.report().entries()).orElse(List.of()), unreadable);
    }
}
