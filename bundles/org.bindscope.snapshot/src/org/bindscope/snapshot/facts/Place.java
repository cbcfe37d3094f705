// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.facts;

/**
 * Where in a snapshot something stands.
 *
 * @param file   path in the snapshot
 * @param line   line from 1, or {@link #NONE}
 * @param offset byte offset, or {@link #NONE}
 */
public record Place(String file, int line, long offset) {

    /** No line, or no offset. */
    public static final int NONE = -1;

    /**
     * A whole file or folder.
     *
     * @param file path in the snapshot
     * @return the place
     */
    public static Place file(String file) {
        return new Place(file, NONE, NONE);
    }

    /**
     * A line of a file.
     *
     * @param file path in the snapshot
     * @param line line from 1
     * @return the place
     */
    public static Place line(String file, int line) {
        return new Place(file, line, NONE);
    }

    /**
     * A byte of a file.
     *
     * @param file   path in the snapshot
     * @param offset byte offset from 0
     * @return the place
     */
    public static Place offset(String file, long offset) {
        return new Place(file, NONE, offset);
    }
}
