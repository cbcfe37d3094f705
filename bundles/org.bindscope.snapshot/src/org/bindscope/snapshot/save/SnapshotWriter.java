// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.save;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.bindscope.model.SnapshotKind;
import org.bindscope.snapshot.FileTree;
import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.Snapshot;
import org.bindscope.snapshot.redact.Redactor;
import org.bindscope.snapshot.text.TextKind;
import org.bindscope.snapshot.tree.CaptureNotes;
import org.bindscope.snapshot.tree.ConfigTexts;
import org.bindscope.snapshot.tree.ContentRules;
import org.bindscope.snapshot.tree.TreePaths;

/**
 * Saves a machine as one archive that opens again equal: the files that the readers open, every link and
 * folder as it is, and notes of the files that could not be read. Names, links and bytes can be redacted on
 * the way.
 */
public final class SnapshotWriter {

    /** The folder in the archive in which the machine's files stand. */
    private static final String TOP = "bindscope-snapshot/";
    private static final int MAX_FILE = 64 << 20;
    private static final int MAX_ENTRIES = 2_000_000;
    private static final int MAX_DEPTH = 64;
    private static final String BLOB = "sys/firmware/fdt";

    private final Optional<Redactor> redactor;
    private final Progress progress;
    private int entries;

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
        FileTree files = snapshot.files();
        SortedMap<String, String> unreadable = new TreeMap<>();
        OutputStream packed = form.around(new BufferedOutputStream(out, 1 << 16));
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(packed, StandardCharsets.UTF_8.name())) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            if (snapshot.machine().getProvenance().getKind() == SnapshotKind.DEVICE_TREE_BLOB) {
                for (String name : files.list("")) {
                    file(tar, files, name, BLOB, unreadable);
                }
            } else {
                folder(tar, files, "", 0, unreadable);
            }
            notes(tar, files, unreadable);
        }
        return unreadable.size();
    }

    private void folder(TarArchiveOutputStream tar, FileTree files, String folder, int depth,
            SortedMap<String, String> unreadable) throws IOException {
        if (depth > MAX_DEPTH) {
            unreadable.put(folder, "more than " + MAX_DEPTH + " folders deep");
            return;
        }
        for (String name : files.list(folder)) {
            if (progress.isCancelled()) {
                throw new CancellationException("Saving was cancelled");
            }
            if (++entries > MAX_ENTRIES) {
                throw new IOException("more than " + MAX_ENTRIES + " files are not saved");
            }
            String path = TreePaths.join(folder, name);
            if (path.equals(CaptureNotes.FOLDER)) {
                continue;
            }
            switch (files.kind(path).orElse(FileTree.EntryKind.OTHER)) {
                case DIRECTORY -> {
                    put(tar, path + '/', TarConstants.LF_DIR, new byte[0], "");
                    folder(tar, files, path, depth + 1, unreadable);
                }
                case LINK -> put(tar, path, TarConstants.LF_SYMLINK, new byte[0], files.linkTarget(path).orElse(""));
                case FILE -> {
                    if (ContentRules.mayOpen(path) && !isStranger(files, path)) {
                        file(tar, files, path, path, unreadable);
                    } else if (ContentRules.isKnownByName(path)) {
                        put(tar, path, TarConstants.LF_NORMAL, new byte[0], "");
                    }
                }
                case OTHER -> {
                    // A device, socket or pipe says nothing.
                }
            }
        }
    }

    /** A file at the top that is no input: the readers look at it, and nobody wants it sent on. */
    private static boolean isStranger(FileTree files, String path) {
        return path.indexOf('/') < 0 && ConfigTexts.use(path).isEmpty() && !ContentRules.mayBeNeeded(path)
                && (!(files.read(path, MAX_FILE) instanceof FileTree.Present present)
                        || TextKind.decode(present.bytes()).flatMap(TextKind::of).isEmpty());
    }

    private void file(TarArchiveOutputStream tar, FileTree files, String path, String place,
            SortedMap<String, String> unreadable) throws IOException {
        FileTree.Content content = files.read(path, MAX_FILE);
        if (content instanceof FileTree.Present present) {
            Optional<byte[]> bytes = redactor.isEmpty() ? Optional.of(present.bytes())
                    : redactor.get().redact(place, present.bytes());
            if (bytes.isPresent()) {
                put(tar, place, TarConstants.LF_NORMAL, bytes.get(), "");
            } else {
                unreadable.put(place, "left out, because it cannot be looked through for what identifies the machine");
            }
        } else if (content instanceof FileTree.Unreadable reason) {
            unreadable.put(place, reason.reason().replaceAll("( when it was captured)+$", ""));
        }
    }

    private void notes(TarArchiveOutputStream tar, FileTree files, SortedMap<String, String> unreadable)
            throws IOException {
        Optional<CaptureNotes> before = CaptureNotes.of(files);
        before.ifPresent(notes -> notes.unreadable().forEach(unreadable::putIfAbsent));
        StringBuilder manifest = new StringBuilder();
        before.map(CaptureNotes::manifest).ifPresentOrElse(
                kept -> kept.forEach((key, value) -> line(manifest, key, key.equals("redacted") && redactor.isPresent() ? "yes" : value)),
                () -> {
                    line(manifest, "format", "1");
                    line(manifest, "redacted", redactor.isPresent() ? "yes" : "no");
                });
        note(tar, CaptureNotes.MANIFEST, manifest.toString());
        StringBuilder lines = new StringBuilder();
        unreadable.forEach((path, reason) -> lines.append('/').append(path(path)).append('\t').append(reason).append('\n'));
        note(tar, CaptureNotes.UNREADABLE, lines.toString());
        if (files.read(CaptureNotes.COMMANDS, MAX_FILE) instanceof FileTree.Present commands) {
            put(tar, CaptureNotes.COMMANDS, TarConstants.LF_NORMAL, commands.bytes(), "");
        }
        StringBuilder redacted = new StringBuilder();
        if (files.read(CaptureNotes.REDACTED, MAX_FILE) instanceof FileTree.Present earlier) {
            redacted.append(new String(earlier.bytes(), StandardCharsets.UTF_8));
        }
        redactor.ifPresent(each -> redacted.append(each.report().text()));
        if (!redacted.isEmpty()) {
            note(tar, CaptureNotes.REDACTED, redacted.toString());
        }
    }

    private static void line(StringBuilder text, String key, String value) {
        text.append(key).append(": ").append(value).append('\n');
    }

    private void note(TarArchiveOutputStream tar, String path, String text) throws IOException {
        put(tar, path, TarConstants.LF_NORMAL, text.getBytes(StandardCharsets.UTF_8), "");
    }

    private String path(String path) {
        return redactor.map(each -> each.path(path)).orElse(path);
    }

    private void put(TarArchiveOutputStream tar, String path, byte type, byte[] content, String target) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(TOP + path(path), type);
        entry.setSize(content.length);
        entry.setModTime(0);
        entry.setMode(type == TarConstants.LF_DIR ? 0755 : 0644);
        if (type == TarConstants.LF_SYMLINK) {
            entry.setLinkName(path(target));
        }
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }
}
