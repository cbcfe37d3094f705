// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The directory form of a device tree on disk. Links are followed as dtc does, except those that lead back to a directory above
 * them, which are left out.
 */
public final class PathTreeDirectory implements TreeDirectory {

    private final Path path;
    private final Set<Path> above;

    /**
     * @param path the directory of the root node
     * @throws IOException when it does not exist
     */
    public PathTreeDirectory(Path path) throws IOException {
        this(path, Set.of(path.toRealPath()));
    }

    private PathTreeDirectory(Path path, Set<Path> above) {
        this.path = path;
        this.above = above;
    }

    @Override
    public String name() {
        Path name = path.getFileName();
        return name == null ? "" : name.toString();
    }

    @Override
    public List<TreeDirectory> directories() throws IOException {
        List<TreeDirectory> list = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path, Files::isDirectory)) {
            for (Path entry : entries) {
                Set<Path> itsAbove = above;
                if (Files.isSymbolicLink(entry)) {
                    itsAbove = new HashSet<>(above);
                    if (!itsAbove.add(entry.toRealPath()) || path.toRealPath().startsWith(entry.toRealPath())) {
                        continue;
                    }
                }
                list.add(new PathTreeDirectory(entry, itsAbove));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return list;
    }

    @Override
    public List<TreeFile> files() throws IOException {
        List<TreeFile> list = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path, Files::isRegularFile)) {
            entries.forEach(entry -> list.add(new PathTreeFile(entry)));
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return list;
    }

    private record PathTreeFile(Path path) implements TreeFile {

        @Override
        public String name() {
            return path.getFileName().toString();
        }

        @Override
        public byte[] read(int limit) throws IOException {
            try (InputStream in = Files.newInputStream(path)) {
                byte[] bytes = in.readNBytes(limit);
                if (bytes.length == limit && in.read() >= 0) {
                    throw new IOException("longer than " + limit + " bytes");
                }
                return bytes;
            }
        }
    }
}
