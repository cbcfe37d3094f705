// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.inputs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import org.bindscope.model.DeviceTreeOrigin;
import org.bindscope.model.Evidence;
import org.bindscope.model.FactState;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;
import org.bindscope.model.Problem;
import org.bindscope.model.SnapshotInput;
import org.bindscope.model.SnapshotKind;
import org.bindscope.model.TextFileKind;
import org.bindscope.snapshot.FileTree;
import org.bindscope.snapshot.Machines;
import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.ReadOptions;
import org.bindscope.snapshot.Snapshot;
import org.bindscope.snapshot.SnapshotException;
import org.bindscope.snapshot.SnapshotReader;
import org.bindscope.snapshot.SnapshotSource;
import org.bindscope.snapshot.TarBuilder;
import org.bindscope.testsupport.CorpusFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several files about one machine are one machine: each fact with its source, contradictions kept. */
class SeveralInputsTest {

    private static final String GPU = "0000:01:00.0";
    private static final String PORT = "sys/devices/pci0000:00/0000:00:01.0";

    private static SnapshotSource source(String name, byte[] content) {
        return SnapshotSource.of(name, () -> new ByteArrayInputStream(content));
    }

    private static SnapshotSource source(String name, String content) {
        return source(name, content.getBytes(StandardCharsets.UTF_8));
    }

    private static Snapshot open(SnapshotSource... sources) throws SnapshotException {
        return new SnapshotReader().open(List.of(sources), ReadOptions.defaults(), Progress.none());
    }

    /** The same machine's sysfs, without root rights and an hour later. */
    private static TarBuilder sysfs() {
        String gpu = PORT + '/' + GPU;
        return new TarBuilder().function(PORT, "8086", "1901", "060400").function(gpu, "10de", "1b80", "030000")
                .file(gpu + "/config", Arrays.copyOf(new byte[] {(byte) 0xde, 0x10, (byte) 0x80, 0x1b}, 64))
                .file(gpu + "/numa_node", "0\n").file(gpu + "/irq", "16\n").folder("sys/bus/pci/drivers/vfio-pci")
                .link(gpu + "/driver", "../../../../bus/pci/drivers/vfio-pci");
    }

    private static List<String> kinds(Machine machine) {
        return machine.getProvenance().getInputs().stream().map(input -> input.getKind() + " at \"" + input.getPlace() + '"').toList();
    }

    @Test
    void sysfsCountsOverTextsAndWhatTheyContradictIsKept() throws SnapshotException {
        Snapshot snapshot = open(source("a/lspci.txt", Texts.LSPCI), source("b/capture.tar", sysfs().tar()));
        Machine machine = snapshot.machine();
        assertEquals(List.of("ARCHIVE at \"\"", "LSPCI_TEXT at \"\""), kinds(machine));
        assertEquals("b/capture.tar + a/lspci.txt", machine.getProvenance().getSource());
        PciFunction gpu = Machines.function(machine, GPU);
        assertEquals("vfio-pci", gpu.getDriver().getName());
        assertEquals(0, gpu.getNumaNode());
        assertEquals("1", gpu.getIommuGroup().getNumber());
        List<Evidence> drivers = Machines.evidence(gpu, "driver");
        assertEquals(List.of(false, true), drivers.stream().map(Evidence::isConflict).toList());
        assertEquals(List.of(PORT + '/' + GPU + "/driver", "lspci.txt"), drivers.stream().map(Evidence::getFile).toList());
        assertEquals(List.of(false, true), Machines.evidence(gpu, "numaNode").stream().map(Evidence::isConflict).toList());
        // One that agrees is kept too: it is the fact's second source.
        assertEquals(List.of(false, false), Machines.evidence(gpu, "irq").stream().map(Evidence::isConflict).toList());
        for (Evidence evidence : drivers) {
            assertTrue(snapshot.files().exists(evidence.getFile()), evidence.getFile());
        }
    }

