// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.tree;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.bindscope.snapshot.FileTree;

/**
 * Follows links for trees that only know paths without links. A path is walked part by part, so that a
 * link can never lead where the tree itself does not.
 */
public abstract class LinkedTree implements FileTree {

    /** As many as Linux follows (MAXSYMLINKS, include/linux/namei.h). */
    private static final int MAX_LINKS = 40;
    private static final int MAX_PARTS = 1024;

    /** Folders none of whose parents is a link. */
    private final Set<String> plainFolders = ConcurrentHashMap.newKeySet();

    /**
     * What stands at a path without links.
     *
     * @param path a path none of whose parents is a link
     * @return empty when there is nothing
     */
    protected abstract Optional<EntryKind> entry(String path);

    /** Text of the link at a path without links among its parents. */
    protected abstract String target(String path);

    /** Names in the folder at a path without links, sorted. */
    protected abstract List<String> names(String path);

    /** Content of the regular file at a path without links. */
    protected abstract Content content(String path, int max);

    /** Length of the regular file at a path without links. */
    protected abstract long length(String path);

    @Override
    public final Optional<EntryKind> kind(String path) {
        return walk(path, false).flatMap(this::entry);
    }

    @Override
    public final Optional<String> linkTarget(String path) {
        return walk(path, false).filter(at -> entry(at).filter(k -> k == EntryKind.LINK).isPresent())
                .map(this::target);
    }

    @Override
    public final Optional<String> resolve(String path) {
        return walk(path, true);
    }

    @Override
    public final List<String> list(String path) {
        return walk(path, true).filter(at -> is(at, EntryKind.DIRECTORY)).map(this::names).orElse(List.of());
    }

    @Override
    public final Content read(String path, int max) {
        Optional<String> at = walk(path, true);
        if (at.isEmpty()) {
            return walk(path, false).isPresent()
                    ? new Unreadable("it is a link that leads to nothing in the snapshot")
                    : new Absent();
        }
        return switch (entry(at.get()).orElseThrow()) {
            case FILE -> content(at.get(), max);
            case DIRECTORY -> new Unreadable("it is a folder");
            case OTHER -> new Unreadable("it is a device, socket or named pipe, which is never opened");
            case LINK -> throw new IllegalStateException("A link is left after following links");
        };
    }

    @Override
    public final OptionalLong size(String path) {
        Optional<String> at = walk(path, true).filter(file -> is(file, EntryKind.FILE));
        return at.isPresent() ? OptionalLong.of(length(at.get())) : OptionalLong.empty();
    }

    private boolean is(String path, EntryKind kind) {
        return entry(path).filter(found -> found == kind).isPresent();
    }

    private Optional<String> walk(String path, boolean followLast) {
        // Most paths lie in a folder that was walked to before and is known to be no link.
        if (plainFolders.contains(TreePaths.parent(path))) {
            Optional<EntryKind> kind = entry(path);
            if (kind.isEmpty()) {
                return Optional.empty();
            }
            if (kind.get() != EntryKind.LINK || !followLast) {
                return Optional.of(path);
            }
        }
        Optional<String> found = walkParts(path, followLast);
        if (found.isPresent() && found.get().equals(path)) {
            plainFolders.add(TreePaths.parent(path));
        }
        return found;
    }

    private Optional<String> walkParts(String path, boolean followLast) {
        Deque<String> ahead = new ArrayDeque<>(TreePaths.split(path));
        String at = "";
        int links = 0;
        while (!ahead.isEmpty()) {
            String part = ahead.pop();
            if (part.equals("..")) {
                if (at.isEmpty()) {
                    return Optional.empty();
                }
                at = TreePaths.parent(at);
                continue;
            }
            String next = TreePaths.join(at, part);
            Optional<EntryKind> kind = entry(next);
            if (kind.isEmpty() || kind.get() != EntryKind.DIRECTORY && kind.get() != EntryKind.LINK
                    && !ahead.isEmpty()) {
                return Optional.empty();
            }
            if (kind.get() == EntryKind.LINK && (followLast || !ahead.isEmpty())) {
                String target = target(next);
                List<String> parts = TreePaths.split(target);
                if (++links > MAX_LINKS || parts.size() + ahead.size() > MAX_PARTS) {
                    return Optional.empty();
                }
                if (target.startsWith("/")) {
                    at = "";
                }
                for (int i = parts.size() - 1; i >= 0; i--) {
                    ahead.push(parts.get(i));
                }
            } else {
                at = next;
            }
        }
        return Optional.of(at);
    }
}
