// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot;

/**
 * An input that cannot be opened. The message is one sentence that names the file, the byte offset or
 * line where there is one, and what was expected.
 */
public final class SnapshotException extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * @param message one sentence
     */
    public SnapshotException(String message) {
        super(message);
    }

    /**
     * @param message one sentence
     * @param cause   what the reading library said
     */
    public SnapshotException(String message, Throwable cause) {
        super(message, cause);
    }
}
