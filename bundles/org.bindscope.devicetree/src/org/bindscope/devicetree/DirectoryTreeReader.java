// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * Reads the directory form of a device tree, as Linux shows it in {@code /proc/device-tree}: directories are nodes, files are
 * properties with the bytes of their value. Directory order means nothing, so nodes and properties come out ordered by name.
 *
 * <p>Nothing is dropped: the {@code name} properties that Linux adds stay, entries of the same name keep the suffix
 * {@code #1} that Linux gives them, a file that cannot be read becomes a property without value
 * ({@link FdtProperty.Availability#UNREADABLE}), and an empty {@code security-*} file one whose value is
 * {@link FdtProperty.Availability#WITHHELD}. A {@code !} in a name may stand for a slash and stays as it is.
 */
public final class DirectoryTreeReader {

    private static final int LONGEST_VALUE = 1 << 26;
    private static final int MOST_ENTRIES = 4_000_000;
    private static final long MOST_BYTES = 1L << 30;

    private final List<FdtProblem> problems = new ArrayList<>();
    private final FdtBuilder builder = new FdtBuilder();
    private int entries;
    private long bytes;

    private DirectoryTreeReader() {
    }

    /**
     * Reads a tree.
     *
     * @param root the directory of the root node; its own name does not matter
     * @return the tree; problems name what could not be read and where reading stopped at a limit: 1024 levels, 4,000,000
     *         entries, 64 MiB for one value, 1 GiB for all
     */
    public static Fdt read(TreeDirectory root) {
        return new DirectoryTreeReader().tree(root);
    }

    private Fdt tree(TreeDirectory root) {
        Deque<Iterator<TreeDirectory>> open = new ArrayDeque<>();
        Deque<String> paths = new ArrayDeque<>();
        paths.push("");
        open.push(begin("", root, ""));
        while (!open.isEmpty()) {
            if (open.peek().hasNext()) {
                TreeDirectory child = open.peek().next();
                String path = paths.peek() + "/" + child.name();
                if (open.size() == FdtReader.DEPTH_LIMIT || ++entries > MOST_ENTRIES) {
                    problem(FdtError.LIMIT, path, "is not read, since the tree is too deep or too large");
                    if (entries > MOST_ENTRIES) {
                        break;
                    }
                } else {
                    paths.push(path);
                    open.push(begin(byteName(child.name()), child, path));
                }
            } else {
                open.pop();
                paths.pop();
                builder.endNode();
            }
        }
        open.forEach(unfinished -> builder.endNode());
        return builder.build(problems);
    }

    private Iterator<TreeDirectory> begin(String name, TreeDirectory directory, String path) {
        builder.beginNode(name);
        try {
            List<TreeDirectory.TreeFile> files = new ArrayList<>(directory.files());
            files.sort(Comparator.comparing(file -> byteName(file.name())));
            for (TreeDirectory.TreeFile file : files) {
                builder.property(property(file, path));
            }
            List<TreeDirectory> children = new ArrayList<>(directory.directories());
            children.sort(Comparator.comparing(child -> byteName(child.name())));
            return children.iterator();
        } catch (IOException e) {
            problem(FdtError.NOTFOUND, path.isEmpty() ? "/" : path, "could not be listed: " + e.getMessage());
            return List.<TreeDirectory>of().iterator();
        }
    }

    private FdtProperty property(TreeDirectory.TreeFile file, String path) {
        String name = byteName(file.name());
        int limit = (int) Math.min(LONGEST_VALUE, MOST_BYTES - bytes);
        if (++entries > MOST_ENTRIES) {
            return FdtProperty.withoutValue(name, FdtProperty.Availability.UNREADABLE);
        }
        try {
            byte[] value = file.read(limit);
            if (value.length == 0 && name.startsWith("security-")) {
                return FdtProperty.withoutValue(name, FdtProperty.Availability.WITHHELD);
            }
            bytes += value.length;
            return FdtProperty.of(name, value);
        } catch (IOException e) {
            problem(FdtError.NOTFOUND, path + "/" + file.name(), "could not be read: " + e.getMessage());
            return FdtProperty.withoutValue(name, FdtProperty.Availability.UNREADABLE);
        }
    }

    private void problem(FdtError error, String path, String what) {
        problems.add(FdtProblem.error(error, FdtProblem.NO_OFFSET, path + " " + what + "."));
    }

    /** Names of files are text, names in trees are bytes: UTF-8 as Linux has it. */
    private static String byteName(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) > 0x7f) {
                return new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            }
        }
        return name;
    }
}
