// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.inputs;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.bindscope.model.SnapshotKind;
import org.bindscope.model.text.XmlText;
import org.bindscope.snapshot.FileTree;
import org.bindscope.snapshot.FileTree.Present;
import org.bindscope.snapshot.Limits;
import org.bindscope.snapshot.SnapshotException;
import org.bindscope.snapshot.inputs.SavedInputs.Saved;
import org.bindscope.snapshot.tree.CaptureNotes;
import org.bindscope.snapshot.tree.FolderTree;
import org.bindscope.snapshot.tree.MemoryTree;
import org.bindscope.snapshot.tree.Root;
import org.bindscope.snapshot.tree.TreePaths;

/**
 * A machine that this program saved from several inputs: each stands in a folder of its own, and a list names them
 * ({@link SavedInputs}). What each is, its content tells again. One that is not there or does not open is left out and
 * named in a problem.
 */
final class SavedMachine {

    private static final int MAX_LIST = 4 << 20;

    /** Where the saved machine's files are. */
    sealed interface Place {

        /** Names in a folder; none where there is no folder. */
        List<String> names(String folder);

        /** The bytes of a file in a folder; empty when there is none, or it cannot be read. */
        Optional<byte[]> bytes(String folder, String path);

        /** The files below a folder as those of a machine. */
        FileTree tree(String folder);
    }

    /** An unpacked archive in memory. */
    record Members(MemoryTree.Builder members) implements Place {

        @Override
        public List<String> names(String folder) {
            return members.names(folder).stream().sorted().toList();
        }

        @Override
        public Optional<byte[]> bytes(String folder, String path) {
            return members.content(TreePaths.join(folder, path)).filter(Present.class::isInstance).map(content -> ((Present) content).bytes());
        }

        @Override
        public FileTree tree(String folder) {
            return members.build(new Root(folder, ""));
        }
    }

    /** A folder into which somebody unpacked the archive. */
    record Folder(Path path, Limits limits) implements Place {

        @Override
        public List<String> names(String folder) {
            Path at = path.resolve(folder);
            return Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS) ? FolderTree.namesIn(at).stream().sorted().toList() : List.of();
        }

        @Override
        public Optional<byte[]> bytes(String folder, String file) {
            return tree(folder).read(file, limits.maxFileBytes()) instanceof Present present
                    ? Optional.of(present.bytes()) : Optional.empty();
        }

        @Override
        public FileTree tree(String folder) {
            return new FolderTree(path, new Root(folder, ""), false, limits);
        }
    }

    private final String source;
    private final Place place;
    private final InputOpener opener;
    private final String top;
    private final SavedInputs list;

    private SavedMachine(String source, Place place, InputOpener opener, String top, SavedInputs list) {
        this.source = source;
        this.place = place;
        this.opener = opener.inside();
        this.top = top;
        this.list = list;
    }

    /**
     * Finds the list of inputs at the top, or in the folder that this program makes there.
     *
     * @return empty when there is none, and what was given is no such machine
     */
    static Optional<SavedMachine> in(String source, Place place, InputOpener opener) {
        return Stream.of("", CaptureNotes.SNAPSHOT)
                .filter(top -> place.names(TreePaths.join(top, CaptureNotes.FOLDER)).contains(TreePaths.name(SavedInputs.FILE)))
                .findFirst().flatMap(top -> place.bytes(top, SavedInputs.FILE).filter(bytes -> bytes.length <= MAX_LIST)
                        .map(bytes -> new SavedMachine(source, place, opener, top, SavedInputs.parse(XmlText.decode(bytes)))))
                .filter(machine -> !machine.list.inputs().isEmpty());
    }

    /**
     * Opens them.
     *
     * @param skipped what was left out of the archive as a whole
     * @return in the order of the list; at least one
     * @throws SnapshotException when none opens
     */
    List<Input> inputs(List<Input.Skipped> skipped) throws SnapshotException {
        List<Input> inputs = new ArrayList<>();
        List<Input.Skipped> refused = new ArrayList<>(skipped);
        for (Saved saved : list.inputs()) {
            String folder = saved.folder().isEmpty() ? top : TreePaths.join(top, saved.folder());
            try {
                (saved.tree() ? Optional.of(tree(saved, folder)) : file(saved, folder))
                        .ifPresentOrElse(input -> inputs.add(input.without(saved.skipped())),
                                () -> refused.add(new Input.Skipped(folder, "The input " + saved.name() + " is named, but is not there.")));
            } catch (SnapshotException e) {
                refused.add(new Input.Skipped(folder, "The input " + saved.name() + " was left out: " + e.getMessage() + '.'));
            }
        }
        if (inputs.isEmpty()) {
            throw new SnapshotException(source + ": it names " + list.inputs().size() + " inputs, and none of them opens");
        }
        if (!refused.isEmpty()) {
            inputs.set(0, inputs.get(0).without(refused));
        }
        return inputs;
    }

    private Input tree(Saved saved, String folder) throws SnapshotException {
        if (place.names(folder).isEmpty()) {
            throw new SnapshotException("no files are there");
        }
        // One tree alone is the archive itself, and has its name.
        String name = saved.folder().isEmpty() ? source : source + '/' + saved.name();
        return TreeKinds.input(name, place.tree(folder), SnapshotKind.ARCHIVE, List.of());
    }

    private Optional<Input> file(Saved saved, String folder) throws SnapshotException {
        for (String name : place.names(folder)) {
            Optional<byte[]> bytes = place.bytes(folder, name);
            if (bytes.isPresent()) {
                List<Input> opened = opener.open(source + '/' + saved.name(), new ByteArrayInputStream(bytes.get()));
                return opened.stream().filter(input -> input.file().isPresent()).findFirst();
            }
        }
        return Optional.empty();
    }
}
