// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bindscope.testsupport.CorpusFiles;
import org.bindscope.training.Samples;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The commands for device trees answer as dtc, fdtoverlay and libfdt do. */
class FdtCommandsTest {

    @TempDir
    private Path folder;

    static List<Path> blobs() {
        List<Path> all = new ArrayList<>(CorpusFiles.list("", ".dtb", ".dtbo"));
        all.removeIf(path -> path.toString().contains("/malformed/"));
        return all;
    }

    static List<Path> malformed() {
        return CorpusFiles.list("dtb/malformed", ".dtb");
    }

    /** Standard output of a tool; empty when the tool is not installed or fails. */
    private static Optional<byte[]> tool(String... words) throws IOException, InterruptedException {
        try {
            Process process = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD).start();
            byte[] out = process.getInputStream().readAllBytes();
            return process.waitFor() == 0 ? Optional.of(out) : Optional.empty();
        } catch (IOException e) {
            Assumptions.abort("not installed: " + words[0]);
            throw e;
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("blobs")
    void decompileWritesWhatDtcWrites(Path blob) throws IOException, InterruptedException {
        Optional<byte[]> expected = tool("dtc", "-q", "-I", "dtb", "-O", "dts", blob.toString());
        Run run = Run.of("fdt", "decompile", blob.toString());
        if (expected.isPresent()) {
            assertEquals(0, run.status(), run.err());
            assertArrayEquals(expected.get(), run.bytes());
            assertArrayEquals(expected.get(), Run.withInput(Files.readAllBytes(blob), "fdt", "decompile", "-").bytes());
        }
    }

    @Test
    void sortedTextIsThatOfDtc() throws IOException, InterruptedException {
        Path blob = folder.resolve("sequoia.dtb");
        Files.write(blob, sampleTree());
        byte[] expected = tool("dtc", "-q", "-s", "-I", "dtb", "-O", "dts", blob.toString()).orElseThrow();
        assertArrayEquals(expected, Run.of("fdt", "decompile", "-s", blob.toString()).bytes());
        Path out = folder.resolve("out.dts");
        Run run = Run.of("fdt", "decompile", blob.toString(), "--sort", "-o", out.toString());
        assertEquals(0, run.status());
        assertEquals("", run.out());
        assertArrayEquals(expected, Files.readAllBytes(out));
    }

    @Test
    void aFolderOfBlobsBecomesAFolderOfTexts() throws IOException {
        Path blobs = Files.createDirectories(folder.resolve("blobs/inner"));
        Files.write(blobs.resolve("a.dtb"), sampleTree());
        Files.write(blobs.resolveSibling("b.dtbo"), sampleTree());
        Path texts = folder.resolve("texts");
        Run run = Run.of("fdt", "decompile", blobs.getParent().toString(), "-o", texts.toString());
        assertEquals(0, run.status(), run.err());
        byte[] alone = Run.of("fdt", "decompile", blobs.resolve("a.dtb").toString()).bytes();
        assertArrayEquals(alone, Files.readAllBytes(texts.resolve("inner/a.dts")));
        assertArrayEquals(alone, Files.readAllBytes(texts.resolve("b.dts")));
    }

    @Test
    void aDamagedBlobOfAFolderCostsOneLineAndNothingElse() throws IOException {
        Path blobs = Files.createDirectories(folder.resolve("blobs"));
        Files.write(blobs.resolve("good.dtb"), sampleTree());
        Files.write(blobs.resolve("cut.dtb"), Arrays.copyOf(sampleTree(), 500));
        Path texts = folder.resolve("texts");
        Run run = Run.of("fdt", "decompile", blobs.toString(), "-o", texts.toString());
        assertEquals(1, run.status());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().contains("cut.dtb"), run.err());
        assertTrue(Files.exists(texts.resolve("good.dts")));
        assertTrue(Files.notExists(texts.resolve("cut.dts")));
    }

    @Test
    void aTreeOfDirectoriesIsWrittenAsDtcWritesIt() throws IOException, InterruptedException {
        Path root = Files.createDirectories(folder.resolve("base"));
        Files.write(root.resolve("#address-cells"), new byte[] {0, 0, 0, 2});
        Path memory = Files.createDirectories(root.resolve("memory@80000000"));
        Files.write(memory.resolve("device_type"), "memory\0".getBytes(StandardCharsets.US_ASCII));
        Files.write(memory.resolve("reg"), new byte[] {0, 0, 0, 0, (byte) 0x80, 0, 0, 0});
        byte[] expected = tool("dtc", "-q", "-s", "-I", "fs", "-O", "dts", root.toString()).orElseThrow();
        Run run = Run.of("fdt", "decompile", "-s", root.toString());
        assertEquals(0, run.status(), run.err());
        assertArrayEquals(expected, run.bytes());
    }

    @Test
    void aFolderWithoutBlobsOrWithoutATargetIsRefused() {
        assertEquals(2, Run.of("fdt", "decompile", folder.toString(), "-o", folder.resolve("out").toString()).status());
        assertEquals(2, Run.of("fdt", "decompile", folder.toString()).status());
    }

