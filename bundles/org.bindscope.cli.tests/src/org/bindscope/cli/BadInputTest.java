// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipEncodingHelper;
import org.bindscope.training.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input: status 2 and one line that says which file, where, and what was expected. */
class BadInputTest {

    @TempDir
    private Path folder;

    private Path file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private static byte[] sample(String name) throws IOException {
        try (var in = Samples.machine(name).orElseThrow().open()) {
            return in.readAllBytes();
        }
    }

    private static String refused(Run run) {
        assertEquals(2, run.status(), run.out());
        assertEquals("", run.out());
        assertTrue(run.err().startsWith("bindscope: "), run.err());
        assertTrue(run.err().endsWith("\n"), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
        assertFalse(run.err().contains("Exception"), run.err());
        return run.err();
    }

    @Test
    void aTruncatedBlobIsRefusedWithItsOffset() throws IOException {
        byte[] blob = sample("sequoia-dtb");
        Path cut = file("cut.dtb", Arrays.copyOf(blob, 30_000));
        String line = refused(Run.of("inspect", cut.toString()));
        assertTrue(line.contains(cut.toString()), line);
        assertTrue(line.contains("0x7530") || line.contains("30000"), line);
        line = refused(Run.of("fdt", "decompile", cut.toString()));
        assertTrue(line.contains(cut.toString()), line);
        assertTrue(line.contains("offset 0x7530"), line);
    }

    @Test
    void anArchiveCutInTheMiddleIsRefusedWithThePlace() throws IOException {
        for (String name : new String[] {"sequoia", "qemu-x86-nodrivers"}) {
            byte[] whole = sample(name);
            Path cut = file(name, Arrays.copyOf(whole, whole.length / 2));
            String line = refused(Run.of("inspect", cut.toString()));
            assertTrue(line.contains(cut.toString()), line);
            assertTrue(line.matches("(?s).*\\d.*"), line);
        }
    }

    @Test
    void namesThatClimbOutOfTheArchiveTouchNothing() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            entry(tar, "m/../../escaped.txt", "x");
            TarArchiveEntry link = new TarArchiveEntry("m/sys/class/net", TarArchiveEntry.LF_SYMLINK);
            link.setLinkName("../../../../../../../../etc");
            tar.putArchiveEntry(link);
            tar.closeArchiveEntry();
            entry(tar, "m/sys/bus/pci/devices/0000:00:00.0/vendor", "0x8086\n");
            entry(tar, "m/sys/bus/pci/devices/0000:00:00.0/device", "0x29c0\n");
        }
        Path archive = file("climb.tar", bytes.toByteArray());
        Run run = Run.of("inspect", archive.toString(), "--format", "json");
        if (run.status() == 2) {
            assertTrue(refused(run).contains("climb.tar"), run.err());
        } else {
            assertEquals(1, run.object().getAsJsonArray("devices").size());
            assertTrue(run.object().getAsJsonArray("problems").toString().contains("escaped.txt"), run.out());
        }
        assertFalse(Files.exists(folder.getParent().resolve("escaped.txt")));
    }

    private static void entry(TarArchiveOutputStream tar, String name, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    @Test
    void aBombOfZerosIsRefusedInBoundedMemory() throws IOException {
        long size = 10L << 30;
        Path bomb = folder.resolve("bomb.tar.gz");
        // Sixteen megabytes of zeros, compressed once and repeated: gzip members may follow each other.
        ByteArrayOutputStream member = new ByteArrayOutputStream();
        int chunk = 16 << 20;
        try (OutputStream gzip = new GZIPOutputStream(member)) {
            gzip.write(new byte[chunk]);
        }
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(head)) {
            TarArchiveEntry entry = new TarArchiveEntry("sys/kernel/zeros", true);
            entry.setSize(size);
            byte[] header = new byte[512];
            entry.writeEntryHeader(header, ZipEncodingHelper.getZipEncoding("UTF-8"), true);
            gzip.write(header);
        }
        try (OutputStream out = Files.newOutputStream(bomb)) {
            out.write(head.toByteArray());
            for (long done = 0; done < size; done += chunk) {
                out.write(member.toByteArray());
            }
        }
        String line = refused(Run.of("inspect", bomb.toString()));
        assertTrue(line.contains("bomb.tar.gz"), line);
    }

    @Test
    void aFileThatIsNoneOfTheseIsRefused() throws IOException {
        Path text = file("letter.txt", "Dear customer,\nhere is the file.\n".getBytes(StandardCharsets.UTF_8));
        String line = refused(Run.of("inspect", text.toString()));
        assertTrue(line.contains("letter.txt"), line);
        assertTrue(line.contains("expected"), line);
        refused(Run.of("inspect", file("empty", new byte[0]).toString()));
    }

    @Test
    void anEmptyFolderIsRefused() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("nothing"));
        String line = refused(Run.of("inspect", empty.toString()));
        assertTrue(line.contains("nothing"), line);
    }

    @Test
    void aMissingFileIsRefused() {
        assertTrue(refused(Run.of("inspect", "/no/such/file")).contains("/no/such/file"));
        assertTrue(refused(Run.of("fdt", "decompile", "/no/such/file")).contains("/no/such/file"));
        assertTrue(refused(Run.of("fdt", "check", "/no/such/file")).contains("/no/such/file"));
        assertTrue(refused(Run.of("inspect", "sample:sequoia", "--pci-ids", "/no/such/ids")).contains("/no/such/ids"));
    }

    @Test
    void aSnapshotWithoutConfigAndGroupsOpensAndSaysWhatItLacks() throws IOException {
        Path device = Files.createDirectories(folder.resolve("s/sys/bus/pci/devices/0000:00:02.0"));
        Files.writeString(device.resolve("vendor"), "0x8086\n");
        Files.writeString(device.resolve("device"), "0x29c0\n");
        Files.writeString(device.resolve("class"), "0x060000\n");
        Run json = Run.of("inspect", folder.resolve("s").toString(), "--format", "json");
        assertTrue(json.status() < 2, json.err());
        var found = json.object().getAsJsonArray("devices").get(0).getAsJsonObject();
        assertEquals("8086", found.get("vendor").getAsString());
        assertTrue(found.get("iommuGroup").isJsonNull());
        assertTrue(found.get("headerType").isJsonNull());
        assertEquals(0, json.object().getAsJsonArray("iommuGroups").size());
        Run text = Run.of("groups", folder.resolve("s").toString());
        assertEquals(0, text.status(), text.err());
        assertTrue(text.out().contains("does not say whether there are IOMMU groups"), text.out());
    }

    @Test
    void anUnknownSampleListsTheNames() {
        String line = refused(Run.of("inspect", "sample:nosuch"));
        assertTrue(line.contains("nosuch"), line);
        Samples.machines().forEach(sample -> assertTrue(line.contains(sample.name()), line));
    }

    @ParameterizedTest
    @ValueSource(strings = {"frobnicate", "inspect", "inspect --frob sample:sequoia", "inspect sample:sequoia --format xml",
        "inspect sample:sequoia --rules Z", "fdt frobnicate", "fdt decompile", "fdt overlay a.dtb", "inspect a b",
        "plan sample:sequoia", "plan sample:sequoia --bind 0005:01:00.0", "plan sample:sequoia --bind x=vfio-pci",
        "plan sample:sequoia --unbind 0005:01:00.0 --as nosuch"})
    void badWordsAreOneLine(String words) {
        refused(Run.of(words.split(" ")));
    }

    @Test
    void whatIsAllowedIsNamed() {
        assertTrue(refused(Run.of("inspect", "sample:sequoia", "--format", "xml")).contains("text or json"));
        assertTrue(refused(Run.of("inspect", "sample:sequoia", "--rules", "Z")).contains("S-nocompat"));
        assertTrue(refused(Run.of("plan", "sample:sequoia", "--unbind", "0005:01:00.0", "--as", "x")).contains("sysfs"));
        assertTrue(refused(Run.of("frobnicate")).contains("inspect"));
    }

    @Test
    void controlCharactersInNamesDoNotReachTheTerminal() {
        String line = refused(Run.of("inspect", "/no/such\u001b[31m\nfile"));
        assertFalse(line.contains("\u001b"), line);
    }
}
