// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.inputs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

import org.bindscope.devicetree.Fdt;
import org.bindscope.devicetree.FdtException;
import org.bindscope.devicetree.FdtProblem;
import org.bindscope.devicetree.FdtReader;
import org.bindscope.model.SnapshotKind;
import org.bindscope.snapshot.FileTree.Present;
import org.bindscope.snapshot.ReadOptions;
import org.bindscope.snapshot.SnapshotException;
import org.bindscope.snapshot.text.BugReport;
import org.bindscope.snapshot.text.TextKind;
import org.bindscope.snapshot.tree.ArchiveFormat;
import org.bindscope.snapshot.tree.ContentRules;
import org.bindscope.snapshot.tree.MemoryTree;
import org.bindscope.snapshot.tree.Root;
import org.bindscope.snapshot.tree.TreePaths;

/**
 * An input that is one file: a device-tree blob or a text. It becomes a tree that holds the file under its
 * own name, with links from where readers look for it, so that evidence names the file that the user knows.
 */
final class SingleFile {

    private static final int MAX_TEXT = 64 << 20;
    private static final int MAX_NAME = 200;
    private static final List<String> PACKED = List.of(".gz", ".xz", ".bz2", ".zst");

    private final String source;
    private final ReadOptions options;
    private final String name;

    SingleFile(String source, ReadOptions options) {
        this.source = source;
        this.options = options;
        this.name = stem(source);
    }

    /** The last part of a name, without the suffix of a compressor, as one part of a path. */
    static String stem(String source) {
        String last = source.substring(Math.max(source.lastIndexOf('/'), source.lastIndexOf('\\')) + 1);
        last = source.startsWith("sample:") ? source.substring("sample:".length()) : last;
        for (String suffix : PACKED) {
            if (last.endsWith(suffix) && last.length() > suffix.length()) {
                last = last.substring(0, last.length() - suffix.length());
            }
        }
        last = last.length() > MAX_NAME ? last.substring(last.length() - MAX_NAME) : last;
        return last.isEmpty() || last.equals(".") || last.equals("..") ? "input" : last.replace('/', '_').replace('\0', '_');
    }

    /** A file that claims to be a blob is read as one, so that the message tells what is wrong with it. */
    static boolean looksLikeBlob(String name) {
        return name.endsWith(".dtb") || name.endsWith(".dtbo");
    }

    static byte[] readAll(String source, byte[] head, InputStream rest, long max) throws IOException, SnapshotException {
        int limit = (int) Math.min(max, Integer.MAX_VALUE - 16);
        byte[] tail = rest.readNBytes(limit);
        if (tail.length == limit) {
            throw new SnapshotException(source + ": it is too large, at most " + max + " bytes are read");
        }
        byte[] all = new byte[head.length + tail.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(tail, 0, all, head.length, tail.length);
        return all;
    }

    /** A blob of which not even the root node could be decoded is no device tree, whoever asks. */
    Input blob(byte[] bytes) throws SnapshotException {
        boolean accepted = false;
        if (options.damagedTrees()) {
            Fdt tree = FdtReader.readLenient(bytes);
            accepted = tree.firstError().isEmpty() || tree.root().offset() >= 0;
        }
        try {
            if (!accepted) {
                FdtReader.read(bytes);
            }
        } catch (FdtException e) {
            FdtProblem problem = e.problem();
            throw new SnapshotException(source + ": " + (problem.offset() == FdtProblem.NO_OFFSET ? ""
                    : "at byte " + problem.offset() + ": ") + problem.message(), e);
        }
        return input(SnapshotKind.DEVICE_TREE_BLOB, Optional.empty(), tree(bytes));
    }

    /** A text of one of the kinds that readers know. */
    Input text(byte[] head, InputStream rest) throws SnapshotException, IOException {
        if (!ArchiveFormat.mayBeText(head)) {
            throw unknown(head);
        }
        byte[] bytes = readAll(source, head, rest, Math.min(MAX_TEXT, options.limits().maxKeptBytes()));
        Optional<String> text = TextKind.decode(bytes);
        Optional<TextKind> kind = text.flatMap(TextKind::of);
        if (kind.isEmpty()) {
            throw unknown(head);
        }
        // What follows reads UTF-8.
        byte[] plain = text.get().getBytes(StandardCharsets.UTF_8);
        MemoryTree.Builder tree = tree(plain);
        switch (kind.get()) {
            case BUG_REPORT -> sections(tree, text.get());
            case KERNEL_LOG -> tree.link("dmesg.txt", name);
            case UNAME -> tree.link("uname.txt", name);
            case PROC_MODULES -> tree.link("proc/modules", "../" + name);
            case IOMEM -> tree.link("proc/iomem", "../" + name);
            case MODPROBE_CONFIG -> tree.link("etc/modprobe.d/" + (name.endsWith(".conf") ? name : name + ".conf"), "../../" + name);
            default -> {
                // Readers of statements get the file itself.
            }
        }
        return input(kind.get().input(), kind, tree);
    }

    private MemoryTree.Builder tree(byte[] bytes) {
        MemoryTree.Builder tree = new MemoryTree.Builder();
        tree.file(name, bytes.length, new Present(bytes));
        return tree;
    }

    private Input input(SnapshotKind kind, Optional<TextKind> text, MemoryTree.Builder tree) {
        return new Input(source, "", kind, tree.build(new Root("", "")), Optional.of(name), text, List.of());
    }

    /** Files that the report shows stand in the tree where they stand on the machine. */
    private static void sections(MemoryTree.Builder tree, String report) {
        for (BugReport section : BugReport.sections(report)) {
            String content = section.content().endsWith("\n\n") ? section.content().substring(0, section.content().length() - 1)
                    : section.content();
            if (section.head().equals("dmesg:") || section.head().endsWith("/dmesg")) {
                put(tree, "dmesg.txt", content);
            }
            content.lines().filter(line -> line.startsWith("uname: ")).findFirst().filter(line -> section.head().startsWith("Start of"))
                    .ifPresent(line -> put(tree, "uname.txt", line.substring("uname: ".length()) + '\n'));
            section.path().flatMap(path -> TreePaths.ofMember(path, 4096, 64)).filter(ContentRules::mayOpen)
                    .ifPresent(path -> put(tree, path, content));
        }
    }

    private static void put(MemoryTree.Builder tree, String path, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        if (tree.names(TreePaths.parent(path)).stream().noneMatch(TreePaths.name(path)::equals)) {
            tree.file(path, bytes.length, new Present(bytes));
        }
    }

    private SnapshotException unknown(byte[] head) {
        StringBuilder bytes = new StringBuilder();
        for (int i = 0; i < Math.min(4, head.length); i++) {
            bytes.append(i == 0 ? "" : " ").append(Character.forDigit(head[i] >> 4 & 15, 16))
                    .append(Character.forDigit(head[i] & 15, 16));
        }
        return new SnapshotException(source + ": it begins with the bytes " + bytes + "; " + InputOpener.EXPECTED);
    }
}
