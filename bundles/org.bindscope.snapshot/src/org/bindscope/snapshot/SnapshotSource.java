// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * One thing that is opened, alone or with others as one machine.
 *
 * @param name   the path of a file or folder, "/" for this machine, or what to call a stream
 * @param stream gives the content where the name is no path
 */
public record SnapshotSource(String name, Optional<Content> stream) {

    /** Opens the content of something that is no file. */
    @FunctionalInterface
    public interface Content {

        /**
         * Opens it.
         *
         * @return the content from the first byte; the caller closes it
         * @throws IOException when it cannot be opened
         */
        InputStream open() throws IOException;
    }

    /**
     * A file or folder.
     *
     * @param path its path, or "/" for this machine
     * @return the source
     */
    public static SnapshotSource of(String path) {
        return new SnapshotSource(path, Optional.empty());
    }

    /**
     * Something that is no file, for example what ships with the product.
     *
     * @param name    what to call it
     * @param content opens it
     * @return the source
     */
    public static SnapshotSource of(String name, Content content) {
        return new SnapshotSource(name, Optional.of(content));
    }
}
