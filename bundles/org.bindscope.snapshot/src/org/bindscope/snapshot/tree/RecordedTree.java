// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.tree;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;

import org.bindscope.snapshot.FileTree;

/**
 * The files of a capture, with those that were there but could not be read: they are missing from the
 * archive, and without this they would look absent on the machine.
 */
public final class RecordedTree implements FileTree {

    private final FileTree files;
    /** Reason by path without links. */
    private final Map<String, String> unreadable;
    /** Names by folder, both without links. */
    private final Map<String, List<String>> names = new HashMap<>();

    private RecordedTree(FileTree files, Map<String, String> unreadable) {
        this.files = files;
        this.unreadable = unreadable;
        unreadable.keySet().forEach(path -> names.computeIfAbsent(TreePaths.parent(path), key -> new ArrayList<>())
                .add(TreePaths.name(path)));
    }

    /**
     * The tree as its notes complete it.
     *
     * @param files the files of a machine
     * @return the same tree when it has no notes of unreadable files
     */
    public static FileTree of(FileTree files) {
        Map<String, String> unreadable = CaptureNotes.of(files).map(CaptureNotes::unreadable).map(Map::copyOf)
                .orElse(Map.of());
        return unreadable.isEmpty() ? files : new RecordedTree(files, unreadable);
    }

    /** The path without links, when the notes name it and the archive does not have it. */
    private Optional<String> missing(String path) {
        return files.kind(path).isPresent() ? Optional.empty()
                : files.resolve(TreePaths.parent(path)).map(folder -> TreePaths.join(folder, TreePaths.name(path)))
                        .filter(unreadable::containsKey);
    }

    @Override
    public Optional<EntryKind> kind(String path) {
        return files.kind(path).or(() -> missing(path).map(found -> EntryKind.FILE));
    }

    @Override
    public Optional<String> linkTarget(String path) {
        return files.linkTarget(path);
    }

    @Override
    public Optional<String> resolve(String path) {
        return files.resolve(path).or(() -> missing(path));
    }

    @Override
    public List<String> list(String path) {
        List<String> there = files.list(path);
        List<String> more = files.resolve(path).map(names::get).orElse(null);
        if (more == null) {
            return there;
        }
        TreeSet<String> all = new TreeSet<>(there);
        all.addAll(more);
        return List.copyOf(all);
    }

    @Override
    public Content read(String path, int max) {
        Content content = files.read(path, max);
        return content instanceof Absent
                ? missing(path).<Content>map(found -> new Unreadable(unreadable.get(found) + " when it was captured"))
                        .orElse(content)
                : content;
    }

    @Override
    public OptionalLong size(String path) {
        return files.size(path);
    }
}
