// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The files of one machine, read-only. Paths are those of the machine without the leading slash, for
 * example {@code sys/bus/pci/devices}; the empty path is the machine's root folder. Symbolic links are
 * followed inside the tree only: a target that climbs out of the root leads nowhere. Every method
 * follows links among the parents of the path.
 */
public interface FileTree {

    /** What stands at a path. */
    enum EntryKind {
        /** A regular file. */
        FILE,
        /** A folder. */
        DIRECTORY,
        /** A symbolic link. */
        LINK,
        /** A device, socket or named pipe: known by name, never opened. */
        OTHER
    }

    /** What reading a file gave. */
    sealed interface Content {
    }

    /** Nothing stands at the path. */
    record Absent() implements Content {
    }

    /**
     * Something stands at the path, but there is no content to show.
     *
     * @param reason why, without the path and without a full stop
     */
    record Unreadable(String reason) implements Content {
    }

    /**
     * The content.
     *
     * @param bytes the bytes; the receiver must not change them
     */
    record Present(byte[] bytes) implements Content {
    }

    /**
     * Tells what stands at a path, without following it when it is a link itself.
     *
     * @param path a path in this tree
     * @return empty when there is nothing
     */
    Optional<EntryKind> kind(String path);

    /**
     * The text of a symbolic link.
     *
     * @param path a path in this tree
     * @return empty when there is no link at the path
     */
    Optional<String> linkTarget(String path);

    /**
     * Follows all links of a path.
     *
     * @param path a path in this tree
     * @return the path without links of what stands there; empty when there is nothing, when a link
     *         leads out of the tree, or when there are too many links
     */
    Optional<String> resolve(String path);

    /**
     * The names in a folder, sorted.
     *
     * @param path a path in this tree, links are followed
     * @return empty when there is no folder or it cannot be read
     */
    List<String> list(String path);

    /**
     * Reads a file.
     *
     * @param path a path in this tree, links are followed
     * @param max  most bytes that the caller can take; a longer file is {@link Unreadable}
     * @return the content, or why there is none
     */
    Content read(String path, int max);

    /**
     * Length of a file as far as the tree knows it. For a live sysfs that is what the kernel pretends.
     *
     * @param path a path in this tree, links are followed
     * @return empty when there is no file
     */
    OptionalLong size(String path);

    /**
     * Whether a folder stands at the path.
     *
     * @param path a path in this tree, links are followed
     * @return true for a folder
     */
    default boolean isDirectory(String path) {
        return resolve(path).flatMap(this::kind).filter(kind -> kind == EntryKind.DIRECTORY).isPresent();
    }

    /**
     * Whether anything stands at the path, a link without target included.
     *
     * @param path a path in this tree
     * @return true when there is an entry
     */
    default boolean exists(String path) {
        return kind(path).isPresent();
    }
}
