// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.inputs;

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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.bindscope.model.SnapshotKind;
import org.bindscope.model.text.XmlText;
import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.ReadOptions;
import org.bindscope.snapshot.SnapshotException;
import org.bindscope.snapshot.tree.ArchiveFormat;
import org.bindscope.snapshot.tree.ArchiveReader;
import org.bindscope.snapshot.tree.FolderTree;
import org.bindscope.snapshot.tree.MemoryTree;
import org.bindscope.snapshot.tree.Problems;
import org.bindscope.snapshot.tree.Root;
import org.bindscope.snapshot.tree.ZipReader;

/**
 * Opens one file or folder that a user gave, whatever it is, as one input or, where several lie together, as
 * some. What a file is, its content tells, not its name.
 */
public final class InputOpener {

    static final String EXPECTED = "a copy of /sys and /proc in a folder or archive (tar, tar.gz, tar.xz, tar.bz2, tar.zst,"
            + " zip), a flattened device tree, or the output of lspci, udevadm info --export-db, virsh nodedev-dumpxml,"
            + " nvidia-bug-report.sh, nvidia-smi or dmesg was expected";
    private static final String EXPECTED_INSIDE = "a copy of /sys or /proc was expected at the top or up to four folders"
            + " below it, or outputs of tools at the top";
    private static final int MAX_SKIPPED = 1000;
    /** Archives in archives that are opened; some archives hold themselves. */
    private static final int MAX_NESTED = 4;

    private final ReadOptions options;
    private final Progress progress;
    private final int nested;

    /**
     * @param options  limits, and whether damaged device trees open
     * @param progress hears and may stop
     */
    public InputOpener(ReadOptions options, Progress progress) {
        this(options, progress, 0);
    }

    private InputOpener(ReadOptions options, Progress progress, int nested) {
        this.options = options;
        this.progress = progress;
        this.nested = nested;
    }

    /** Opens what lies inside of what this opens. */
    InputOpener inside() {
        return new InputOpener(options, progress, nested + 1);
    }

    /**
     * Opens a file or folder.
     *
     * @param source its path, or "/" for this machine
     * @return one input, or several that lie together; never none
     * @throws SnapshotException when it cannot be opened; one sentence says why
     * @throws java.util.concurrent.CancellationException when the user stops it
     */
    public List<Input> open(String source) throws SnapshotException {
        Path path;
        try {
            path = Path.of(source);
        } catch (InvalidPathException e) {
            throw new SnapshotException(XmlText.of(source) + ": the name of a file or folder was expected", e);
        }
        if (Files.isDirectory(path)) {
            return folder(source, path);
        }
        if (!Files.exists(path)) {
            throw new SnapshotException(source + ": there is no such file; " + EXPECTED);
        }
        if (!Files.isRegularFile(path)) {
            throw new SnapshotException(source + ": it is a device, socket or named pipe; " + EXPECTED);
        }
        return file(source, path);
    }

