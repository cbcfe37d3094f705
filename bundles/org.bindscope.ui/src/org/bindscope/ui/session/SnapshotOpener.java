// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.session;

import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.SnapshotException;

/** Reads a snapshot; the one place in the desktop that calls the readers. */
@FunctionalInterface
public interface SnapshotOpener {

    /**
     * Reads a snapshot.
     *
     * @param input    paths or samples
     * @param progress hears how far it has come, and can stop it
     * @return facts and files, of several parts of those that open
     * @throws SnapshotException when the input cannot be opened, or none of its parts
     * @throws java.util.concurrent.CancellationException when {@code progress} says so
     */
    OpenedInput open(DocumentInput input, Progress progress) throws SnapshotException;
}
