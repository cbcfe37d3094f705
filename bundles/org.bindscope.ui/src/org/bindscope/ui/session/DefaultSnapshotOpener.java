// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.session;

import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.Snapshot;
import org.bindscope.snapshot.SnapshotException;

/** Reads paths and samples with the product's readers. */
final class DefaultSnapshotOpener implements SnapshotOpener {

    @Override
    public Snapshot open(DocumentInput input, Progress progress) throws SnapshotException {
        throw new SnapshotException(input.text() + " cannot be opened: this build has no snapshot reader");
    }
}
