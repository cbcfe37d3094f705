// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.ReadOptions;
import org.bindscope.snapshot.Snapshot;
import org.bindscope.snapshot.SnapshotException;
import org.bindscope.snapshot.SnapshotReader;
import org.bindscope.training.Sample;
import org.bindscope.training.Samples;

/** Which snapshot, and how to read it. */
final class SnapshotInput {

    private static final String PCI_IDS = "--pci-ids";
    private static final String HELP = "A directory, an archive, a .dtb, / for this machine, or sample:NAME.";

    private SnapshotInput() {
    }

    /** Adds operand and option to a grammar. */
    static Grammar addTo(Grammar grammar) {
        return addOptionTo(grammar.operand("SNAPSHOT", HELP));
    }

    /** Adds them to a grammar of a command that has other words to say which machine it is about. */
    static Grammar addOptionalTo(Grammar grammar) {
        return addOptionTo(grammar.optionalOperand("SNAPSHOT", HELP));
    }

    private static Grammar addOptionTo(Grammar grammar) {
        return grammar.value(PCI_IDS, "FILE", "Take names from this file instead of the built-in pci.ids.");
    }

    /** Opens what the first operand names. */
    static Snapshot open(Words words) throws CommandException {
        return open(words.operands().get(0), words);
    }

    /** Opens a snapshot that an option names. */
    static Snapshot open(String source, Words words) throws CommandException {
        ReadOptions options = ReadOptions.defaults();
        if (words.has(PCI_IDS)) {
            String file = words.value(PCI_IDS, "");
            Path names = InputFiles.path(file);
            if (!Files.isRegularFile(names) || !Files.isReadable(names)) {
                throw new CommandException("--pci-ids: " + file + ": cannot be read, expected a file in the form of pci.ids");
            }
            options = options.withPciIds(names);
        }
        try {
            return source.startsWith(Samples.PREFIX) ? openSample(source, options)
                    : new SnapshotReader().open(source, options, Progress.none());
        } catch (SnapshotException e) {
            throw new CommandException(e.getMessage(), e);
        }
    }

    private static Snapshot openSample(String source, ReadOptions options) throws CommandException, SnapshotException {
        String name = source.substring(Samples.PREFIX.length());
        Optional<Sample> sample = Samples.machine(name);
        if (sample.isEmpty()) {
            StringBuilder names = new StringBuilder();
            for (Sample known : Samples.machines()) {
                names.append(names.length() == 0 ? "" : ", ").append(known.name());
            }
            throw new CommandException("'" + name + "' is no sample, expected one of " + names);
        }
        try (InputStream in = sample.get().open()) {
            return new SnapshotReader().open(source, in, options, Progress.none());
        } catch (IOException e) {
            throw InputFiles.failed(source, "read", e);
        }
    }
}
