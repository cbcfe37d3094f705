// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;
import org.bindscope.model.SnapshotKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

import com.github.luben.zstd.ZstdOutputStream;

/** The same machine in every form that is told by its content. */
class ArchiveFormsTest {

    private static final String FOLDER = "sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0";

    @TempDir
    Path folder;

    private interface Packing {
        OutputStream over(OutputStream out) throws IOException;
    }

    private static byte[] tar() {
        return new TarBuilder().function("sys/devices/pci0000:00/0000:00:01.0", "8086", "3420", "060400")
                .function(FOLDER, "10de", "1db5", "030200").link(FOLDER + "/driver", "../../../../bus/pci/drivers/nvidia")
                .tar();
    }

    private static void isTheMachine(Snapshot snapshot, SnapshotKind kind) {
        Machine machine = snapshot.machine();
        assertEquals(kind, machine.getProvenance().getKind());
        PciFunction gpu = Machines.function(machine, "0000:01:00.0");
        assertEquals(0x10de, gpu.getVendorId());
        assertEquals("NVIDIA Corporation", gpu.getVendorName());
        assertEquals("GV100GL [Tesla V100 SXM2 32GB]", gpu.getDeviceName());
        assertEquals("3D controller", gpu.getClassName());
        assertEquals("nvidia", gpu.getDriver().getName());
        assertEquals("0000:00:01.0", gpu.getBus().getBridge().getAddress());
    }

    private void opens(Packing packing) throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = packing.over(packed)) {
            out.write(tar());
        }
        Path file = Files.write(folder.resolve("machine.bin"), packed.toByteArray());
        isTheMachine(Machines.open(file.toString()), SnapshotKind.ARCHIVE);
        isTheMachine(new SnapshotReader().open("sample", new ByteArrayInputStream(packed.toByteArray()),
                ReadOptions.defaults(), Progress.none()), SnapshotKind.ARCHIVE);
    }

    @Test
    void tarOpensPlainAndInEveryCompression() throws Exception {
        opens(out -> out);
        opens(java.util.zip.GZIPOutputStream::new);
        opens(out -> new XZOutputStream(out, new LZMA2Options()));
        opens(BZip2CompressorOutputStream::new);
        opens(ZstdOutputStream::new);
    }

    @Test
    void zipOpensWithItsSymbolicLinks() throws Exception {
        Path file = folder.resolve("machine.dat");
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(file)) {
            for (String[] each : new String[][] {{"vendor", "0x8086"}, {"device", "0x3420"}, {"class", "0x060400"}}) {
                member(zip, "top/sys/devices/pci0000:00/0000:00:01.0/" + each[0], each[1], 0100644);
            }
            for (String[] each : new String[][] {{"vendor", "0x10de"}, {"device", "0x1db5"}, {"class", "0x030200"}}) {
                member(zip, "top/" + FOLDER + '/' + each[0], each[1], 0100644);
            }
            member(zip, "top/" + FOLDER + "/driver", "../../../../bus/pci/drivers/nvidia", 0120777);
        }
        isTheMachine(Machines.open(file.toString()), SnapshotKind.ARCHIVE);
        isTheMachine(new SnapshotReader().open("sample", Files.newInputStream(file), ReadOptions.defaults(),
                Progress.none()), SnapshotKind.ARCHIVE);
    }

    private static void member(ZipArchiveOutputStream zip, String name, String text, int mode) throws IOException {
        ZipArchiveEntry entry = new ZipArchiveEntry(name);
        entry.setUnixMode(mode);
        zip.putArchiveEntry(entry);
        zip.write(text.getBytes());
        zip.closeArchiveEntry();
    }

    @Test
    void aCopiedTreeInAFolderOpensAndAlsoABareCopyOfSys() throws Exception {
        Path sys = folder.resolve("case/host/sys");
        for (String[] each : new String[][] {{"", "0x8086", "0x3420", "0x060400"},
            {"/0000:01:00.0", "0x10de", "0x1db5", "0x030200"}}) {
            Path device = Files.createDirectories(sys.resolve("devices/pci0000:00/0000:00:01.0" + each[0]));
            Files.writeString(device.resolve("vendor"), each[1] + '\n');
            Files.writeString(device.resolve("device"), each[2] + '\n');
            Files.writeString(device.resolve("class"), each[3] + '\n');
        }
        Files.createDirectories(sys.resolve("bus/pci/devices"));
        Files.createSymbolicLink(sys.resolve(FOLDER.substring(4) + "/driver"),
                Path.of("../../../../bus/pci/drivers/nvidia"));
        isTheMachine(Machines.open(folder.resolve("case").toString()), SnapshotKind.DIRECTORY);
        isTheMachine(Machines.open(folder.resolve("case/host").toString()), SnapshotKind.DIRECTORY);
        isTheMachine(Machines.open(sys.toString()), SnapshotKind.DIRECTORY);
    }

    @Test
    void longNamesOfPaxAndGnuAreRead() throws Exception {
        String deep = "a".repeat(90) + '/' + "b".repeat(80);
        for (TarBuilder builder : new TarBuilder[] {new TarBuilder(), new TarBuilder().gnu()}) {
            Snapshot snapshot = builder.file(deep + "/sys/devices/pci0000:00/0000:00:01.0/vendor", "0x8086\n")
                    .hardLink(deep + "/sys/devices/pci0000:00/0000:00:01.0/subsystem_vendor",
                            deep + "/sys/devices/pci0000:00/0000:00:01.0/vendor")
                    .file(deep + "/sys/kernel/übung", "x").pipe(deep + "/sys/kernel/pipe").open();
            PciFunction function = Machines.function(snapshot.machine(), "0000:00:01.0");
            assertEquals(0x8086, function.getVendorId());
            assertEquals(0x8086, function.getSubsystemVendorId());
            assertTrue(snapshot.files().exists("sys/kernel/übung"));
            assertEquals(FileTree.EntryKind.OTHER, snapshot.files().kind("sys/kernel/pipe").orElseThrow());
        }
    }

    @Test
    void ofSeveralMachinesTheFirstIsReadAndTheOthersAreNamed() throws Exception {
        Snapshot snapshot = new TarBuilder().file("b/sys/devices/pci0000:00/0000:00:01.0/vendor", "0x8086\n")
                .file("a/sys/devices/pci0000:00/0000:00:02.0/vendor", "0x10de\n").open();
        assertEquals("0000:00:02.0", Machines.functions(snapshot.machine()).get(0).getAddress());
        assertTrue(snapshot.machine().getProblems().stream().anyMatch(p -> p.getMessage().contains("a was read, b was")));
    }

    @Test
    void thisVeryMachineOpens() throws Exception {
        Snapshot live = Machines.open("/");
        assertEquals(SnapshotKind.LIVE, live.machine().getProvenance().getKind());
        assertEquals(System.getProperty("os.version"), live.machine().getProvenance().getKernelRelease());
        assertTrue(live.files().read("proc/kcore", 100) instanceof FileTree.Unreadable
                || live.files().read("proc/kcore", 100) instanceof FileTree.Absent);
    }
}