    @Test
    void noneFromASourceOfMoreWeightStands() throws SnapshotException {
        TarBuilder tar = new TarBuilder().function(PORT, "8086", "1901", "060400").folder("sys/bus/pci/drivers/x")
                .folder("sys/kernel/iommu_groups");
        PciFunction port = Machines.function(open(source("t", tar.tar()), source("l", Texts.LSPCI)).machine(), "0000:00:01.0");
        assertNull(port.getDriver());
        List<Evidence> drivers = Machines.evidence(port, "driver");
        assertEquals(List.of(FactState.NONE, FactState.SAID), drivers.stream().map(Evidence::getState).toList());
        assertEquals(List.of(false, true), drivers.stream().map(Evidence::isConflict).toList());
    }

    @Test
    void aGroupThatOnlyAContradictedTextNamesIsNoGroupOfTheMachine() throws SnapshotException {
        Machine machine = open(source("first.txt", Texts.LSPCI), source("later.txt", Texts.LSPCI.replace("IOMMU group: 1\n",
                "IOMMU group: 31\n"))).machine();
        assertEquals(List.of(false, true), Machines.evidence(Machines.function(machine, GPU), "iommuGroup").stream()
                .map(Evidence::isConflict).toList());
        assertTrue(machine.getIommuGroups().stream().noneMatch(group -> group.getNumber().equals("31")));
        assertTrue(machine.getIommuGroups().stream().noneMatch(group -> group.getFunctions().isEmpty()));
    }

    @Test
    void theLongestConfigurationSpaceCounts() throws SnapshotException {
        StringBuilder dump = new StringBuilder("01:00.0 VGA compatible controller [0300]: NVIDIA GP104 [10de:1b80] (rev a1)\n");
        byte[] bytes = new byte[4096];
        for (int i = 0; i < bytes.length; i += 16) {
            dump.append(String.format("%02x:", i));
            for (int k = i; k < i + 16; k++) {
                bytes[k] = (byte) (k == 0 ? 0xde : k == 1 ? 0x10 : k == 2 ? 0x80 : k == 3 ? 0x1b : k * 7);
                dump.append(String.format(" %02x", bytes[k]));
            }
            dump.append('\n');
        }
        Machine machine = open(source("c.tar", sysfs().tar()), source("x", dump.toString())).machine();
        PciFunction gpu = Machines.function(machine, GPU);
        assertArrayEquals(bytes, gpu.getConfigSpace());
        assertEquals(List.of("4096 bytes", "64 bytes"),
                Machines.evidence(gpu, "configSpace").stream().map(Evidence::getText).toList());
        assertTrue(machine.getProblems().stream().map(Problem::getMessage).noneMatch(message -> message.contains("64 bytes")));
    }

    @Test
    void twoTreesHavePlacesAndEvidenceOpensInBoth() throws SnapshotException {
        TarBuilder other = new TarBuilder().function(PORT, "8086", "1901", "060400").file(PORT + "/irq", "33\n")
                .file("proc/version", "Linux version 6.1.0 (a@b) #1\n").file("etc/modprobe.d/a.conf", "blacklist b\n")
                .file("etc/modprobe.d/b.conf", "blacklist c\n");
        TarBuilder first = sysfs().file(PORT + "/irq", "32\n").file("proc/version", "Linux version 6.2.0 (a@b) #1\n")
                .file("etc/modprobe.d/a.conf", "blacklist a\n");
        Snapshot snapshot = open(source("x/first.tar", first.tar()), source("y/second.tar.gz", TarBuilder.gzip(other.tar())));
        Machine machine = snapshot.machine();
        assertEquals(List.of("ARCHIVE at \"\"", "ARCHIVE at \"second\""), kinds(machine));
        assertEquals("6.2.0", machine.getProvenance().getKernelRelease());
        List<Evidence> releases = Machines.evidence(machine.getProvenance(), "kernelRelease");
        assertEquals(List.of("proc/version", "second/proc/version"), releases.stream().map(Evidence::getFile).toList());
        assertTrue(releases.get(1).isConflict());
        Evidence irq = Machines.evidence(Machines.function(machine, "0000:00:01.0"), "irq").get(1);
        assertEquals("second/" + PORT + "/irq", irq.getFile());
        assertTrue(snapshot.files().read(irq.getFile(), 100) instanceof FileTree.Present found
                && new String(found.bytes(), StandardCharsets.UTF_8).equals("33\n"));
        assertEquals(List.of("etc/modprobe.d/a.conf", "etc/modprobe.d/b.conf"), machine.getTextFiles().stream()
                .filter(text -> text.getKind() == TextFileKind.MODPROBE_CONFIG).map(text -> text.getPath()).toList());
        assertEquals("blacklist a\n", machine.getTextFiles().get(0).getText());
        assertTrue(machine.getTextFiles().stream().anyMatch(text -> text.getPath().equals("second/etc/modprobe.d/a.conf")
                && text.getKind() == TextFileKind.OTHER));
        assertTrue(machine.getProblems().stream().map(Problem::getMessage).anyMatch(message -> message.contains("differs from")));
    }

