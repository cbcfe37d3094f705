// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.save;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;

import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.Snapshot;
import org.bindscope.snapshot.inputs.Input;
import org.bindscope.snapshot.inputs.SavedInputs;
import org.bindscope.snapshot.redact.Redactor;
import org.bindscope.snapshot.tree.CaptureNotes;

/**
 * Saves a machine as one archive that opens again equal: the files that the readers open, every link and
 * folder as it is, and notes of the files that could not be read. One tree of files stands at the top of the
 * archive; several inputs, or a single file, stand in folders of their own, which a list names
 * ({@link SavedInputs}). Names, links and bytes can be redacted on the way.
 */
public final class SnapshotWriter {

    private final Optional<Redactor> redactor;
    private final Progress progress;

    /**
     * Creates a writer for one archive.
     *
     * @param redactor replaces what identifies the machine; empty to save everything as it is
     * @param progress hears and may stop
     */
    public SnapshotWriter(Optional<Redactor> redactor, Progress progress) {
        this.redactor = redactor;
        this.progress = progress;
    }

    /**
     * Writes the archive. The same snapshot gives the same bytes.
     *
     * @param snapshot an opened snapshot
     * @param form     how to compress
     * @param out      where to; not closed
     * @return how many files could not be read, so that only a note of them is in the archive
     * @throws IOException when {@code out} cannot be written
     * @throws CancellationException when the user stops it
     */
    public int write(Snapshot snapshot, Compression form, OutputStream out) throws IOException {
        progress.task("Saving");
        OutputStream packed = form.around(new BufferedOutputStream(out, 1 << 16));
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(packed, StandardCharsets.UTF_8.name())) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            ArchiveSink top = new ArchiveSink(tar, CaptureNotes.SNAPSHOT + '/', redactor);
            List<Input> inputs = snapshot.inputs();
            return inputs.size() == 1 && inputs.get(0).file().isEmpty() ? one(inputs.get(0), top) : several(inputs, top);
        }
    }

    private int one(Input input, ArchiveSink top) throws IOException {
        TreeWriter tree = new TreeWriter(input, top, progress);
        tree.writeTree();
        Optional<CaptureNotes> before = tree.writeNotes(true);
        manifest(top, before.map(CaptureNotes::manifest).orElse(Map.of()));
        redacted(top, tree.redactedBefore());
        if (!input.skipped().isEmpty()) {
            inputs(top, List.of(saved(input, "")));
        }
        return tree.unreadable().size();
    }

    private int several(List<Input> inputs, ArchiveSink top) throws IOException {
        List<SavedInputs.Saved> list = new ArrayList<>();
        int unreadable = 0;
        for (Input input : inputs) {
            String folder = "input-" + (list.size() + 1);
            SavedInputs.Saved saved = saved(input, folder);
            ArchiveSink sink = top.below(folder);
            top.directory(folder);
            TreeWriter tree = new TreeWriter(input, sink, progress);
            if (input.file().isPresent()) {
                tree.writeFile(redactor.map(each -> each.name(input.file().get())).orElse(input.file().get()));
            } else {
                tree.writeTree();
                Optional<CaptureNotes> before = tree.writeNotes(false);
                if (before.isPresent()) {
                    manifest(sink, before.get().manifest());
                    note(sink, CaptureNotes.REDACTED, tree.redactedBefore());
                }
            }
            unreadable += tree.unreadable().size();
            list.add(saved);
        }
        manifest(top, Map.of());
        redacted(top, "");
        inputs(top, list);
        return unreadable;
    }

    private SavedInputs.Saved saved(Input input, String folder) {
        return new SavedInputs.Saved(folder, shown(SavedInputs.nameOf(input.source())), input.file().isEmpty(), input.skipped().stream()
                .map(each -> new Input.Skipped(shown(each.file()), shown(each.message()))).toList());
    }

    private String shown(String text) {
        return redactor.map(each -> each.name(text)).orElse(text);
    }

    private void manifest(ArchiveSink sink, Map<String, String> before) throws IOException {
        Map<String, String> manifest = new LinkedHashMap<>(before);
        manifest.putIfAbsent("format", "1");
        manifest.merge("redacted", redactor.isPresent() ? "yes" : "no", (earlier, now) -> redactor.isPresent() ? now : earlier);
        StringBuilder lines = new StringBuilder();
        manifest.forEach((key, value) -> lines.append(key).append(": ").append(value).append('\n'));
        sink.note(CaptureNotes.MANIFEST, lines.toString());
    }

    private void redacted(ArchiveSink sink, String before) throws IOException {
        note(sink, CaptureNotes.REDACTED, before + redactor.map(each -> each.report().text()).orElse(""));
    }

    private static void note(ArchiveSink sink, String path, String text) throws IOException {
        if (!text.isEmpty()) {
            sink.note(path, text);
        }
    }

    private static void inputs(ArchiveSink sink, List<SavedInputs.Saved> inputs) throws IOException {
        sink.note(SavedInputs.FILE, new SavedInputs(inputs).text());
    }
}
