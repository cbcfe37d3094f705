// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.bindscope.testsupport.CorpusFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FdtCheckerTest {

    static String verdict(byte[] data) {
        return FdtChecker.check(data).map(p -> p.error().name()).orElse("OK");
    }

    @Test
    void agreesWithTheRecordedVerdictsOfLibfdtOnEveryMalformedBlob() throws IOException {
        Path table = CorpusFiles.require("dtb/malformed/EXPECTED.tsv");
        List<String> rows = Files.readAllLines(table);
        for (String row : rows.subList(1, rows.size())) {
            String[] columns = row.split("\t");
            String expected = columns[1].replaceAll(".*full=", "").replace("FDT_ERR_", "");
            assertEquals(expected, verdict(Tools.bytes(table.resolveSibling(columns[0]))), columns[0]);
        }
        assertEquals(21, rows.size());
    }

    @ParameterizedTest
    @CsvSource({"m01-bad-magic,0", "m03-truncated-file,3000", "m05-totalsize-smaller-than-header,4",
        "m08-struct-size-beyond-total,8", "m09-last-comp-18,0x18", "m19-empty-file,0"})
    void namesThePlaceOfHeaderFailures(String name, String offset) {
        byte[] data = Tools.bytes(CorpusFiles.require("dtb/malformed/" + name + ".dtb"));
        long expected = name.startsWith("m03") ? data.length : Long.decode(offset);
        assertEquals(expected, FdtChecker.check(data).orElseThrow().offset());
    }

    @ParameterizedTest
    @CsvSource({"1,BADVERSION", "2,OK", "3,OK", "16,OK", "17,OK"})
    void acceptsTheVersionsThatLibfdtReads(int version, String expected) {
        assertEquals(expected, verdict(Tools.bytes(CorpusFiles.require("dtb/versions/bamboo-v" + version + ".dtb"))));
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("blobs")
    void acceptsTheSoundBlobsOfTheCorpus(Path blob) {
        assertEquals(blob.endsWith("bamboo-v1.dtb") ? "BADVERSION" : "OK", verdict(Tools.bytes(blob)));
    }

    static Stream<Path> blobs() {
        return Tools.soundBlobs();
    }

    /** One recorded verdict. */
    record Recorded(String row, byte[] data, String verdict) {

        /** libfdt 1.6.1 accepts property lengths that make its sums wrap around, 1.7 refuses them as it is done here. */
        boolean lengthWrapsAround() {
            return row.endsWith("\tffffffff\t" + verdict)
                    && FdtChecker.check(data).orElseThrow().message().contains("claims 4294967295");
        }
    }

    /**
     * The rows of libfdt-verdicts.tsv: blobs in hex, then cuts (length) and replaced words (offset, value) of them with what
     * fdt_check_full of libfdt 1.6.1 said. Rows where libfdt itself crashed (a root path without slash before version 16) were
     * left out when recording.
     */
    static List<Recorded> recorded() throws IOException {
        List<Recorded> list = new ArrayList<>();
        Map<String, byte[]> blobs = new HashMap<>();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                FdtCheckerTest.class.getResourceAsStream("libfdt-verdicts.tsv"), StandardCharsets.US_ASCII))) {
            for (String row = reader.readLine(); row != null; row = reader.readLine()) {
                String[] c = row.split("\t");
                if (c[0].equals("blob")) {
                    blobs.put(c[1], HexFormat.of().parseHex(c[2]));
                } else if (c[0].equals("cut")) {
                    list.add(new Recorded(row, Arrays.copyOf(blobs.get(c[1]), Integer.parseInt(c[2])), c[4]));
                } else {
                    byte[] data = blobs.get(c[1]).clone();
                    Bytes.put32(data, Integer.parseInt(c[2]), Integer.parseUnsignedInt(c[3], 16));
                    list.add(new Recorded(row, data, c[4]));
                }
            }
        }
        return list;
    }

    @Test
    void agreesWithLibfdtOnThousandsOfDamagedBlobs() throws IOException {
        List<String> differing = recorded().stream().filter(r -> !r.verdict.equals(verdict(r.data)))
                .filter(r -> !r.lengthWrapsAround()).map(r -> r.row + " but here " + FdtChecker.check(r.data)).toList();
        assertEquals(List.of(), differing);
        assertTrue(recorded().size() > 4000);
    }

    @Test
    void refusesALengthThatMakesSumsWrapAround() throws Exception {
        byte[] data = DtbWriter.write(new FdtBuilder().beginNode("").cells("p", 1).endNode().build());
        int length = (int) FdtHeader.read(data).structOffset() + 12;
        for (int value = 0xfffffff0; value != 0; value++) {
            Bytes.put32(data, length, value);
            Optional<FdtProblem> problem = FdtChecker.check(data);
            assertEquals(FdtError.BADSTRUCTURE, problem.orElseThrow().error());
            assertEquals(length - 4, problem.get().offset());
        }
    }

    @Test
    void gaveNoRootAPathWithoutSlash() {
        byte[] data = Tools.bytes(CorpusFiles.require("dtb/versions/bamboo-v3.dtb"));
        int root = (int) FdtHeader.read(data).structOffset();
        data[root + 4] = 'x';
        assertEquals("BADSTRUCTURE", verdict(data));
    }
}
