// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import org.bindscope.devicetree.Fdt;
import org.bindscope.devicetree.FdtReader;
import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.Machine;
import org.bindscope.model.SnapshotInput;
import org.bindscope.model.SnapshotKind;
import org.bindscope.model.text.XmlText;
import org.bindscope.snapshot.inputs.Input;
import org.bindscope.snapshot.inputs.InputOpener;
import org.bindscope.snapshot.inputs.Inputs;
import org.bindscope.snapshot.sysfs.DeviceTreeModel;
import org.bindscope.snapshot.sysfs.MachineReader;

/**
 * Opens what users have and reads it into the model of one machine: a folder, an archive, a device-tree blob,
 * the output of a tool, this very machine, or several of these together. What a file is, its content tells,
 * not its name. Which of several inputs counts where they contradict each other, {@link Inputs} says.
 */
public final class SnapshotReader {

    /** Creates a reader; it keeps nothing between two openings. */
    public SnapshotReader() {
        // Nothing to keep.
    }

    /**
     * Opens a snapshot by its path.
     *
     * @param source   path of a file or folder, or "/" for this machine
     * @param options  names and limits
     * @param progress hears and may stop
     * @return the machine and its files
     * @throws SnapshotException when it cannot be opened; one sentence says why
     * @throws java.util.concurrent.CancellationException when the user stops it
     */
    public Snapshot open(String source, ReadOptions options, Progress progress) throws SnapshotException {
        return open(List.of(SnapshotSource.of(source)), options, progress);
    }

    /**
     * Opens a file from a stream, for example one that ships with the product.
     *
     * @param name     what to call it
     * @param in       its content from the first byte; not closed
     * @param options  names and limits
     * @param progress hears and may stop
     * @return the machine and its files
     * @throws SnapshotException when it cannot be opened; one sentence says why
     * @throws java.util.concurrent.CancellationException when the user stops it
     */
    public Snapshot open(String name, InputStream in, ReadOptions options, Progress progress)
            throws SnapshotException {
        progress.task("Opening " + name);
        return read(new InputOpener(options, progress).open(name, in), options, progress);
    }

    /**
     * Opens several files and folders that tell about one machine.
     *
     * @param sources  at least one
     * @param options  names and limits
     * @param progress hears and may stop
     * @return the machine and its files
     * @throws SnapshotException when one of them cannot be opened; one sentence says which and why
     * @throws java.util.concurrent.CancellationException when the user stops it
     */
    public Snapshot open(List<SnapshotSource> sources, ReadOptions options, Progress progress) throws SnapshotException {
        List<Input> inputs = new ArrayList<>();
        InputOpener opener = new InputOpener(options, progress);
        for (SnapshotSource source : sources) {
            progress.task("Opening " + source.name());
            if (source.stream().isEmpty()) {
                inputs.addAll(opener.open(source.name()));
                continue;
            }
            try (InputStream in = source.stream().get().open()) {
                inputs.addAll(opener.open(source.name(), in));
            } catch (IOException e) {
                throw new SnapshotException(source.name() + ": it could not be read: " + e.getMessage(), e);
            }
        }
        return read(inputs, options, progress);
    }

    /**
     * Reads inputs that were opened before, by {@link InputOpener}, as one machine. So a caller can open each by
     * itself and leave out those that do not open.
     *
     * @param given    at least one
     * @param options  names and limits
     * @param progress hears and may stop
     * @return the machine and its files
     * @throws java.util.concurrent.CancellationException when the user stops it
     */
    public Snapshot read(List<Input> given, ReadOptions options, Progress progress) {
        List<Input> inputs = Inputs.arrange(given);
        Input first = inputs.get(0);
        Machine machine = MachineReader.newMachine(inputs.stream().map(Input::source).distinct()
                .collect(Collectors.joining(" + ")), first.kind());
        for (Input input : inputs) {
            SnapshotInput described = BindscopeFactory.eINSTANCE.createSnapshotInput();
            described.setSource(XmlText.of(input.source()));
            described.setKind(input.kind());
            described.setPlace(XmlText.of(input.place()));
            machine.getProvenance().getInputs().add(described);
            input.skipped().forEach(each -> MachineReader.addProblem(machine, input.place(), each.file(), each.message()));
        }
        FileTree files = Inputs.files(inputs);
        if (inputs.size() == 1 && first.kind() == SnapshotKind.DEVICE_TREE_BLOB) {
            readBlob(first, machine);
        } else {
            new MachineReader(options, progress).read(inputs, machine);
        }
        return new Snapshot(machine, files, inputs);
    }

    /** A blob alone tells a device tree, and what a machine lacks besides needs no saying. */
    private static void readBlob(Input input, Machine machine) {
        String file = input.file().orElseThrow();
        if (input.files().read(file, Integer.MAX_VALUE) instanceof FileTree.Present present) {
            Fdt fdt = FdtReader.readLenient(present.bytes());
            DeviceTreeModel.noteProblems(fdt, file, machine);
            machine.getDeviceTrees().add(DeviceTreeModel.ofBlob(fdt, file));
        }
    }
}
