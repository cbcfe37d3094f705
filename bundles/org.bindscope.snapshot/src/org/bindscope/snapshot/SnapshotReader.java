// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.bindscope.devicetree.Fdt;
import org.bindscope.devicetree.FdtException;
import org.bindscope.devicetree.FdtProblem;
import org.bindscope.devicetree.FdtReader;
import org.bindscope.model.Machine;
import org.bindscope.model.SnapshotKind;
import org.bindscope.model.text.XmlText;
import org.bindscope.snapshot.sysfs.DeviceTreeModel;
import org.bindscope.snapshot.sysfs.MachineReader;
import org.bindscope.snapshot.tree.ArchiveFormat;
import org.bindscope.snapshot.tree.ArchiveReader;
import org.bindscope.snapshot.tree.FolderTree;
import org.bindscope.snapshot.tree.MemoryTree;
import org.bindscope.snapshot.tree.Problems;
import org.bindscope.snapshot.tree.RecordedTree;
import org.bindscope.snapshot.tree.Root;
import org.bindscope.snapshot.tree.TreePaths;
import org.bindscope.snapshot.tree.ZipReader;

/**
 * Opens what users have, a folder, an archive, a device-tree blob or this very machine, and reads it into
 * the model of one machine. What a file is, its first bytes tell, not its name.
 */
public final class SnapshotReader {

    private static final String EXPECTED = "a folder, a tar or zip archive (tar, tar.gz, tar.xz, tar.bz2, tar.zst) or a"
            + " flattened device tree was expected";
    private static final String EXPECTED_INSIDE = "a copy of /sys or /proc was expected at the top or up to four folders"
            + " below it";

    private static final int MAX_SKIPPED = 1000;

    private record Skipped(String file, String message) {
    }

    /** Creates a reader; it keeps nothing between two openings. */
    public SnapshotReader() {
        // Nothing to keep.
    }

