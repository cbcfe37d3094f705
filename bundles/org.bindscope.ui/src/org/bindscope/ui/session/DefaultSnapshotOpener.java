// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.session;

import java.io.IOException;
import java.io.InputStream;

import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.ReadOptions;
import org.bindscope.snapshot.Snapshot;
import org.bindscope.snapshot.SnapshotException;
import org.bindscope.snapshot.SnapshotReader;
import org.bindscope.training.Sample;
import org.bindscope.training.Samples;

/** Reads paths and samples with the product's readers. A damaged device tree opens as far as it can be decoded. */
final class DefaultSnapshotOpener implements SnapshotOpener {

    private final SnapshotReader reader = new SnapshotReader();
    private final ReadOptions options = ReadOptions.defaults().withDamagedTrees(true);

    @Override
    public Snapshot open(DocumentInput input, Progress progress) throws SnapshotException {
        if (input.sampleName().isEmpty()) {
            return reader.open(input.text(), options, progress);
        }
        Sample sample = Samples.machine(input.sampleName().get())
                .orElseThrow(() -> new SnapshotException(input.text() + ": there is no sample of this name"));
        try (InputStream in = sample.open()) {
            return reader.open(input.text(), in, options, progress);
        } catch (IOException e) {
            throw new SnapshotException(input.text() + ": it could not be read: " + e.getMessage(), e);
        }
    }
}
