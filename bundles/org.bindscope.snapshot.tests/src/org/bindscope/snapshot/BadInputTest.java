// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import org.bindscope.model.Machine;
import org.bindscope.model.ProblemSeverity;
import org.bindscope.testsupport.CorpusFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad input is one sentence with the place, or an opened snapshot that says what it lacks. */
class BadInputTest {

    private static final String DEVICE = "sys/devices/pci0000:00/0000:00:01.0";

    @TempDir
    Path folder;

    private static String refused(String source) {
        SnapshotException thrown = assertThrows(SnapshotException.class, () -> Machines.open(source));
        return sentence(thrown.getMessage());
    }

    private static String refused(byte[] content) {
        return sentence(assertThrows(SnapshotException.class,
                () -> TarBuilder.open(content, ReadOptions.defaults())).getMessage());
    }

    private static String sentence(String message) {
        assertFalse(message.contains("\n") || message.contains("Exception") || message.contains("null"), message);
        return message;
    }

    private static boolean hasProblem(Machine machine, String part) {
        return machine.getProblems().stream().anyMatch(problem -> problem.getMessage().contains(part));
    }

    @Test
    void aFileThatIsNoneOfTheseSaysWithWhatItBegins() throws IOException {
        Path file = Files.writeString(folder.resolve("notes.txt"), "hello");
        assertTrue(refused(file.toString()).contains("it begins with the bytes 68 65 6c 6c"));
    }

    @Test
    void anEmptyFileAndAMissingOneSaySo() throws IOException {
        Path file = Files.createFile(folder.resolve("empty.tar.gz"));
        assertTrue(refused(file.toString()).contains("the file is empty"));
        assertTrue(refused(folder.resolve("nothing").toString()).contains("there is no such file"));
        assertTrue(refused("nul\0name").contains("the name of a file or folder was expected"));
    }

    @Test
    void anEmptyFolderAndOneWithoutAMachineSaySo() throws IOException {
        assertTrue(refused(folder.toString()).contains("the folder is empty"));
        Files.createDirectories(folder.resolve("photos/2024"));
        assertTrue(refused(folder.toString()).contains("it holds no machine"));
    }

