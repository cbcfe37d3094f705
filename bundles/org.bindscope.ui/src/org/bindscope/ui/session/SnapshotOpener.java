// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.session;

import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.Snapshot;
import org.bindscope.snapshot.SnapshotException;

/** Reads a snapshot; the one place in the desktop that calls the readers. */
@FunctionalInterface
public interface SnapshotOpener {

    /**
     * Reads a snapshot.
     *
     * @param input    a path or a sample
     * @param progress hears how far it has come, and can stop it
     * @return facts and files
     * @throws SnapshotException when the input cannot be opened
     * @throws java.util.concurrent.CancellationException when {@code progress} says so
     */
    Snapshot open(DocumentInput input, Progress progress) throws SnapshotException;
}