    private List<Input> file(String source, Path path) throws SnapshotException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] head = in.readNBytes(ArchiveFormat.HEAD);
            if (isZip(head)) {
                try (SeekableByteChannel channel = Files.newByteChannel(path)) {
                    return zip(source, channel);
                }
            }
            return stream(source, head, in, Files.size(path));
        } catch (NoSuchFileException e) {
            throw new SnapshotException(source + ": there is no such file; " + EXPECTED, e);
        } catch (IOException e) {
            throw new SnapshotException(source + ": it could not be read: " + e.getMessage(), e);
        }
    }

    /**
     * Opens what a stream gives.
     *
     * @param name what to call it
     * @param in   its content from the first byte; not closed
     * @return one input, or several that lie together; never none
     * @throws SnapshotException when it cannot be opened; one sentence says why
     * @throws java.util.concurrent.CancellationException when the user stops it
     */
    public List<Input> open(String name, InputStream in) throws SnapshotException {
        try {
            byte[] head = in.readNBytes(ArchiveFormat.HEAD);
            if (isZip(head)) {
                byte[] all = SingleFile.readAll(name, head, in, options.limits().maxKeptBytes());
                return zip(name, new SeekableInMemoryByteChannel(all));
            }
            return stream(name, head, in, -1);
        } catch (IOException e) {
            throw new SnapshotException(name + ": it could not be read: " + e.getMessage(), e);
        }
    }

    private static boolean isZip(byte[] head) {
        return ArchiveFormat.of(head).filter(format -> format == ArchiveFormat.ZIP).isPresent();
    }

    private List<Input> stream(String name, byte[] head, InputStream rest, long length) throws SnapshotException, IOException {
        if (head.length == 0) {
            throw new SnapshotException(name + ": the file is empty; " + EXPECTED);
        }
        SingleFile single = new SingleFile(name, options);
        Optional<ArchiveFormat> format = ArchiveFormat.of(head);
        if (format.filter(found -> found == ArchiveFormat.DEVICE_TREE).isPresent()
                || format.isEmpty() && SingleFile.looksLikeBlob(name)) {
            return List.of(single.blob(SingleFile.readAll(name, head, rest, options.limits().maxFileBytes())));
        }
        if (format.isEmpty()) {
            return List.of(single.text(head, rest));
        }
        List<Input.Skipped> skipped = new ArrayList<>();
        Problems problems = (file, message) -> collect(skipped, file, message);
        InputStream in = new SequenceInputStream(new ByteArrayInputStream(head), new BufferedInputStream(rest, 1 << 16));
        ArchiveReader.Unpacked unpacked = new ArchiveReader(options.limits(), progress, problems).read(name, format.get(), in, length);
        if (unpacked.members().isPresent()) {
            return members(name, unpacked.members().get(), skipped);
        }
        byte[] plain = unpacked.plain();
        return List.of(ArchiveFormat.of(plain).isPresent() ? single.blob(plain)
                : single.text(Arrays.copyOf(plain, Math.min(plain.length, ArchiveFormat.HEAD)),
                        new ByteArrayInputStream(plain, Math.min(plain.length, ArchiveFormat.HEAD), plain.length)));
    }

    private List<Input> zip(String name, SeekableByteChannel channel) throws SnapshotException {
        List<Input.Skipped> skipped = new ArrayList<>();
        Problems problems = (file, message) -> collect(skipped, file, message);
        return members(name, new ZipReader(options.limits(), progress, problems).read(name, channel), skipped);
    }

    private static void collect(List<Input.Skipped> skipped, String file, String message) {
        if (skipped.size() < MAX_SKIPPED) {
            skipped.add(new Input.Skipped(file, message));
        }
    }

    private List<Input> members(String name, MemoryTree.Builder members, List<Input.Skipped> skipped) throws SnapshotException {
        if (nested > MAX_NESTED) {
            throw new SnapshotException(name + ": more than " + MAX_NESTED + " archives stand in each other");
        }
        Optional<SavedMachine> saved = SavedMachine.in(name, new SavedMachine.Members(members), this);
        if (saved.isPresent()) {
            return saved.get().inputs(skipped);
        }
        List<Root> roots = roots(members::names, SingleFile.stem(name));
        List<Input> inputs = new ArrayList<>();
        boolean atTop = !roots.isEmpty() && roots.get(0).folder().isEmpty();
        List<Input> others = atTop ? List.of() : new Collection(this, progress).inArchive(name, members, roots);
        if (!roots.isEmpty()) {
            noteOthers(skipped, roots);
            inputs.add(TreeKinds.input(name, members.build(roots.get(0)), SnapshotKind.ARCHIVE, skipped));
        }
        inputs.addAll(others);
        if (inputs.isEmpty()) {
            throw new SnapshotException(name + ": the archive holds no machine; " + EXPECTED_INSIDE);
        }
        return inputs;
    }

    private static List<Root> roots(Function<String, List<String>> names, String stem) {
        List<Root> roots = Root.find(names);
        return roots.isEmpty() ? Root.findParts(names, stem) : roots;
    }

    private List<Input> folder(String source, Path path) throws SnapshotException {
        Path real;
        try {
            real = path.toRealPath();
        } catch (IOException e) {
            throw new SnapshotException(source + ": it could not be read: " + e.getMessage(), e);
        }
        Optional<SavedMachine> saved = SavedMachine.in(source, new SavedMachine.Folder(real, options.limits()), this);
        if (saved.isPresent()) {
            return saved.get().inputs(List.of());
        }
        boolean wholeMachine = real.getParent() == null;
        boolean live = wholeMachine || real.toString().equals("/sys");
        List<Root> roots = wholeMachine ? List.of(new Root("", ""))
                : roots(folder -> FolderTree.namesIn(real.resolve(folder)), real.getFileName().toString());
        List<Input> inputs = new ArrayList<>();
        if (!roots.isEmpty()) {
            List<Input.Skipped> skipped = new ArrayList<>();
            noteOthers(skipped, roots);
            FolderTree files = new FolderTree(real, roots.get(0), live, options.limits());
            inputs.add(TreeKinds.input(source, files, live ? SnapshotKind.LIVE : SnapshotKind.DIRECTORY, skipped));
        }
        if (roots.isEmpty() || !roots.get(0).folder().isEmpty()) {
            inputs.addAll(new Collection(this, progress).inFolder(source, real));
        }
        if (inputs.isEmpty()) {
            throw new SnapshotException(source + ": " + (FolderTree.namesIn(real).isEmpty()
                    ? "the folder is empty or cannot be listed; " : "it holds no machine; ") + EXPECTED_INSIDE);
        }
        return inputs;
    }

    private static void noteOthers(List<Input.Skipped> skipped, List<Root> roots) {
        if (roots.size() > 1) {
            collect(skipped, roots.get(1).folder(), "Several machines lie side by side: " + roots.get(0).folder()
                    + " was read, " + String.join(", ", roots.stream().skip(1).limit(5).map(Root::folder).toList())
                    + " was left out.");
        }
    }
}
