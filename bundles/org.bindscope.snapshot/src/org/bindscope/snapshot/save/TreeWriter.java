// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.save;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;

import org.bindscope.model.SnapshotKind;
import org.bindscope.snapshot.FileTree;
import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.inputs.Input;
import org.bindscope.snapshot.text.TextKind;
import org.bindscope.snapshot.tree.CaptureNotes;
import org.bindscope.snapshot.tree.ConfigTexts;
import org.bindscope.snapshot.tree.ContentRules;
import org.bindscope.snapshot.tree.TreePaths;

/** Writes the files of one input, with notes of those that could not be read. */
final class TreeWriter {

    static final int MAX_FILE = 64 << 20;
    private static final int MAX_ENTRIES = 2_000_000;
    private static final int MAX_DEPTH = 64;
    private static final String NOT_SEARCHED = "left out, because it cannot be looked through for what identifies the machine";

    private final Input input;
    private final FileTree files;
    private final ArchiveSink sink;
    private final Progress progress;
    private final SortedMap<String, String> unreadable = new TreeMap<>();
    private int entries;

    TreeWriter(Input input, ArchiveSink sink, Progress progress) {
        this.input = input;
        this.files = input.files();
        this.sink = sink;
        this.progress = progress;
    }

    /** Files that could not be read, to the reason. */
    SortedMap<String, String> unreadable() {
        return unreadable;
    }

    /** The single file that the input is; its links are made again when it is opened. */
    void writeFile(String name) throws IOException {
        file(input.file().orElseThrow(), name);
    }

    /** All files. */
    void writeTree() throws IOException {
        folder("", 0);
    }

    private void folder(String folder, int depth) throws IOException {
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
            if (path.equals(CaptureNotes.FOLDER) || isUnread(path)) {
                continue;
            }
            switch (files.kind(path).orElse(FileTree.EntryKind.OTHER)) {
                case DIRECTORY -> {
                    sink.directory(path);
                    folder(path, depth + 1);
                }
                case LINK -> sink.link(path, files.linkTarget(path).orElse(""));
                case FILE -> {
                    if (ContentRules.mayOpen(path) && !isStranger(path)) {
                        file(path, path);
                    } else if (ContentRules.isKnownByName(path)) {
                        sink.file(path, new byte[0]);
                    }
                }
                case OTHER -> {
                    // A device, socket or pipe says nothing.
                }
            }
        }
    }

    /** What nobody reads of the machine that the program runs on, and would be read in an archive. */
    private boolean isUnread(String path) {
        return input.kind() == SnapshotKind.LIVE
                && (path.equals("proc/bus/pci") || path.indexOf('/') < 0 && files.kind(path).filter(FileTree.EntryKind.FILE::equals).isPresent());
    }

    /** A file at the top that is no input: the readers look at it, and nobody wants it sent on. */
    private boolean isStranger(String path) {
        if (path.indexOf('/') >= 0 || ConfigTexts.use(path).isPresent() || ContentRules.mayBeNeeded(path)) {
            return false;
        }
        try {
            return !(files.read(path, MAX_FILE) instanceof FileTree.Present present)
                    || TextKind.unpacked(present.bytes(), MAX_FILE).flatMap(TextKind::of).isEmpty();
        } catch (IOException e) {
            // What is cut or damaged there is a problem of the machine's, which must not get lost.
            return false;
        }
    }

    private void file(String path, String place) throws IOException {
        FileTree.Content content = files.read(path, MAX_FILE);
        if (content instanceof FileTree.Present present) {
            Optional<byte[]> bytes = sink.content(place, present.bytes());
            if (bytes.isPresent()) {
                sink.file(place, bytes.get());
            } else {
                unreadable.put(place, NOT_SEARCHED);
            }
        } else if (content instanceof FileTree.Unreadable reason) {
            unreadable.put(place, reason.reason().replaceAll("( when it was captured)+$", ""));
        }
    }

    /**
     * What the capture said about itself, and what could not be read.
     *
     * @param always whether a note is written that there was nothing that could not be read
     * @return the notes of the capture; empty when the input is none
     */
    Optional<CaptureNotes> writeNotes(boolean always) throws IOException {
        Optional<CaptureNotes> before = CaptureNotes.of(files);
        before.ifPresent(notes -> notes.unreadable().forEach(unreadable::putIfAbsent));
        if (before.isEmpty() && unreadable.isEmpty() && !always) {
            return before;
        }
        StringBuilder lines = new StringBuilder();
        unreadable.forEach((path, reason) -> lines.append('/').append(sink.path(path)).append('\t').append(reason).append('\n'));
        sink.note(CaptureNotes.UNREADABLE, lines.toString());
        if (files.read(CaptureNotes.COMMANDS, MAX_FILE) instanceof FileTree.Present commands) {
            sink.file(CaptureNotes.COMMANDS, commands.bytes());
        }
        return before;
    }

    /** What was replaced before the machine was opened. */
    String redactedBefore() {
        return files.read(CaptureNotes.REDACTED, MAX_FILE) instanceof FileTree.Present earlier
                ? new String(earlier.bytes(), StandardCharsets.UTF_8) : "";
    }
}
