// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.tree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The entries of an archive, in memory. Only files that the readers may need keep their content. */
public final class MemoryTree extends LinkedTree {

    private sealed interface Entry {
    }

    private record Directory(List<String> names) implements Entry {
    }

    private record RegularFile(long length, Content content) implements Entry {
    }

    private record Link(String target) implements Entry {
    }

    private record Special() implements Entry {
    }

    private final Map<String, Entry> entries;

    private MemoryTree(Map<String, Entry> entries) {
        this.entries = entries;
    }

    @Override
    protected Optional<EntryKind> entry(String path) {
        Entry entry = entries.get(path);
        if (entry == null) {
            return Optional.empty();
        }
        return Optional.of(kindOf(entry));
    }

    private static EntryKind kindOf(Entry entry) {
        if (entry instanceof Directory) {
            return EntryKind.DIRECTORY;
        }
        if (entry instanceof RegularFile) {
            return EntryKind.FILE;
        }
        return entry instanceof Link ? EntryKind.LINK : EntryKind.OTHER;
    }

    @Override
    protected String target(String path) {
        return ((Link) entries.get(path)).target();
    }

    @Override
    protected List<String> names(String path) {
        return ((Directory) entries.get(path)).names();
    }

    @Override
    protected Content content(String path, int max) {
        Content content = ((RegularFile) entries.get(path)).content();
        if (content instanceof Present present && present.bytes().length > max) {
            return new Unreadable("it holds " + present.bytes().length + " bytes, at most " + max + " are read");
        }
        return content;
    }

    @Override
    protected long length(String path) {
        return ((RegularFile) entries.get(path)).length();
    }

    /** Takes entries in any order and puts the folders in that nobody named. */
    public static final class Builder {

        private final Map<String, Entry> entries = new HashMap<>(1 << 12);

        /** An empty tree. */
        public Builder() {
            entries.put("", new Directory(new ArrayList<>()));
        }

        /**
         * Adds a folder; one that is there stays.
         *
         * @param path a path without links and dots
         * @return false when something else stands at the path or above it
         */
        public boolean directory(String path) {
            Entry there = entries.get(path);
            return there == null ? put(path, new Directory(new ArrayList<>())) : there instanceof Directory;
        }

        /**
         * Adds a file; a later one of the same path replaces an earlier one, as when unpacking.
         *
         * @param path    a path without links and dots
         * @param length  length in bytes
         * @param content the content, or why it is not kept
         * @return false when something else stands at the path or above it
         */
        public boolean file(String path, long length, Content content) {
            return put(path, new RegularFile(length, content));
        }

        /**
         * Adds a symbolic link.
         *
         * @param path   a path without links and dots
         * @param target its text
         * @return false when something else stands at the path or above it
         */
        public boolean link(String path, String target) {
            return put(path, new Link(target));
        }

        /**
         * Adds a second name of a file that is there.
         *
         * @param path   a path without links and dots
         * @param target path of the file
         * @return false when there is no such file, or something else stands at the path or above it
         */
        public boolean hardLink(String path, String target) {
            return entries.get(target) instanceof RegularFile file && put(path, file);
        }

        /**
         * Adds a device, socket or pipe, by name only.
         *
         * @param path a path without links and dots
         * @return false when something else stands at the path or above it
         */
        public boolean special(String path) {
            return put(path, new Special());
        }

        private boolean put(String path, Entry entry) {
            Entry there = entries.get(path);
            if (there != null) {
                boolean replaces = there instanceof RegularFile && entry instanceof RegularFile
                        || there instanceof Link && entry instanceof Link;
                if (replaces) {
                    entries.put(path, entry);
                }
                return replaces;
            }
            String parent = TreePaths.parent(path);
            if (!directory(parent)) {
                return false;
            }
            entries.put(path, entry);
            ((Directory) entries.get(parent)).names().add(TreePaths.name(path));
            return true;
        }

        /**
         * Names in a folder.
         *
         * @param path a path without links and dots
         * @return the names, none when there is no folder
         */
        public List<String> names(String path) {
            return entries.get(path) instanceof Directory directory ? directory.names() : List.of();
        }

        /**
         * The content of a file.
         *
         * @param path a path without links and dots
         * @return empty when no file stands there
         */
        public Optional<Content> content(String path) {
            return entries.get(path) instanceof RegularFile file ? Optional.of(file.content()) : Optional.empty();
        }

        /**
         * Whether a folder stands at the path.
         *
         * @param path a path without links and dots
         * @return true for a folder
         */
        public boolean isDirectory(String path) {
            return entries.get(path) instanceof Directory;
        }

        /**
         * The tree below one folder. Nothing must be added to the builder afterwards; trees below other folders can be made.
         *
         * @param root the folder that becomes the root, and where in the new tree it stands
         * @return a tree that no longer changes
         */
        public MemoryTree build(Root root) {
            for (Entry entry : entries.values()) {
                if (entry instanceof Directory directory) {
                    Collections.sort(directory.names());
                }
            }
            return new MemoryTree(root.folder().isEmpty() && root.mount().isEmpty() ? entries : below(root));
        }

        private Map<String, Entry> below(Root root) {
            Map<String, Entry> kept = new HashMap<>();
            String prefix = root.folder().isEmpty() ? "" : root.folder() + '/';
            List<String> above = TreePaths.split(root.mount());
            kept.put("", new Directory(above.isEmpty() ? names(root.folder()) : List.of(above.get(0))));
            for (int i = 1; i < above.size(); i++) {
                kept.put(String.join("/", above.subList(0, i)), new Directory(List.of(above.get(i))));
            }
            if (!root.mount().isEmpty() && entries.get(root.folder()) instanceof Directory directory) {
                kept.put(root.mount(), directory);
            }
            Deque<String> folders = new ArrayDeque<>(List.of(root.folder()));
            while (!folders.isEmpty()) {
                String folder = folders.pop();
                for (String name : names(folder)) {
                    String path = TreePaths.join(folder, name);
                    Entry entry = entries.get(path);
                    kept.put(TreePaths.join(root.mount(), path.substring(prefix.length())), entry);
                    if (entry instanceof Directory) {
                        folders.push(path);
                    }
                }
            }
            return kept;
        }
    }
}