    /**
     * Opens a snapshot by its path.
     *
     * @param source   path of a folder, an archive or a blob, or "/" for this machine
     * @param options  names and limits
     * @param progress hears and may stop
     * @return the machine and its files
     * @throws SnapshotException when it cannot be opened; one sentence says why
     * @throws java.util.concurrent.CancellationException when the user stops it
     */
    public Snapshot open(String source, ReadOptions options, Progress progress) throws SnapshotException {
        progress.task("Opening " + source);
        Path path;
        try {
            path = Path.of(source);
        } catch (InvalidPathException e) {
            throw new SnapshotException(XmlText.of(source) + ": the name of a file or folder was expected", e);
        }
        if (Files.isDirectory(path)) {
            return openFolder(source, path, options, progress);
        }
        if (!Files.exists(path)) {
            throw new SnapshotException(source + ": there is no such file; " + EXPECTED);
        }
        if (!Files.isRegularFile(path)) {
            throw new SnapshotException(source + ": it is a device, socket or named pipe; " + EXPECTED);
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] head = in.readNBytes(ArchiveFormat.HEAD);
            if (ArchiveFormat.of(head).filter(format -> format == ArchiveFormat.ZIP).isPresent()) {
                try (SeekableByteChannel channel = Files.newByteChannel(path)) {
                    return openZip(source, channel, options, progress);
                }
            }
            return openStream(source, head, in, Files.size(path), options, progress);
        } catch (NoSuchFileException e) {
            throw new SnapshotException(source + ": there is no such file; " + EXPECTED, e);
        } catch (IOException e) {
            throw new SnapshotException(source + ": it could not be read: " + e.getMessage(), e);
        }
    }

    /**
     * Opens an archive or a blob from a stream, for example one that ships with the product.
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
        try {
            byte[] head = in.readNBytes(ArchiveFormat.HEAD);
            if (ArchiveFormat.of(head).filter(format -> format == ArchiveFormat.ZIP).isPresent()) {
                byte[] all = readAll(name, head, in, options.limits().maxKeptBytes());
                return openZip(name, new SeekableInMemoryByteChannel(all), options, progress);
            }
            return openStream(name, head, in, -1, options, progress);
        } catch (IOException e) {
            throw new SnapshotException(name + ": it could not be read: " + e.getMessage(), e);
        }
    }

    private Snapshot openFolder(String source, Path path, ReadOptions options, Progress progress)
            throws SnapshotException {
        Path real;
        try {
            real = path.toRealPath();
        } catch (IOException e) {
            throw new SnapshotException(source + ": it could not be read: " + e.getMessage(), e);
        }
        boolean wholeMachine = real.getParent() == null;
        boolean live = wholeMachine || real.toString().equals("/sys");
        List<Root> roots = wholeMachine ? List.of(new Root("", ""))
                : Root.find(folder -> FolderTree.namesIn(real.resolve(folder)));
        if (roots.isEmpty()) {
            throw new SnapshotException(source + ": " + (FolderTree.namesIn(real).isEmpty()
                    ? "the folder is empty or cannot be listed; " : "it holds no machine; ") + EXPECTED_INSIDE);
        }
        Machine machine = MachineReader.newMachine(source, live ? SnapshotKind.LIVE : SnapshotKind.DIRECTORY);
        noteOthers(machine, roots);
        return read(machine, new FolderTree(real, roots.get(0), live, options.limits()), options, progress);
    }

    private Snapshot openStream(String name, byte[] head, InputStream rest, long length, ReadOptions options,
            Progress progress) throws SnapshotException, IOException {
        if (head.length == 0) {
            throw new SnapshotException(name + ": the file is empty; " + EXPECTED);
        }
        Optional<ArchiveFormat> format = ArchiveFormat.of(head);
        if (format.filter(found -> found == ArchiveFormat.DEVICE_TREE).isPresent()
                || format.isEmpty() && looksLikeBlob(name)) {
            return openBlob(name, readAll(name, head, rest, options.limits().maxFileBytes()),
                    options.damagedTrees());
        }
        if (format.isEmpty()) {
            throw new SnapshotException(name + ": it begins with the bytes " + hex(head) + "; " + EXPECTED);
        }
        List<Skipped> skipped = new ArrayList<>();
        Problems problems = (file, message) -> collect(skipped, file, message);
        InputStream in = new SequenceInputStream(new ByteArrayInputStream(head), new BufferedInputStream(rest, 1 << 16));
        MemoryTree.Builder members = new ArchiveReader(options.limits(), progress, problems)
                .read(name, format.get(), in, length);
        return openMembers(name, members, skipped, options, progress);
    }

    private Snapshot openZip(String name, SeekableByteChannel channel, ReadOptions options, Progress progress)
            throws SnapshotException {
        List<Skipped> skipped = new ArrayList<>();
        Problems problems = (file, message) -> collect(skipped, file, message);
        MemoryTree.Builder members = new ZipReader(options.limits(), progress, problems).read(name, channel);
        return openMembers(name, members, skipped, options, progress);
    }

    private static void collect(List<Skipped> skipped, String file, String message) {
        if (skipped.size() < MAX_SKIPPED) {
            skipped.add(new Skipped(file, message));
        }
    }

    private Snapshot openMembers(String name, MemoryTree.Builder members, List<Skipped> skipped, ReadOptions options,
            Progress progress) throws SnapshotException {
        List<Root> roots = Root.find(members::names);
        if (roots.isEmpty()) {
            throw new SnapshotException(name + ": the archive holds no machine; " + EXPECTED_INSIDE);
        }
        Machine machine = MachineReader.newMachine(name, SnapshotKind.ARCHIVE);
        skipped.forEach(each -> MachineReader.addProblem(machine, each.file(), each.message()));
        noteOthers(machine, roots);
        return read(machine, members.build(roots.get(0)), options, progress);
    }

    private static void noteOthers(Machine machine, List<Root> roots) {
        if (roots.size() > 1) {
            MachineReader.addProblem(machine, roots.get(1).folder(), "Several machines lie side by side: "
                    + roots.get(0).folder() + " was read, " + String.join(", ",
                            roots.stream().skip(1).limit(5).map(Root::folder).toList()) + " was left out.");
        }
    }

    private static Snapshot read(Machine machine, FileTree files, ReadOptions options, Progress progress) {
        FileTree recorded = RecordedTree.of(files);
        new MachineReader(options, progress).read(recorded, machine);
        return new Snapshot(machine, recorded);
    }

    private static Snapshot openBlob(String name, byte[] bytes, boolean damagedToo) throws SnapshotException {
        Fdt fdt = blob(name, bytes, damagedToo);
        Machine machine = MachineReader.newMachine(name, SnapshotKind.DEVICE_TREE_BLOB);
        String file = TreePaths.name(name);
        DeviceTreeModel.noteProblems(fdt, file, machine);
        machine.getDeviceTrees().add(DeviceTreeModel.ofBlob(fdt, file));
        MemoryTree.Builder files = new MemoryTree.Builder();
        files.file(file, bytes.length, new FileTree.Present(bytes));
        return new Snapshot(machine, files.build(new Root("", "")));
    }

    /** A blob of which not even the root node could be decoded is no device tree, whoever asks. */
    private static Fdt blob(String name, byte[] bytes, boolean damagedToo) throws SnapshotException {
        if (damagedToo) {
            Fdt tree = FdtReader.readLenient(bytes);
            if (tree.firstError().isEmpty() || tree.root().offset() >= 0) {
                return tree;
            }
        }
        try {
            return FdtReader.read(bytes);
        } catch (FdtException e) {
            FdtProblem problem = e.problem();
            throw new SnapshotException(name + ": " + (problem.offset() == FdtProblem.NO_OFFSET ? ""
                    : "at byte " + problem.offset() + ": ") + problem.message(), e);
        }
    }

    /** A file that claims to be a blob is read as one, so that the message tells what is wrong with it. */
    private static boolean looksLikeBlob(String name) {
        return name.endsWith(".dtb") || name.endsWith(".dtbo");
    }

    private static byte[] readAll(String name, byte[] head, InputStream rest, long max)
            throws IOException, SnapshotException {
        int limit = (int) Math.min(max, Integer.MAX_VALUE - 16);
        byte[] tail = rest.readNBytes(limit);
        if (tail.length == limit) {
            throw new SnapshotException(name + ": it is too large, at most " + max + " bytes are read");
        }
        byte[] all = new byte[head.length + tail.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(tail, 0, all, head.length, tail.length);
        return all;
    }

    private static String hex(byte[] head) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(4, head.length); i++) {
            text.append(i == 0 ? "" : " ").append(Character.forDigit(head[i] >> 4 & 15, 16))
                    .append(Character.forDigit(head[i] & 15, 16));
        }
        return text.toString();
    }
}
