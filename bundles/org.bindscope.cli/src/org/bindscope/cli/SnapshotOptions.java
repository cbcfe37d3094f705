// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.ReadOptions;
import org.bindscope.snapshot.Snapshot;
import org.bindscope.snapshot.SnapshotException;
import org.bindscope.snapshot.SnapshotReader;
import org.bindscope.training.Sample;
import org.bindscope.training.Samples;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which snapshot, and how to read it. */
final class SnapshotOptions {

    @Parameters(index = "0", paramLabel = "SNAPSHOT",
            description = "A directory, an archive, a .dtb, / for this machine, or sample:NAME.")
    private String source;

    @Option(names = "--pci-ids", paramLabel = "FILE", description = "Take names from this file instead of the built-in pci.ids.")
    private String pciIds;

    /** Opens it. */
    Snapshot open() throws CommandException {
        ReadOptions options = ReadOptions.defaults();
        if (pciIds != null) {
            Path names = InputFiles.path(pciIds);
            if (!Files.isRegularFile(names) || !Files.isReadable(names)) {
                throw new CommandException("--pci-ids: " + pciIds + ": cannot be read, expected a file in the form of pci.ids");
            }
            options = options.withPciIds(names);
        }
        try {
            return source.startsWith(Samples.PREFIX) ? openSample(source.substring(Samples.PREFIX.length()), options)
                    : new SnapshotReader().open(source, options, Progress.none());
        } catch (SnapshotException e) {
            throw new CommandException(e.getMessage(), e);
        }
    }

    private Snapshot openSample(String name, ReadOptions options) throws CommandException, SnapshotException {
        Optional<Sample> sample = Samples.machine(name);
        if (sample.isEmpty()) {
            List<String> names = new ArrayList<>();
            Samples.machines().forEach(known -> names.add(known.name()));
            throw new CommandException("'" + name + "' is no sample; expected one of " + String.join(", ", names));
        }
        try (InputStream in = sample.get().open()) {
            return new SnapshotReader().open(source, in, options, Progress.none());
        } catch (IOException e) {
            throw InputFiles.failed(source, "read", e);
        }
    }
}