    @Test
    void aSosreportGivesAllItHolds() throws SnapshotException {
        byte[] config = Arrays.copyOf(new byte[] {(byte) 0xde, 0x10, (byte) 0x80, 0x1b}, 4096);
        String top = "sosreport-host-2024/";
        byte[] tar = new TarBuilder().file(top + "sos_commands/pci/lspci_-nnvv", Texts.LSPCI.replace("nouveau", "nvidia"))
                .file(top + "sos_commands/pci/lspci_-tv", "-[0000:00]-+-00.0  Intel\n")
                .link(top + "lspci", "sos_commands/pci/lspci_-nnvv")
                .file(top + "sos_commands/devices/udevadm_info_--export-db", Texts.UDEV)
                .file(top + "sos_commands/kernel/uname_-a", "Linux host 5.14.0-70.el9.x86_64 #1 SMP x86_64 x86_64 x86_64 GNU/Linux\n")
                .file(top + "sos_commands/kernel/dmesg", "[    0.000000] Linux version 5.14.0-70.el9.x86_64\n[    1.0] x\n")
                .file(top + "sos_reports/manifest.json", "{}").file(top + "etc/modprobe.d/vfio.conf", "options vfio-pci ids=10de:1b80\n")
                .file(top + "proc/bus/pci/01/00.0", config).file(top + "proc/cmdline", "ro quiet\n")
                .file(top + "proc/bus/pci/devices", "0100\t10de1b80\t10" + "\t0".repeat(14) + "\tnouveau\n").tar();
        Machine machine = open(source("sosreport-host-2024.tar", tar)).machine();
        assertEquals(SnapshotKind.SOSREPORT, machine.getProvenance().getKind());
        assertEquals("5.14.0-70.el9.x86_64", machine.getProvenance().getKernelRelease());
        PciFunction gpu = Machines.function(machine, GPU);
        assertEquals(4096, gpu.getConfigSpace().length);
        assertEquals("nouveau", gpu.getDriver().getName());
        // The output of lspci was written into the report as a contradiction.
        assertEquals(List.of("sos_commands/pci/lspci_-nnvv"), Machines.evidence(gpu, "driver").stream().filter(Evidence::isConflict)
                .map(Evidence::getFile).toList());
        assertEquals(16, gpu.getIrq());
        assertEquals(List.of("sos_commands/kernel/dmesg"), machine.getTextFiles().stream()
                .filter(text -> text.getKind() == TextFileKind.KERNEL_LOG).map(text -> text.getPath()).toList());
        assertEquals(List.of("etc/modprobe.d/vfio.conf"), machine.getTextFiles().stream()
                .filter(text -> text.getKind() == TextFileKind.MODPROBE_CONFIG).map(text -> text.getPath()).toList());
    }

    @Test
    void whatAReportCouldNotReadOfConfigurationSpaceIsSaid() throws SnapshotException {
        Machine machine = open(source("r.tar", new TarBuilder().file("proc/version", "Linux version 6.12.0\n")
                .file("proc/bus/pci/00/02.0", new byte[64])
                .file("bindscope-capture/unreadable", "/proc/bus/pci/00/03.0\tpermission denied\n").tar())).machine();
        assertTrue(machine.getProblems().stream().map(Problem::getMessage)
                .anyMatch("proc/bus/pci/00/03.0 could not be read: permission denied when it was captured."::equals), () -> machine.getProblems().toString());
    }

