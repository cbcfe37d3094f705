// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.tree;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.bindscope.snapshot.Limits;

/**
 * A folder of this machine's file system: a copied tree, or the machine itself. Only regular files on the
 * list of {@link ContentRules} are ever opened, each for a limited time.
 */
public final class FolderTree extends LinkedTree {

    private static final int MAX_NAMES = 200_000;

    private final Path top;
    private final String mount;
    private final boolean live;
    private final TimedReads reads;
    private final int maxFileBytes;
    private final Map<String, Optional<EntryKind>> known = new ConcurrentHashMap<>();

    /**
     * @param folder the folder that the user gave
     * @param root   where in it the machine's files begin
     * @param live   whether it is the machine that the program runs on
     * @param limits what reading may cost
     */
    public FolderTree(Path folder, Root root, boolean live, Limits limits) {
        this.top = root.folder().isEmpty() ? folder : folder.resolve(root.folder());
        this.mount = root.mount();
        this.live = live;
        this.reads = new TimedReads(limits.readTimeout());
        this.maxFileBytes = limits.maxFileBytes();
    }

    /**
     * Names in a folder of the file system, for looking for the root.
     *
     * @param folder a folder; anything else has no names
     * @return the names in no order
     */
    public static List<String> namesIn(Path folder) {
        List<String> names = new ArrayList<>();
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
                for (Path entry : entries) {
                    if (names.size() == MAX_NAMES) {
                        break;
                    }
                    names.add(entry.getFileName().toString());
                }
            } catch (IOException | DirectoryIteratorException e) {
                // A folder that cannot be listed shows no names; what would stand in it is not said.
                return names;
            }
        }
        return names;
    }

    @Override
    protected Optional<EntryKind> entry(String path) {
        return known.computeIfAbsent(path, this::look);
    }

    private Optional<EntryKind> look(String path) {
        if (path.equals(mount) || path.isEmpty() || mount.startsWith(path + '/')) {
            return Optional.of(EntryKind.DIRECTORY);
        }
        Optional<Path> file = file(path);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            BasicFileAttributes found = Files.readAttributes(file.get(), BasicFileAttributes.class,
                    LinkOption.NOFOLLOW_LINKS);
            if (found.isSymbolicLink()) {
                return Optional.of(EntryKind.LINK);
            }
            if (found.isDirectory()) {
                return Optional.of(EntryKind.DIRECTORY);
            }
            return Optional.of(found.isRegularFile() ? EntryKind.FILE : EntryKind.OTHER);
        } catch (IOException e) {
            // Not there, or in a folder that may not be searched: either way nothing is known of it.
            return Optional.empty();
        }
    }

    /** The place on disk; empty for a path that the file system cannot express or outside the mount. */
    private Optional<Path> file(String path) {
        try {
            if (mount.isEmpty() || path.equals(mount)) {
                return Optional.of(top.resolve(mount.isEmpty() ? path : ""));
            }
            return path.startsWith(mount + '/') ? Optional.of(top.resolve(path.substring(mount.length() + 1)))
                    : Optional.empty();
        } catch (InvalidPathException e) {
            // For example a NUL in the text of a link: nothing can stand there.
            return Optional.empty();
        }
    }

    @Override
    protected String target(String path) {
        try {
            return Files.readSymbolicLink(file(path).orElseThrow()).toString();
        } catch (IOException e) {
            // The link vanished since it was seen; a link to itself leads nowhere.
            return TreePaths.name(path);
        }
    }

    @Override
    protected List<String> names(String path) {
        if (!path.equals(mount) && (path.isEmpty() || mount.startsWith(path + '/'))) {
            return List.of(TreePaths.split(mount.substring(path.length())).get(0));
        }
        List<String> names = file(path).map(FolderTree::namesIn).orElse(List.of());
        List<String> sorted = new ArrayList<>(names);
        Collections.sort(sorted);
        return sorted;
    }

    @Override
    protected Content content(String path, int max) {
        if (!ContentRules.mayOpen(path) || live && isForCopies(path)) {
            return new Unreadable("it is not on the list of files that are opened");
        }
        return reads.read(file(path).orElseThrow(), Math.min(max, maxFileBytes));
    }

    /**
     * On a running machine the top holds whatever somebody put there, a label can block, and sysfs gives
     * configuration space too.
     */
    private static boolean isForCopies(String path) {
        return path.indexOf('/') < 0 || TreePaths.name(path).equals("label") || path.startsWith("proc/bus/");
    }

    @Override
    protected long length(String path) {
        try {
            return Files.size(file(path).orElseThrow());
        } catch (IOException e) {
            // Gone since it was seen.
            return 0;
        }
    }
}
