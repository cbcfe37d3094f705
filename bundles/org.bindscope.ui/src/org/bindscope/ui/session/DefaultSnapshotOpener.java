// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.session;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.ReadOptions;
import org.bindscope.snapshot.SnapshotException;
import org.bindscope.snapshot.SnapshotReader;
import org.bindscope.snapshot.inputs.Input;
import org.bindscope.snapshot.inputs.InputOpener;
import org.bindscope.training.Sample;
import org.bindscope.training.Samples;

/** Reads paths and samples with the product's readers. A damaged device tree opens as far as it can be decoded. */
final class DefaultSnapshotOpener implements SnapshotOpener {

    private final SnapshotReader reader = new SnapshotReader();
    private final ReadOptions options = ReadOptions.defaults().withDamagedTrees(true);

    @Override
    public OpenedInput open(DocumentInput input, Progress progress) throws SnapshotException {
        List<Input> inputs = new ArrayList<>();
        List<DocumentInput> opened = new ArrayList<>();
        List<OpenedInput.Refusal> refused = new ArrayList<>();
        InputOpener opener = new InputOpener(options, progress);
        for (DocumentInput part : input.each()) {
            progress.task("Opening " + part.text());
            try {
                inputs.addAll(open(part, opener));
                opened.add(part);
            } catch (SnapshotException e) {
                if (input.parts().size() == 1) {
                    throw e;
                }
                refused.add(new OpenedInput.Refusal(part, e.getMessage()));
            }
        }
        if (opened.isEmpty()) {
            throw new SnapshotException(String.join("\n", refused.stream().map(OpenedInput.Refusal::sentence).toList()));
        }
        return new OpenedInput(DocumentInput.together(opened), reader.read(inputs, options, progress), refused);
    }

    private static List<Input> open(DocumentInput part, InputOpener opener) throws SnapshotException {
        if (part.sampleName().isEmpty()) {
            return opener.open(part.text());
        }
        Sample sample = Samples.machine(part.sampleName().get())
                .orElseThrow(() -> new SnapshotException(part.text() + ": there is no sample of this name"));
        try (InputStream in = sample.open()) {
            return opener.open(part.text(), in);
        } catch (IOException e) {
            throw new SnapshotException(part.text() + ": it could not be read: " + e.getMessage(), e);
        }
    }
}