    @Test
    void aGatheredTopologyNamesItsKernelAndTheDriversByTheirLinks() throws SnapshotException {
        String gpu = "host/" + PORT + '/' + GPU;
        Machine machine = open(source("host.tar", new TarBuilder().file("host/" + PORT + "/class", "0x060400\n")
                .file(gpu + "/vendor", "0x10de\n").link(gpu + "/driver", "../../../../bus/pci/drivers/nvidia")
                .link(gpu + "/iommu_group", "../../../../kernel/iommu_groups/7").file(gpu + "/rescan", "")
                .file("host/proc/hwloc-nofile-info", "OSName: Linux\nOSRelease: 6.6.1-x\nHostName: h\nArchitecture: x86_64\n").tar()))
                .machine();
        assertEquals(SnapshotKind.GATHERED_TOPOLOGY, machine.getProvenance().getKind());
        assertEquals("6.6.1-x", machine.getProvenance().getKernelRelease());
        assertEquals("x86_64", machine.getProvenance().getArchitecture());
        assertEquals("nvidia", Machines.function(machine, GPU).getDriver().getName());
        assertEquals("7", Machines.function(machine, GPU).getIommuGroup().getNumber());
    }

    @Test
    void modulesOfTheKernelAreTakenAndThoseOfAnotherAreNot(@TempDir Path folder) throws Exception {
        Path release = Files.createDirectories(folder.resolve("6.1.0-13-amd64"));
        Files.writeString(release.resolve("modules.alias"), "alias pci:v000010DEd*sv*sd*bc03sc*i* nouveau\n");
        Files.writeString(release.resolve("modules.builtin"), "kernel/drivers/pci/pcie/pcieport.ko\n");
        SnapshotSource same = source("uname.log", "[    0.000000] Linux version 6.1.0-13-amd64 (x)\n[    0.000001] x\n");
        Machine machine = open(source("lspci", Texts.LSPCI), SnapshotSource.of(release.toString()), same).machine();
        assertEquals(List.of("MODULES_FOLDER", "LSPCI_TEXT", "KERNEL_LOG"),
                machine.getProvenance().getInputs().stream().map(SnapshotInput::getKind).map(Object::toString).toList());
        assertEquals(List.of("lib/modules/6.1.0-13-amd64/modules.alias"), machine.getTextFiles().stream()
                .filter(text -> text.getKind() == TextFileKind.MODULES_ALIAS).map(text -> text.getPath()).toList());
        SnapshotSource other = source("uname.log", "[    0.000000] Linux version 6.2.0 (x)\n[    0.000001] x\n");
        Machine mixed = open(source("lspci", Texts.LSPCI), SnapshotSource.of(release.toString()), other).machine();
        assertTrue(mixed.getTextFiles().stream().noneMatch(text -> text.getKind() == TextFileKind.MODULES_ALIAS));
        assertTrue(mixed.getProblems().stream().map(Problem::getMessage).anyMatch(text -> text.contains("no folder of the kernel 6.2.0")));
        // Alone, the folder tells the kernel; inside the tree of a package too.
        assertEquals("6.1.0-13-amd64", open(SnapshotSource.of(release.toString())).machine().getProvenance().getKernelRelease());
        Path root = folder.resolve("package/usr/lib/modules");
        Files.createDirectories(root);
        Files.move(release, root.resolve("6.1.0-13-amd64"));
        assertEquals("6.1.0-13-amd64", open(SnapshotSource.of(folder.resolve("package").toString())).machine().getProvenance().getKernelRelease());
    }

