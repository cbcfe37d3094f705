// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

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
import org.bindscope.snapshot.SnapshotSource;
import org.bindscope.training.Sample;
import org.bindscope.training.Samples;

/** Which snapshot, and how to read it. */
final class SnapshotInput {

    private static final String PCI_IDS = "--pci-ids";
    private static final String WITH = "--with";
    private static final String HELP = "A directory, an archive, a .dtb, / for this machine, sample:NAME, or a report or output: sosreport,"
            + " nvidia-bug-report, lspci, udevadm info --export-db, virsh nodedev-dumpxml, nvidia-smi, dmesg. A folder of several"
            + " is one machine.";

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
        return grammar.values(WITH, "FILE", "More about the same machine, of any of these kinds. What contradicts a source of more "
                + "weight is kept as evidence and found.")
                .value(PCI_IDS, "FILE", "Take names from this file instead of the built-in pci.ids.");
    }

    /** Opens what the first operand names, with what else was given about the same machine. */
    static Snapshot open(Words words) throws CommandException {
        List<String> sources = new ArrayList<>(List.of(words.operands().get(0)));
        sources.addAll(words.values(WITH));
        return open(sources, words);
    }

    /** Opens a snapshot that an option names. */
    static Snapshot open(String source, Words words) throws CommandException {
        return open(List.of(source), words);
    }

    private static Snapshot open(List<String> names, Words words) throws CommandException {
        ReadOptions options = ReadOptions.defaults();
        if (words.has(PCI_IDS)) {
            String file = words.value(PCI_IDS, "");
            Path pciIds = InputFiles.path(file);
            if (!Files.isRegularFile(pciIds) || !Files.isReadable(pciIds)) {
                throw new CommandException("--pci-ids: " + file + ": cannot be read, expected a file in the form of pci.ids");
            }
            options = options.withPciIds(pciIds);
        }
        List<SnapshotSource> sources = new ArrayList<>();
        for (String name : names) {
            sources.add(name.startsWith(Samples.PREFIX) ? sample(name) : SnapshotSource.of(name));
        }
        try {
            return new SnapshotReader().open(sources, options, Progress.none());
        } catch (SnapshotException e) {
            throw new CommandException(e.getMessage(), e);
        }
    }

    private static SnapshotSource sample(String source) throws CommandException {
        String name = source.substring(Samples.PREFIX.length());
        Optional<Sample> sample = Samples.machine(name);
        if (sample.isEmpty()) {
            StringBuilder names = new StringBuilder();
            for (Sample known : Samples.machines()) {
                names.append(names.length() == 0 ? "" : ", ").append(known.name());
            }
            throw new CommandException("'" + name + "' is no sample, expected one of " + names);
        }
        return SnapshotSource.of(source, sample.get()::open);
    }
}
