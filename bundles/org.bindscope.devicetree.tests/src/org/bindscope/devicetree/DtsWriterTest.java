// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DtsWriterTest {

    /** Every blob of the corpus against the real dtc. */
    @Nested
    class AgainstDtc {

        @BeforeEach
        void needsDtc() {
            Tools.requireDtc161();
        }

        @ParameterizedTest(allowZeroInvocations = true)
        @MethodSource("blobs")
        void writesCorpusBlobsByteForByteAsDtc(Path blob) {
            byte[] data = Tools.bytes(blob);
            Fdt tree = FdtReader.readLenient(data);
            assertArrayEquals(Tools.dtc(data, "-f"), Tools.dts(tree, false));
            assertArrayEquals(Tools.dtc(data, "-f", "-s"), Tools.dts(tree, true));
        }

        static Stream<Path> blobs() {
            return Tools.soundBlobs();
        }

        @ParameterizedTest(allowZeroInvocations = true)
        @MethodSource("damaged")
        void writesTheMalformedBlobsThatDtcDecodesAsDtc(Path blob) {
            byte[] data = Tools.bytes(blob);
            Tools.Answer answer = Tools.run(data, "dtc", "-q", "-q", "-f", "-I", "dtb", "-O", "dts");
            if (answer.exit() == 0) {
                assertArrayEquals(answer.output(), Tools.dts(FdtReader.readLenient(data), false));
            }
        }

        static Stream<Path> damaged() {
            return org.bindscope.testsupport.CorpusFiles.list("dtb/malformed", ".dtb").stream();
        }
    }

    /** The table of section 1.4 of the format notes: raw bytes and what dtc 1.6.1 prints for them. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            00                   | [00]
            00000000             | <0x00>
            61626300             | "abc"
            61620000             | "ab\\0"
            610000               | [61 00 00]
            006100               | [00 61 00]
            780079790000         | "x\\0yy\\0"
            0d0a00               | "\\r\\n"
            0700                 | "\\a"
            1b610000             | <0x1b610000>
            61626364             | <0x61626364>
            08090b0c00           | "\\b\\t\\v\\f"
            225c00               | "\\"\\\\"
            0000000a000100000000ffff | <0x0a 0x10000 0xffff>
            7f00                 | [7f 00]
            """, quoteCharacter = '`')
    void guessesValuesAsDtc(String bytes, String expected) throws Exception {
        StringBuilder line = new StringBuilder();
        new DtsWriter(false).writeProperty(FdtProperty.of("p", HexFormat.of().parseHex(bytes)), line);
        assertEquals("p = " + expected + ";\n", line.toString());
    }

    @Test
    void writesAnEmptyPropertyAsItsName() throws Exception {
        StringBuilder line = new StringBuilder();
        new DtsWriter(false).writeProperty(FdtProperty.of("ranges", new byte[0]), line);
        assertEquals("ranges;\n", line.toString());
    }

    @Test
    void writesReservationsNestedNodesAndDropsRightNameProperties() {
        Fdt tree = new FdtBuilder().reserve(0x10, 0x20).reserve(8, 1).beginNode("").string("name", "")
                .beginNode("z@1").string("name", "z").cells("reg", 1).endNode()
                .beginNode("a").string("name", "b").endNode().endNode().build();
        String text = new String(Tools.dts(tree, false), StandardCharsets.ISO_8859_1);
        assertEquals("""
                /dts-v1/;

                /memreserve/\t0x0000000000000010 0x0000000000000020;
                /memreserve/\t0x0000000000000008 0x0000000000000001;
                / {

                \tz@1 {
                \t\treg = <0x01>;
                \t};

                \ta {
                \t\tname = "b";
                \t};
                };
                """, text);
        String sorted = new String(Tools.dts(tree, true), StandardCharsets.ISO_8859_1);
        assertTrue(sorted.indexOf("0000008") < sorted.indexOf("0000010") && sorted.indexOf("a {") < sorted.indexOf("z@1"));
    }

    @Test
    void keepsAllNamePropertiesWhenOneIsNoString() {
        Fdt tree = new FdtBuilder().beginNode("").beginNode("a").string("name", "a").endNode()
                .beginNode("b").property("name", new byte[] {1, 2, 3, 4}).endNode().endNode().build();
        String text = new String(Tools.dts(tree, false), StandardCharsets.ISO_8859_1);
        assertTrue(text.contains("name = \"a\";"));
    }

    @Test
    void keepsAllNamePropertiesWhenAnEarlierCheckOfDtcFails() throws FdtException {
        List<Consumer<FdtBuilder>> errors = List.of(b -> b.cells("x", 1).cells("x", 2), b -> b.cells("bad!name", 1),
                b -> b.beginNode("a").endNode(), b -> b.beginNode("b$").endNode(), b -> b.beginNode("b@1@2").endNode());
        for (Consumer<FdtBuilder> error : errors) {
            FdtBuilder builder = new FdtBuilder().beginNode("").string("name", "");
            error.accept(builder);
            Fdt tree = builder.beginNode("a").string("name", "a").endNode().endNode().build();
            String text = new String(Tools.dts(tree, false), StandardCharsets.ISO_8859_1);
            assertTrue(text.contains("name = \"a\";"));
            Tools.requireDtc161();
            assertArrayEquals(Tools.dtc(DtbWriter.write(tree), "-f"), Tools.dts(tree, false));
        }
    }
}