    static Stream<Path> corpusArchives() {
        return Stream.of("qemu/qemu-pseries.tar.xz", "real/nvidia-dgx-gb10.tar.bz2",
                "real/linux-amd64-accel-nvidia.tar.gz").filter(name -> CorpusFiles.corpus().isPresent())
                .map(name -> CorpusFiles.require("sysfs/" + name));
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("corpusArchives")
    void anArchiveThatWasCutNamesTheByteWhereItEnds(Path archive) throws IOException {
        byte[] whole = Files.readAllBytes(archive);
        for (int length : new int[] {whole.length / 3, whole.length / 2, whole.length * 9 / 10}) {
            Path cut = Files.write(folder.resolve(archive.getFileName()), Arrays.copyOf(whole, length));
            String message = refused(cut.toString());
            assertTrue(message.startsWith(cut + ": the archive ends at byte " + length), message);
        }
    }

    @Test
    void aTarThatWasCutInTheMiddleOfAMemberNamesTheByte() {
        byte[] whole = new TarBuilder().function(DEVICE, "10de", "1db5", "030200").tar();
        for (int length : new int[] {700, 1100, 1300}) {
            String message = refused(Arrays.copyOf(whole, length));
            assertTrue(message.contains("the archive ends at byte " + length), message);
        }
    }

    @Test
    void aTarThatWasCutBetweenTwoMembersOpensAndSaysThatTheMarkerIsMissing() throws SnapshotException {
        byte[] whole = new TarBuilder().function(DEVICE, "10de", "1db5", "030200").tar();
        Machine machine = TarBuilder.open(Arrays.copyOf(whole, 7 * 512), ReadOptions.defaults()).machine();
        assertTrue(hasProblem(machine, "without the end marker"));
        assertEquals(1, Machines.functions(machine).size());
    }

    @Test
    void aDamagedTarHeaderNamesThePlace() {
        byte[] whole = new TarBuilder().function(DEVICE, "10de", "1db5", "030200").tar();
        whole[1024 + 10] ^= 1;
        String message = refused(whole);
        assertTrue(message.contains("damaged at about byte") && message.contains("the header of a tar member"), message);
    }

    @Test
    void aWrongChecksumOfACompressedArchiveIsFound() {
        byte[] packed = TarBuilder.gzip(new TarBuilder().function(DEVICE, "10de", "1db5", "030200").tar());
        packed[packed.length - 6] ^= 1;
        assertTrue(refused(packed).contains("damaged"));
    }

    @Test
    void namesThatLeadOutOfTheArchiveAreLeftOutOneByOne() throws SnapshotException {
        Snapshot snapshot = new TarBuilder().function(DEVICE, "10de", "1db5", "030200")
                .file("../etc/passwd", "x").file("sys/../../../x", "x").file("/etc/shadow", "x").open();
        assertEquals(1, Machines.functions(snapshot.machine()).size());
        assertEquals(3, snapshot.machine().getProblems().stream()
                .filter(problem -> problem.getMessage().contains("was left out: a relative name")).count());
        assertFalse(snapshot.files().exists("etc/passwd"));
    }

    @Test
    void linksOutOfTheArchiveAreTextAndNeverFollowed() throws SnapshotException {
        Snapshot snapshot = new TarBuilder().function(DEVICE, "10de", "1db5", "030200")
                .link(DEVICE + "/config", "../../../../../../../../etc/passwd")
                .link("sys/kernel", "/etc").link("sys/loop", "loop").file("sys/kernel/notes", "x").open();
        FileTree files = snapshot.files();
        assertEquals("../../../../../../../../etc/passwd", files.linkTarget(DEVICE + "/config").orElseThrow());
        assertTrue(files.resolve(DEVICE + "/config").isEmpty());
        assertTrue(files.resolve("sys/loop").isEmpty());
        assertTrue(files.list("sys/kernel").isEmpty());
        assertTrue(hasProblem(snapshot.machine(), "sys/kernel/notes was left out"));
        assertTrue(Machines.evidence(Machines.functions(snapshot.machine()).get(0), "configSpace").get(0).getText()
                .contains("leads to nothing"));
    }

    /** Ten gigabytes of zeros in a hundred members; the same compressed piece a hundred times is a gzip file. */
    @Test
    void aBombOfTenGigabytesOfZerosEndsQuicklyWithOneSentence() throws IOException {
        Path bomb = folder.resolve("bomb.tar.gz");
        byte[] piece = TarBuilder.gzip(Arrays.copyOf(new TarBuilder().file("sys/devices/zeros", new byte[100 << 20]).tar(),
                512 + (100 << 20)));
        try (OutputStream file = Files.newOutputStream(bomb)) {
            for (int i = 0; i < 100; i++) {
                file.write(piece);
            }
        }
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            String message = refused(bomb.toString());
            assertTrue(message.contains("it is too large, more than 1073741824 bytes come out of it"), message);
        });
    }

    @Test
    void anArchiveThatUnpacksToMoreThanTheLimitIsRefusedWhileItIsRead() throws IOException {
        byte[] plain = new TarBuilder().function(DEVICE, "10de", "1db5", "030200")
                .file("sys/devices/zeros", new byte[3 << 20]).tar();
        Limits all = Limits.defaults();
        Limits small = new Limits(2 << 20, all.maxEntries(), all.maxFileBytes(), all.maxKeptBytes(), all.maxPathLength(),
                all.maxDepth(), all.readTimeout());
        String message = sentence(assertThrows(SnapshotException.class, () -> TarBuilder
                .open(TarBuilder.gzip(plain), ReadOptions.defaults().withLimits(small))).getMessage());
        assertTrue(message.contains("it is too large"), message);
    }

    /** The header alone is enough to refuse ten gigabytes, compressed or not. */
    @Test
    void aMemberThatClaimsTenGigabytesIsRefusedByItsHeader() {
        byte[] tar = new TarBuilder().file("sys/devices/zeros", new byte[0]).tar();
        byte[] size = "120000000000".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(size, 0, tar, 124, 12);
        int sum = 0;
        Arrays.fill(tar, 148, 156, (byte) ' ');
        for (int i = 0; i < 512; i++) {
            sum += tar[i] & 0xff;
        }
        byte[] checksum = String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(checksum, 0, tar, 148, 8);
        assertTrue(refused(TarBuilder.gzip(tar)).contains("its member sys/devices/zeros holds 10737418240 bytes"));
    }

    /** Ten gigabytes of plain zeros, streamed: no byte of them is a tar header. */
    @Test
    void tenGigabytesOfPlainZerosAreNoArchive() throws IOException {
        Path bomb = Files.write(folder.resolve("zeros.gz"), TarBuilder.gzip(new byte[64 << 20]));
        assertTrue(refused(bomb.toString()).contains("a tar archive was expected inside the compressed file"));
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 0;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                Arrays.fill(buffer, offset, offset + length, (byte) 0);
                return length;
            }
        };
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> assertThrows(SnapshotException.class,
                () -> new SnapshotReader().open("zeros", endless, ReadOptions.defaults(), Progress.none())));
    }

    @Test
    void tooManyMembersAndTooMuchContentAreRefused() {
        Limits all = Limits.defaults();
        byte[] tar = new TarBuilder().function(DEVICE, "10de", "1db5", "030200").tar();
        Limits few = new Limits(all.maxTotalBytes(), 2, all.maxFileBytes(), all.maxKeptBytes(), all.maxPathLength(),
                all.maxDepth(), all.readTimeout());
        assertTrue(assertThrows(SnapshotException.class, () -> TarBuilder.open(tar, ReadOptions.defaults().withLimits(few)))
                .getMessage().contains("more than 2 members"));
        Limits little = new Limits(all.maxTotalBytes(), all.maxEntries(), all.maxFileBytes(), 100, all.maxPathLength(),
                all.maxDepth(), all.readTimeout());
        assertTrue(assertThrows(SnapshotException.class,
                () -> TarBuilder.open(tar, ReadOptions.defaults().withLimits(little))).getMessage().contains("more than 100 bytes"));
    }

    @Test
    void aCutZipSaysSo() throws IOException {
        Path zip = folder.resolve("machine.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (String name : new String[] {"vendor", "device", "class"}) {
                out.putNextEntry(new ZipEntry("top/" + DEVICE + '/' + name));
                out.write("0x030200\n".getBytes(StandardCharsets.US_ASCII));
                out.closeEntry();
            }
        }
        byte[] whole = Files.readAllBytes(zip);
        Files.write(zip, Arrays.copyOf(whole, whole.length / 2));
        assertTrue(refused(zip.toString()).contains("is cut or damaged"));
    }

    @Test
    void aDamagedBlobInASnapshotIsAProblemAndTheRestStands() throws Exception {
        byte[] blob = Files.readAllBytes(CorpusFiles.require("dtb/malformed/m13-prop-length-huge.dtb"));
        Machine machine = new TarBuilder().function(DEVICE, "10de", "1db5", "030200").file("sys/firmware/fdt", blob)
                .open().machine();
        assertEquals(1, Machines.functions(machine).size());
        assertTrue(machine.getProblems().stream().anyMatch(p -> p.getFile().equals("sys/firmware/fdt") && p.isSetOffset()));
    }

    @Test
    void everyDamagedBlobThatLibfdtRefusesIsRefusedWithItsPlace() throws IOException {
        for (String line : Files.readAllLines(CorpusFiles.require("dtb/malformed/EXPECTED.tsv"))) {
            String name = line.split("\t")[0];
            if (name.endsWith(".dtb")) {
                Path blob = CorpusFiles.require("dtb/malformed/" + name);
                boolean accepted = line.contains("full=OK");
                try {
                    Machines.open(blob.toString());
                    assertTrue(accepted, line);
                } catch (SnapshotException e) {
                    assertFalse(accepted, line);
                    assertTrue(sentence(e.getMessage()).startsWith(blob.toString()), e.getMessage());
                }
            }
        }
    }

    @Test
    void aDamagedBlobOpensAsFarAsItGoesWhenAskedTo() throws IOException {
        ReadOptions lenient = ReadOptions.defaults().withDamagedTrees(true);
        for (String line : Files.readAllLines(CorpusFiles.require("dtb/malformed/EXPECTED.tsv"))) {
            String name = line.split("\t")[0];
            if (name.endsWith(".dtb")) {
                Path blob = CorpusFiles.require("dtb/malformed/" + name);
                boolean nothingToDecode = line.contains("BADMAGIC") || name.startsWith("m06") || name.startsWith("m19") || name.startsWith("m20");
                try {
                    Machine machine = new SnapshotReader().open(blob.toString(), lenient, Progress.none()).machine();
                    assertFalse(nothingToDecode, line);
                    assertEquals(!line.contains("full=OK"), machine.getProblems().stream()
                            .anyMatch(p -> p.getSeverity() == ProblemSeverity.ERROR && p.isSetOffset() && p.getFile().equals(name)), line);
                    assertTrue(machine.getDeviceTrees().get(0).getRoot() != null, line);
                } catch (SnapshotException e) {
                    assertTrue(nothingToDecode, e.getMessage());
                    assertTrue(sentence(e.getMessage()).startsWith(blob.toString()), e.getMessage());
                }
            }
        }
    }

    @Test
    void aTruncatedBlobKeepsTheNodesBeforeTheCut() throws IOException, SnapshotException {
        byte[] whole = Files.readAllBytes(CorpusFiles.require("dtb/versions/bamboo-v17.dtb"));
        Path blob = Files.write(folder.resolve("cut.dtb"), Arrays.copyOf(whole, 1000));
        Machine machine = new SnapshotReader().open(blob.toString(), ReadOptions.defaults().withDamagedTrees(true),
                Progress.none()).machine();
        assertFalse(machine.getDeviceTrees().get(0).getRoot().getChildren().isEmpty());
        assertFalse(machine.getProblems().isEmpty());
    }

    @Test
    void aSnapshotWithoutConfigurationSpaceAndGroupsSaysWhatItLacks() throws SnapshotException {
        Machine machine = new TarBuilder().function(DEVICE, "10de", "1db5", "030200").open().machine();
        assertTrue(hasProblem(machine, "no configuration space"));
        assertTrue(hasProblem(machine, "does not tell IOMMU groups"));
        Machine short64 = new TarBuilder().function(DEVICE, "10de", "1db5", "030200")
                .file(DEVICE + "/config", new byte[64]).open().machine();
        assertTrue(hasProblem(short64, "the first 64 bytes of configuration space only"));
    }

    @Test
    void cancellingStopsTheReading() {
        byte[] tar = new TarBuilder().function(DEVICE, "10de", "1db5", "030200").tar();
        Progress cancelled = new Progress() {
            @Override
            public void task(String text) {
                assertFalse(text.isEmpty());
            }

            @Override
            public void worked(double fraction) {
                assertTrue(fraction >= 0 && fraction <= 1);
            }

            @Override
            public boolean isCancelled() {
                return true;
            }
        };
        assertThrows(CancellationException.class, () -> new SnapshotReader().open("test", new ByteArrayInputStream(tar),
                ReadOptions.defaults(), cancelled));
    }
}
