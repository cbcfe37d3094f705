// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.bindscope.testsupport.CorpusFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FdtReaderTest {

    private static Fdt lenient(String name) {
        return FdtReader.readLenient(Tools.bytes(CorpusFiles.require("dtb/" + name)));
    }

    @Test
    void givesTheSameTreeForEveryVersion() throws FdtException {
        Fdt newest = lenient("versions/bamboo-v17.dtb");
        for (int version : new int[] {1, 2, 3, 16}) {
            Fdt tree = lenient("versions/bamboo-v" + version + ".dtb");
            assertTrue(tree.complete());
            assertEquals(version, tree.header().version());
            assertEquals(newest.reservations(), tree.reservations());
            assertEquals(newest.nodeCount(), tree.nodeCount());
            assertEquals(version >= 2 ? 3 : 0, tree.header().bootCpuId());
            assertEquals("/plb/opb/serial@ef600300", tree.find("serial0").orElseThrow().path());
            assertEquals(newest.find("/cpus/cpu").orElseThrow().name(), tree.find("/cpus/cpu").orElseThrow().name());
        }
    }

    @Test
    void countsNodesPropertiesAndPhandlesAsTheIndependentScript() throws IOException {
        Path sources = CorpusFiles.require("SOURCES.md");
        int compared = 0;
        for (String row : Files.readAllLines(sources)) {
            String[] c = row.split(" *\\| *");
            if (c.length > 6 && c[1].endsWith(".dtb") && c[3].contains("/")) {
                Fdt tree = FdtReader.readLenient(Tools.bytes(sources.resolveSibling(c[1])));
                int[] counts = new int[3];
                tree.root().walk(node -> {
                    counts[0]++;
                    counts[1] += node.properties().size();
                    counts[2] += node.property("phandle").or(() -> node.property("linux,phandle")).isPresent() ? 1 : 0;
                });
                String found = counts[0] + " " + counts[1] + " " + counts[2];
                assertEquals(c[4] + " " + c[5] + " " + c[6], found, c[1]);
                assertEquals(c[3], tree.header().version() + "/" + tree.header().lastCompVersion());
                compared++;
            }
        }
        assertTrue(compared > 30, () -> "too few rows");
    }

    @Test
    void knowsWhereThingsStand() throws FdtException {
        byte[] data = Tools.bytes(CorpusFiles.require("dtb/qemu/bamboo.dtb"));
        Fdt tree = FdtReader.read(data);
        FdtProperty model = tree.root().property("model").orElseThrow();
        assertEquals("amcc,bamboo", model.text());
        assertEquals("amcc,bamboo\0", new String(data, model.valueOffset(), model.length()));
        FdtNode cpus = tree.find("/cpus").orElseThrow();
        assertEquals("cpus", new String(data, cpus.offset() + 4, 4));
        assertTrue(model.isOneString());
        assertEquals(1, cpus.depth());
        assertEquals("0", tree.find("/cpus/cpu").orElseThrow().unitAddress().orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"m11-no-end-token", "m12-unbalanced-end-node", "m13-prop-length-huge",
        "m14-prop-nameoff-out-of-range", "m15-unknown-token"})
    void keepsWhatCameBeforeTheDamage(String name) {
        byte[] data = Tools.bytes(CorpusFiles.require("dtb/malformed/" + name + ".dtb"));
        Fdt tree = FdtReader.readLenient(data);
        assertEquals("amcc,bamboo", tree.root().property("model").orElseThrow().text());
        assertFalse(tree.complete());
        assertEquals(FdtChecker.check(data).orElseThrow(), tree.firstError().orElseThrow());
        FdtException refused = assertThrows(FdtException.class, () -> FdtReader.read(data));
        assertEquals(tree.firstError().orElseThrow(), refused.problem());
    }

    @ParameterizedTest
    @ValueSource(strings = {"m05-totalsize-smaller-than-header", "m09-last-comp-18", "m10-version-18-comp-16",
        "m16-nop-before-root-ok", "m17-trailing-garbage-ok", "m18-root-has-name", "m07-rsvmap-offset-unaligned",
        "m08-struct-size-beyond-total"})
    void readsTheWholeTreeWhereOnlyTheFrameIsWrong(String name) {
        Fdt tree = lenient("malformed/" + name + ".dtb");
        assertTrue(tree.complete());
        assertEquals(20, tree.nodeCount());
        assertFalse(tree.problems().isEmpty() && !name.startsWith("m10"));
    }

    @Test
    void givesAnEmptyTreeForWhatIsNoBlob() {
        for (byte[] data : List.of(new byte[0], new byte[27], new byte[4096])) {
            Fdt tree = FdtReader.readLenient(data);
            assertEquals(1, tree.nodeCount());
            assertFalse(tree.complete());
            assertEquals(1, tree.problems().size());
        }
    }

    private static byte[] nested(int levels) throws FdtException {
        byte[] base = DtbWriter.write(new FdtBuilder().beginNode("").endNode().build());
        int struct = (int) FdtHeader.read(base).structOffset();
        byte[] data = Arrays.copyOf(base, struct + levels * 12 + 4);
        int at = struct;
        for (int i = 0; i < levels; i++) {
            Bytes.put32(data, at, StructureCursor.BEGIN_NODE);
            Bytes.put32(data, at + 4, i == 0 ? 0 : 0x61000000);
            at += 8;
        }
        for (int i = 0; i < levels; i++, at += 4) {
            Bytes.put32(data, at, StructureCursor.END_NODE);
        }
        Bytes.put32(data, at, StructureCursor.END);
        Bytes.put32(data, 4, data.length);
        Bytes.put32(data, 12, data.length);
        Bytes.put32(data, 0x20, 0);
        Bytes.put32(data, 0x24, data.length - struct);
        return data;
    }

    @Test
    void warnsOfDeepTreesAndStopsAtTheLimit() throws FdtException {
        assertEquals(List.of(), FdtReader.read(nested(64)).problems());
        assertEquals(FdtProblem.Severity.WARNING, FdtReader.read(nested(65)).problems().get(0).severity());
        assertTrue(FdtReader.read(nested(1024)).complete());
        byte[] tooDeep = nested(500_000);
        assertTrue(FdtChecker.check(tooDeep).isEmpty());
        FdtException refused = assertThrows(FdtException.class, () -> FdtReader.read(tooDeep));
        assertEquals(FdtError.LIMIT, refused.problem().error());
        assertEquals(1024, FdtReader.readLenient(tooDeep).nodeCount());
    }

    @Test
    void keepsTheNodesOfABlobThatWasCutBeforeItsStrings() throws FdtException {
        byte[] whole = DtbWriter.write(new FdtBuilder().beginNode("").property("a", new byte[4]).beginNode("child")
                .property("b", new byte[4]).endNode().endNode().build());
        Fdt tree = FdtReader.readLenient(Arrays.copyOf(whole, (int) FdtHeader.read(whole).stringsOffset()));
        assertEquals(2, tree.nodeCount());
        assertFalse(tree.complete());
        assertEquals(FdtError.TRUNCATED, tree.firstError().orElseThrow().error());
        assertTrue(tree.problems().stream().anyMatch(problem -> problem.message().contains("names of 2 properties")));
    }

    @Test
    void doesNotLetOverlappingNamesExplode() {
        // One name of a megabyte, and a property for each of its suffixes: decoded one by one they would need gigabytes.
        int count = 300_000;
        byte[] data = new byte[72 + count * 12 + 16 + 1_000_001];
        int struct = 72;
        int strings = data.length - 1_000_001;
        int[] header = {FdtHeader.MAGIC, data.length, struct, strings, 56, 17, 16, 0, 1_000_001, count * 12 + 16};
        for (int i = 0; i < header.length; i++) {
            Bytes.put32(data, 4 * i, header[i]);
        }
        Bytes.put32(data, struct, StructureCursor.BEGIN_NODE);
        int at = struct + 8;
        for (int i = 0; i < count; i++, at += 12) {
            Bytes.put32(data, at, StructureCursor.PROP);
            Bytes.put32(data, at + 8, 996_000 - i * 3 % 4000);
        }
        Bytes.put32(data, at, StructureCursor.END_NODE);
        Bytes.put32(data, at + 4, StructureCursor.END);
        Arrays.fill(data, strings, data.length - 1, (byte) 'n');
        assertTrue(FdtChecker.check(data).isEmpty());
        Fdt tree = FdtReader.readLenient(data);
        assertEquals(FdtError.LIMIT, tree.firstError().orElseThrow().error());
    }

    @Test
    void warnsOfAReservationListEndedByAnAddress() throws FdtException {
        byte[] data = DtbWriter.write(new FdtBuilder().reserve(0x1000, 0x10).beginNode("").endNode().build());
        Bytes.put64(data, 56, 0x2000);
        Fdt tree = FdtReader.read(data);
        assertEquals(List.of(new MemoryReservation(0x1000, 0x10)), tree.reservations());
        assertEquals(56, tree.problems().get(0).offset());
    }

    @Test
    void findsNodesAsLibfdt() {
        Fdt tree = new FdtBuilder().beginNode("").beginNode("aliases").string("s", "/soc/uart@1").endNode()
                .beginNode("soc").beginNode("uart@1").endNode().beginNode("uart@2").endNode().beginNode("uart").endNode()
                .endNode().endNode().build();
        assertEquals("/soc/uart@1", tree.find("/soc/uart").orElseThrow().path());
        assertEquals("/soc/uart@2", tree.find("//soc///uart@2/").orElseThrow().path());
        assertEquals("/soc/uart@1", tree.find("s").orElseThrow().path());
        assertTrue(tree.find("/soc/uart@3").isEmpty());
        assertTrue(tree.find("nothing/uart").isEmpty());
        assertEquals("/", tree.find("/").orElseThrow().path());
    }
}
