// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DtbWriterTest {

    static Stream<Path> blobs() {
        return Tools.soundBlobs();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("blobs")
    void readsBackWhatItWrote(Path blob) throws FdtException {
        Fdt tree = FdtReader.readLenient(Tools.bytes(blob));
        byte[] written = DtbWriter.write(tree);
        Fdt again = FdtReader.read(written);
        assertTrue(tree.sameContent(again));
        assertEquals(written.length, again.header().totalSize());
        assertArrayEquals(written, DtbWriter.write(again));
    }

    @Test
    void sharesTheEndsOfNames() throws FdtException {
        Fdt tree = new FdtBuilder().bootCpu(7).beginNode("").cells("linux,phandle", 1).cells("phandle", 1).endNode().build();
        FdtHeader header = FdtReader.read(DtbWriter.write(tree)).header();
        assertEquals("linux,phandle".length() + 1, header.stringsSize());
        assertEquals(7, header.bootCpuId());
        assertEquals(16, header.lastCompVersion());
    }

    @Test
    void builderRefusesWhatNoBlobCanHold() {
        assertThrows(IllegalStateException.class, () -> new FdtBuilder().build());
        assertThrows(IllegalStateException.class, () -> new FdtBuilder().beginNode("").build());
        assertThrows(IllegalStateException.class, () -> new FdtBuilder().beginNode("").endNode().beginNode("x"));
        assertThrows(IllegalArgumentException.class, () -> new FdtBuilder().reserve(1, 0));
        assertThrows(IllegalArgumentException.class, () -> new FdtBuilder().beginNode("a\0b"));
    }
}