    private static byte[] sampleTree() throws IOException {
        try (var in = Samples.machine("sequoia-dtb").orElseThrow().open()) {
            return in.readAllBytes();
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("malformed")
    void checkGivesTheVerdictOfLibfdtForEachDamagedBlob(Path blob) throws IOException {
        Map<String, String> verdicts = new HashMap<>();
        for (String line : Files.readAllLines(CorpusFiles.require("dtb/malformed/EXPECTED.tsv"))) {
            String[] cells = line.split("\t");
            verdicts.put(cells[0], cells[1].substring(cells[1].indexOf("full=") + 5));
        }
        String expected = verdicts.get(blob.getFileName().toString());
        Run run = Run.of("fdt", "check", "--format", "json", blob.toString());
        var checked = run.array().get(0).getAsJsonObject();
        assertEquals(blob.toString(), checked.get("file").getAsString());
        if (expected.equals("OK")) {
            assertTrue(checked.get("accepted").getAsBoolean());
            assertEquals(0, run.status());
        } else {
            assertEquals(1, run.status());
            var first = checked.getAsJsonArray("problems").get(0).getAsJsonObject();
            assertEquals("error", first.get("severity").getAsString());
            assertEquals(expected, first.get("error").getAsString());
            assertTrue(!first.get("offset").isJsonNull());
            String text = Run.of("fdt", "check", blob.toString()).out();
            assertTrue(text.contains(expected + " at offset 0x"), text);
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("malformed")
    void decompileOfADamagedBlobWritesNothingUnlessForced(Path blob) {
        Run run = Run.of("fdt", "decompile", blob.toString());
        if (run.status() == 0) {
            assertTrue(run.out().startsWith("/dts-v1/;"));
        } else {
            assertEquals(2, run.status());
            assertEquals("", run.out());
            Run forced = Run.of("fdt", "decompile", "--force", blob.toString());
            assertEquals(1, forced.status());
            assertTrue(forced.out().startsWith("/dts-v1/;"));
            assertEquals(1, forced.err().lines().count());
        }
    }

    @Test
    void oneGoodAndOneDamagedFileAreBothAnswered() throws IOException {
        Path good = Files.write(folder.resolve("good.dtb"), sampleTree());
        byte[] bytes = sampleTree();
        bytes[0] = 0;
        Path bad = Files.write(folder.resolve("bad.dtb"), bytes);
        Run run = Run.of("fdt", "check", bad.toString(), good.toString());
        assertEquals(1, run.status());
        assertTrue(run.out().contains(good + ": ok\n"), run.out());
        assertTrue(run.out().contains(bad + ": error: FDT_ERR_BADMAGIC at offset 0x0"), run.out());
        Run missing = Run.of("fdt", "check", "/no/such.dtb", good.toString());
        assertEquals(2, missing.status());
        assertTrue(missing.out().contains(good + ": ok\n"));
        assertTrue(missing.err().contains("/no/such.dtb"));
    }

    @Test
    void overlayWritesWhatFdtoverlayWrites() throws IOException, InterruptedException {
        for (String[] pair : new String[][] {{"panel-base.dtb", "draak-ebisu-panel-aa104xd12.dtbo"},
            {"gpu-base.dtb", "gpu-overlay.dtbo"}}) {
            Path base = CorpusFiles.require("dtb/overlays/" + pair[0]);
            Path overlay = CorpusFiles.require("dtb/overlays/" + pair[1]);
            Path expected = folder.resolve("expected.dtb");
            Path got = folder.resolve("got.dtb");
            tool("fdtoverlay", "-i", base.toString(), "-o", expected.toString(), overlay.toString()).orElseThrow();
            Run run = Run.of("fdt", "overlay", base.toString(), overlay.toString(), "-o", got.toString());
            assertEquals(0, run.status(), run.err());
            assertArrayEquals(tool("dtc", "-q", "-s", "-I", "dtb", "-O", "dts", expected.toString()).orElseThrow(),
                    tool("dtc", "-q", "-s", "-I", "dtb", "-O", "dts", got.toString()).orElseThrow());
            assertArrayEquals(Files.readAllBytes(got),
                    Run.of("fdt", "overlay", base.toString(), overlay.toString(), "-o", "-").bytes());
        }
    }

    @Test
    void aFailedFixupNamesOverlayFragmentAndLabel() {
        Path base = CorpusFiles.require("dtb/debian-arm64/bcm2711-rpi-4-b.dtb");
        Path overlay = CorpusFiles.require("dtb/overlays/draak-ebisu-panel-aa104xd12.dtbo");
        Run run = Run.of("fdt", "overlay", base.toString(), overlay.toString(), "-o", folder.resolve("x.dtb").toString());
        assertEquals(2, run.status());
        assertTrue(run.err().contains(overlay.toString()), run.err());
        assertTrue(run.err().contains("FDT_ERR_NOTFOUND"), run.err());
        assertTrue(run.err().contains("fragment@"), run.err());
        assertTrue(run.err().contains("label "), run.err());
    }
}
