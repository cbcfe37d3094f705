// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DirectoryTreeReaderTest {

    @TempDir
    Path folder;

    /** Writes a tree as Linux would show it, name files included. */
    static void unpack(FdtNode node, Path to) {
        try {
            Files.createDirectories(to);
            Files.writeString(to.resolve("name"), node.baseName() + "\0");
            for (FdtProperty property : node.properties()) {
                Files.write(to.resolve(property.name()), property.value());
            }
            node.children().forEach(child -> unpack(child, to.resolve(child.name())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<Path> blobs() {
        return Tools.soundBlobs().filter(p -> p.toString().matches(".*(bamboo-v3|rpi-4|powernv9-skiboot|draak).*"));
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("blobs")
    void givesTheSortedTextOfDtcForTheSameDirectory(Path blob) throws IOException {
        Tools.requireDtc161();
        Fdt tree = FdtReader.readLenient(Tools.bytes(blob));
        unpack(tree.root(), folder);
        Fdt read = DirectoryTreeReader.read(new PathTreeDirectory(folder));
        assertEquals(List.of(), read.problems());
        assertEquals(tree.nodeCount(), read.nodeCount());
        Tools.Answer dtc = Tools.run("dtc", "-q", "-q", "-f", "-s", "-I", "fs", "-O", "dts", folder.toString());
        assertArrayEquals(dtc.output(), Tools.dts(read, true));
        assertArrayEquals(dtc.output(), Tools.dts(read, false));
    }

    @Test
    void followsLinksButNotInCircles() throws IOException {
        Files.createDirectories(folder.resolve("root/a/b"));
        Files.createDirectories(folder.resolve("other/c"));
        Files.writeString(folder.resolve("other/p"), "x");
        Files.createSymbolicLink(folder.resolve("root/link"), folder.resolve("other"));
        Files.createSymbolicLink(folder.resolve("root/a/b/up"), folder.resolve("root/a"));
        Files.createSymbolicLink(folder.resolve("other/c/back"), folder.resolve("other"));
        Fdt read = DirectoryTreeReader.read(new PathTreeDirectory(folder.resolve("root")));
        assertTrue(read.find("/link/c").isPresent());
        assertTrue(read.nodeCount() < 10, () -> read.nodeCount() + " nodes");
    }

    @Test
    void marksValuesThatCannotBeKnown() {
        TreeDirectory root = new TreeDirectory() {
            @Override
            public String name() {
                return "base";
            }

            @Override
            public List<TreeDirectory> directories() throws IOException {
                return List.of();
            }

            @Override
            public List<TreeFile> files() {
                return List.of(file("security-password", true), file("broken", false), file("reg#1", true));
            }
        };
        Fdt tree = DirectoryTreeReader.read(root);
        assertEquals(FdtProperty.Availability.WITHHELD, tree.root().property("security-password").orElseThrow().availability());
        assertEquals(FdtProperty.Availability.UNREADABLE, tree.root().property("broken").orElseThrow().availability());
        assertEquals(FdtProperty.Availability.READ, tree.root().property("reg#1").orElseThrow().availability());
        assertEquals("/broken could not be read: permission denied.", tree.problems().get(0).message());
        assertEquals("/dts-v1/;\n\n/ {\n\treg#1;\n\tsecurity-password;\n};\n", new String(Tools.dts(tree, true)));
    }

    private static TreeDirectory.TreeFile file(String name, boolean readable) {
        return new TreeDirectory.TreeFile() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public byte[] read(int limit) throws IOException {
                if (!readable) {
                    throw new IOException("permission denied");
                }
                return new byte[0];
            }
        };
    }

    @Test
    void reportsADirectoryThatCannotBeListedAndStopsInEndlessOnes() {
        TreeDirectory endless = new TreeDirectory() {
            @Override
            public String name() {
                return "again";
            }

            @Override
            public List<TreeDirectory> directories() {
                return List.of(this);
            }

            @Override
            public List<TreeFile> files() throws IOException {
                return List.of();
            }
        };
        Fdt tree = DirectoryTreeReader.read(endless);
        assertEquals(1024, tree.nodeCount());
        assertEquals(FdtError.LIMIT, tree.firstError().orElseThrow().error());
    }
}