    @Test
    void aFolderOfTextsIsOneMachine(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("one"), Texts.LSPCI);
        Files.writeString(folder.resolve("two"), Texts.UDEV);
        Files.writeString(folder.resolve("mail.txt"), "Dear sirs\n");
        Files.createDirectory(folder.resolve("empty"));
        Machine machine = Machines.open(folder.toString()).machine();
        assertEquals(List.of("UDEV_DATABASE at \"\"", "LSPCI_TEXT at \"\""), kinds(machine));
        assertEquals(folder + "/two + " + folder + "/one", machine.getProvenance().getSource());
        assertTrue(machine.getProblems().stream().map(Problem::getMessage).anyMatch(text -> text.contains("mail.txt")));
        assertEquals(3, Machines.functions(machine).size());
    }

    @Test
    void aZipOfReportsIsOneMachine() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            put(zip, "case-4711/lspci.out", Texts.LSPCI.getBytes(StandardCharsets.UTF_8));
            put(zip, "case-4711/capture.tar", sysfs().tar());
            put(zip, "case-4711/photo.jpg", new byte[] {(byte) 0xff, (byte) 0xd8, 0, 1});
        }
        Machine machine = open(source("case.zip", out.toByteArray())).machine();
        assertEquals(List.of("ARCHIVE", "LSPCI_TEXT"),
                machine.getProvenance().getInputs().stream().map(SnapshotInput::getKind).map(Object::toString).toList());
        assertEquals("vfio-pci", Machines.function(machine, GPU).getDriver().getName());
    }

    private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(bytes);
        zip.closeEntry();
    }

    @Test
    void aTreeAndTextsInOneFolderAreOneMachine(@TempDir Path folder) throws Exception {
        Path device = Files.createDirectories(folder.resolve("copy/" + PORT));
        Files.writeString(device.resolve("vendor"), "0x8086\n");
        Files.createDirectories(folder.resolve("copy/sys/bus"));
        Files.writeString(folder.resolve("pci.log"), Texts.LSPCI);
        Machine machine = Machines.open(folder.toString()).machine();
        assertEquals(List.of("DIRECTORY at \"\"", "LSPCI_TEXT at \"\""), kinds(machine));
        assertEquals(3, Machines.functions(machine).size());
    }

    @Test
    void aBlobBesideATreeIsItsDeviceTree() throws Exception {
        Path blob = CorpusFiles.require("synthetic/skiboot-npu2-sequoia.dtb");
        Machine machine = open(SnapshotSource.of(blob.toString()), source("lspci", "0004:00:00.0 PCI bridge [0604]: IBM [1014:04c1]\n"
                + "\tControl: I/O-\n\tBus: primary=00, secondary=01, subordinate=ff, sec-latency=0\n\n")).machine();
        assertEquals(1, machine.getDeviceTrees().size());
        assertEquals(DeviceTreeOrigin.BLOB, machine.getDeviceTrees().get(0).getOrigin());
        assertEquals("skiboot-npu2-sequoia.dtb", machine.getDeviceTrees().get(0).getFile());
        // The texts have no links of_node: the walk by domain, device and function finds the node.
        assertEquals("pci@0", Machines.function(machine, "0004:00:00.0").getDeviceTreeNode().getName());
    }

    @Test
    void namesThatWouldHideFilesGetAPlace() throws SnapshotException {
        Snapshot snapshot = open(source("a/sys", sysfs().tar()), source("b/sys", Texts.LSPCI), source("c/lspci", Texts.LSPCI),
                source("d/lspci", Texts.UDEV));
        List<String> files = new ArrayList<>();
        for (Evidence evidence : Machines.evidence(Machines.function(snapshot.machine(), GPU), "driver")) {
            assertTrue(snapshot.files().exists(evidence.getFile()), evidence.getFile());
            files.add(evidence.getFile());
        }
        assertEquals(files.size(), files.stream().distinct().count());
        assertFalse(snapshot.files().list("").isEmpty());
        assertEquals(Optional.of(FileTree.EntryKind.DIRECTORY), snapshot.files().kind("sys"));
    }

    @Test
    void oneThatDoesNotOpenIsNamed() {
        SnapshotException refused = org.junit.jupiter.api.Assertions.assertThrows(SnapshotException.class,
                () -> open(source("good", Texts.LSPCI), source("bad", "no output of a tool\n")));
        assertTrue(refused.getMessage().startsWith("bad: "), refused.getMessage());
    }
}
