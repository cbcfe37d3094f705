// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.names;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.bindscope.model.PciFunction;
import org.bindscope.snapshot.Machines;
import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.ReadOptions;
import org.bindscope.snapshot.Snapshot;
import org.bindscope.snapshot.SnapshotReader;
import org.bindscope.testsupport.CorpusFiles;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names of the PCI ID Repository. */
class PciIdsTest {

    private static final PciIds.Ids V100 = new PciIds.Ids(0x10de, 0x1db5, 0x10de, 0x1249);

    private static PciIds scan(String text, List<String> bad, PciIds.Ids... wanted) {
        return PciIds.scan(text.getBytes(StandardCharsets.UTF_8), Set.of(wanted),
                (line, what) -> bad.add(line + ":" + what));
    }

    @Test
    void theShippedFileHasTheNames() throws IOException {
        List<String> bad = new ArrayList<>();
        PciIds names = PciIds.scan(PciIds.shipped(), Set.of(V100), (line, text) -> bad.add(text));
        assertEquals(Optional.of("NVIDIA Corporation"), names.vendor(0x10de));
        assertEquals(Optional.of("GV100GL [Tesla V100 SXM2 32GB]"), names.device(0x10de, 0x1db5));
        assertEquals(Optional.of("3D controller"), names.classCode(0x030200));
        assertEquals(Optional.of("Display controller"), names.classCode(0x034400));
        assertEquals(List.of(), bad);
    }

    @Test
    void subsystemsBelongToTheirDevice() {
        String text = """
                # comment
                10de  NVIDIA
                \t1db5  V100
                \t\t10de 1249  Board A
                \t1db6  Other
                \t\t10de 1249  Board B
                C 03  Display controller
                \t02  3D controller
                """;
        List<String> bad = new ArrayList<>();
        PciIds names = scan(text, bad, V100);
        assertEquals(Optional.of("Board A"), names.subsystem(V100));
        assertEquals(Optional.of("3D controller"), names.classCode(0x030200));
        assertEquals(Optional.empty(), names.device(0x10de, 0x1db6));
        assertEquals(List.of(), bad);
    }

    @Test
    void malformedLinesAreReportedAndSkipped() {
        List<String> bad = new ArrayList<>();
        PciIds names = scan("xyz\n10de  NVIDIA\n\tzz\n\t1db5  V100\r\n\t\tnothing\n", bad, V100);
        assertEquals(List.of("1:xyz", "3:\tzz", "5:\t\tnothing"), bad);
        assertEquals(Optional.of("V100"), names.device(0x10de, 0x1db5));
    }

    @Test
    void anotherFileCanBeGivenAndAMissingOneIsAProblem(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("my.ids"), "1b36  Somebody\nbroken line\n");
        String source = CorpusFiles.require("sysfs/qemu/qemu-pseries.tar.xz").toString();
        Snapshot named = new SnapshotReader().open(source, ReadOptions.defaults().withPciIds(file), Progress.none());
        assertTrue(Machines.functions(named.machine()).stream().anyMatch(f -> "Somebody".equals(f.getVendorName())));
        assertTrue(named.machine().getProblems().stream().anyMatch(p -> p.isSetLine() && p.getLine() == 2));
        Snapshot unnamed = new SnapshotReader().open(source,
                ReadOptions.defaults().withPciIds(folder.resolve("none")), Progress.none());
        assertTrue(unnamed.machine().getProblems().stream().anyMatch(p -> p.getMessage().contains("names of PCI devices")));
        assertTrue(Machines.functions(unnamed.machine()).stream().allMatch(f -> f.getVendorName() == null));
    }

    /** lspci, given the same file, must name every function of a snapshot the same. */
    @Test
    void namesAreThoseOfLspci() throws Exception {
        Path archive = CorpusFiles.require("qemu/A-01-coldplug.tar.gz");
        Path ids = CorpusFiles.projectRoot().resolve("bundles/org.bindscope.snapshot/data/pci.ids");
        Path lspci = Path.of("/usr/bin/lspci");
        Assumptions.assumeTrue(Files.isExecutable(lspci), "skipped without lspci");
        Path folder = Files.createTempDirectory("bindscope");
        run("tar", "xzf", archive.toString(), "-C", folder.toString(), "sys");
        String out = run(lspci.toString(), "-A", "linux-sysfs", "-O", "sysfs.path=" + folder.resolve("sys/bus/pci"), "-i",
                ids.toString(), "-vmmD");
        List<PciFunction> functions = Machines.functions(Machines.open(archive.toString()).machine());
        int compared = 0;
        for (String block : out.split("\n\n")) {
            String slot = field(block, "Slot").orElseThrow();
            PciFunction function = functions.stream().filter(f -> f.getAddress().equals(slot)).findFirst().orElseThrow();
            // lspci adds the number to the base class where the sub-class has no name.
            String number = " [" + Machines.hex(function.getClassCode() >> 8, 4) + ']';
            assertEquals(field(block, "Class").orElseThrow().replace(number, ""), function.getClassName(), slot);
            assertEquals(field(block, "Vendor").orElseThrow(), Optional.ofNullable(function.getVendorName())
                    .orElse("Vendor " + Machines.hex(function.getVendorId(), 4)), slot);
            assertEquals(field(block, "Device").orElseThrow(), Optional.ofNullable(function.getDeviceName())
                    .orElse("Device " + Machines.hex(function.getDeviceId(), 4)), slot);
            compared++;
        }
        assertEquals(functions.size(), compared);
        run("rm", "-rf", folder.toString());
    }

    private static Optional<String> field(String block, String key) {
        return block.lines().filter(line -> line.startsWith(key + ":\t")).map(line -> line.substring(key.length() + 2))
                .findFirst();
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        return out;
    }
}
