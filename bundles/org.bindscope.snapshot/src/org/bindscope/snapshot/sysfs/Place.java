// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

/**
 * Where in a snapshot something stands.
 *
 * @param file   path in the snapshot
 * @param line   line from 1, or {@link #NONE}
 * @param offset byte offset, or {@link #NONE}
 */
record Place(String file, int line, long offset) {

    static final int NONE = -1;

    static Place file(String file) {
        return new Place(file, NONE, NONE);
    }

    static Place line(String file, int line) {
        return new Place(file, line, NONE);
    }

    static Place offset(String file, long offset) {
        return new Place(file, NONE, offset);
    }
}
