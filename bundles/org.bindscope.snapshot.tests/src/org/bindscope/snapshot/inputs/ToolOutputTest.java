// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.inputs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

import org.bindscope.model.Evidence;
import org.bindscope.model.FactState;
import org.bindscope.model.Machine;
import org.bindscope.model.PciBridge;
import org.bindscope.model.PciFunction;
import org.bindscope.model.PciResource;
import org.bindscope.model.Problem;
import org.bindscope.model.SnapshotKind;
import org.bindscope.model.TextFileKind;
import org.bindscope.snapshot.Machines;
import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.ReadOptions;
import org.bindscope.snapshot.Snapshot;
import org.bindscope.snapshot.SnapshotException;
import org.bindscope.snapshot.SnapshotReader;
import org.junit.jupiter.api.Test;

/** The output of one tool opens as a machine, whatever its name. */
class ToolOutputTest {

    private static final String GPU = "0000:01:00.0";

    static Snapshot open(byte[] bytes) throws SnapshotException {
        return new SnapshotReader().open("case/some file", new ByteArrayInputStream(bytes), ReadOptions.defaults(), Progress.none());
    }

    static Machine open(String text) throws SnapshotException {
        return open(text.getBytes(StandardCharsets.UTF_8)).machine();
    }

    private static List<String> problems(Machine machine) {
        return machine.getProblems().stream().map(Problem::getMessage).filter(message -> message.startsWith("some file")).toList();
    }

    @Test
    void theTextAndTheHexOfLspciAreReadTogether() throws SnapshotException {
        Machine machine = open(Texts.LSPCI);
        assertEquals(SnapshotKind.LSPCI_TEXT, machine.getProvenance().getKind());
        assertEquals(List.of(), problems(machine));
        PciFunction gpu = Machines.function(machine, GPU);
        assertEquals(0x10de, gpu.getVendorId());
        assertEquals(0x1b80, gpu.getDeviceId());
        assertEquals(0x3842, gpu.getSubsystemVendorId());
        assertEquals(0x6180, gpu.getSubsystemId());
        assertEquals(0x030000, gpu.getClassCode());
        assertEquals(0xa1, gpu.getRevision());
        assertEquals("nouveau", gpu.getDriver().getName());
        assertEquals(List.of("nvidiafb", "nouveau"), gpu.getKernelModules());
        assertEquals("1", gpu.getIommuGroup().getNumber());
        assertEquals(1, gpu.getNumaNode());
        assertEquals(16, gpu.getIrq());
        assertEquals("4", gpu.getSlotLabel());
        assertEquals(8.0, gpu.getLink().getMaxSpeedGTs());
        assertEquals(16, gpu.getLink().getMaxWidth());
        assertEquals(2.5, gpu.getLink().getSpeedGTs());
        assertEquals(64, gpu.getConfigSpace().length);
        assertTrue(gpu.isMultifunction());
        assertEquals(0, gpu.getHeaderType());
        assertEquals(List.of(0, 1, 5, 6), gpu.getResources().stream().map(PciResource::getIndex).toList());
        assertEquals(0xcfffffffL, gpu.getResources().get(1).getEnd());
        PciBridge port = assertInstanceOf(PciBridge.class, Machines.function(machine, "0000:00:01.0"));
        assertEquals(gpu.getBus(), port.getSecondaryBus());
        assertEquals("NVIDIA Corporation", gpu.getVendorName());
    }

    @Test
    void evidenceNamesTheLine() throws SnapshotException {
        Machine machine = open(Texts.LSPCI);
        Evidence evidence = Machines.evidence(Machines.function(machine, GPU), "irq").get(0);
        assertEquals("some file", evidence.getFile());
        assertEquals("Interrupt: pin A routed to IRQ 16", Texts.LSPCI.lines().toList().get(evidence.getLine() - 1).strip());
    }

    @Test
    void aWholeRecordWithoutDriverSaysThatThereIsNone() throws SnapshotException {
        PciFunction audio = Machines.function(open(Texts.LSPCI), "0000:01:00.1");
        assertEquals(Optional.of(FactState.NONE), Machines.state(audio, "driver"));
        // With -v a programming interface that is not printed is 00.
        assertEquals(0x040300, audio.getClassCode());
    }

    @Test
    void aRecordThatMayBeCutSaysNothingByWhatItLacks() throws SnapshotException {
        String cut = Texts.LSPCI.substring(0, Texts.LSPCI.indexOf("\tKernel driver in use: nouveau"));
        assertEquals(Optional.empty(), Machines.state(Machines.function(open(cut), GPU), "driver"));
        Machine half = open(Texts.LSPCI.substring(0, Texts.LSPCI.indexOf("nouveau") + 3));
        assertEquals(Optional.empty(), Machines.state(Machines.function(half, GPU), "driver"));
        assertEquals(1, problems(half).size(), problems(half)::toString);
    }

    @Test
    void withoutVerboseTheProgrammingInterfaceIsNotKnown() throws SnapshotException {
        Machine machine = open("00:02.0 VGA compatible controller [0300]: Intel Corporation HD Graphics 620 [8086:5916] (rev 02)\n"
                + "\tKernel driver in use: i915\n00:1f.0 ISA bridge [0601]: Intel Corporation Device [8086:9d4e]\n");
        PciFunction display = Machines.function(machine, "0000:00:02.0");
        assertFalse(display.isSetClassCode());
        assertEquals("VGA compatible controller", display.getClassName());
        assertEquals(2, display.getRevision());
        assertEquals(0, Machines.function(machine, "0000:00:1f.0").getRevision());
        assertEquals(Optional.empty(), Machines.state(Machines.function(machine, "0000:00:1f.0"), "driver"));
    }

    @Test
    void namesAloneStillMakeAMachine() throws SnapshotException {
        Machine machine = open("00:00.0 Host bridge: Intel Corporation Device 1918 (rev 07)\n00:02.0 VGA compatible controller: Intel"
                + " Corporation HD Graphics 530 (rev 06)\n");
        assertEquals("Intel Corporation HD Graphics 530", Machines.function(machine, "0000:00:02.0").getDeviceName());
        assertFalse(Machines.function(machine, "0000:00:02.0").isSetVendorId());
    }

    @Test
    void aDeviceThatDoesNotAnswerHasNoRevision() throws SnapshotException {
        Machine machine = open("01:00.0 VGA compatible controller [0300]: NVIDIA Corporation GP104 [10de:1b80] (rev ff) (prog-if ff)\n"
                + "\t!!! Unknown header type 7f\n\tKernel driver in use: vfio-pci\n\n");
        PciFunction gpu = Machines.function(machine, GPU);
        assertFalse(gpu.isSetRevision());
        assertFalse(gpu.isSetClassCode());
        assertEquals(Optional.of(FactState.UNREADABLE), Machines.state(gpu, "revision"));
    }

    @Test
    void aNumberThatMakesNoSenseIsReportedAndNeverZero() throws SnapshotException {
        Machine machine = open(Texts.LSPCI.replace("routed to IRQ 16", "routed to IRQ 1x").replace("NUMA node: 1", "NUMA node: one")
                .replace("Width x16, ASPM", "Width xAA, ASPM").replace("secondary=01", "secondary=0g").replace("[size=16M]", "[size=M]")
                .replace("30: 00 00 00 00 60", "30: 00 00 zz 00 60"));
        PciFunction gpu = Machines.function(machine, GPU);
        assertFalse(gpu.isSetIrq());
        assertFalse(gpu.isSetNumaNode());
        assertFalse(gpu.getLink().isSetMaxWidth());
        assertEquals(List.of(1, 5, 6), gpu.getResources().stream().map(PciResource::getIndex).toList());
        assertEquals(50, gpu.getConfigSpace().length);
        assertFalse(((PciBridge) Machines.function(machine, "0000:00:01.0")).isSetSecondaryBusNumber());
        assertEquals(6, problems(machine).size(), problems(machine)::toString);
    }

    @Test
    void aDumpWithAGapEndsThere() throws SnapshotException {
        Machine machine = open(Texts.LSPCI.replace("20: 00 00 00 00 01 e0", "30: 00 00 00 00 01 e0"));
        assertEquals(32, Machines.function(machine, GPU).getConfigSpace().length);
        assertEquals(1, problems(machine).size());
    }

    @Test
    void virtualFunctionsAreFoundByTheRegistersOfTheirPhysicalFunction() throws SnapshotException {
        Machine machine = open("""
                03:00.0 Ethernet controller [0200]: Intel Corporation I350 Gigabit Network Connection [8086:1521] (rev 01)
                \tControl: I/O- Mem+
                \tCapabilities: [160 v1] Single Root I/O Virtualization (SR-IOV)
                \t\tInitial VFs: 8, Total VFs: 8, Number of VFs: 2, Function Dependency Link: 00
                \t\tVF offset: 128, stride: 4, Device ID: 1520
                \t\tRegion 0: Memory at 0000000090000000 (64-bit, prefetchable)
                \tKernel driver in use: igb

                03:10.0 Ethernet controller [0200]: Intel Corporation I350 Ethernet Controller Virtual Function [8086:1520] (rev 01)
                \tControl: I/O- Mem-
                00: ff ff ff ff 00 00 10 00 01 00 00 02 00 00 00 00

                03:10.4 Ethernet controller [0200]: Intel Corporation I350 Ethernet Controller Virtual Function [8086:1520] (rev 01)
                \tControl: I/O- Mem-

                """);
        PciFunction physical = Machines.function(machine, "0000:03:00.0");
        assertEquals(0x1520, physical.getSriov().getVfDeviceId());
        assertEquals(List.of("0000:03:10.0", "0000:03:10.4"),
                physical.getVirtualFunctions().stream().map(PciFunction::getAddress).toList());
        PciFunction virtual = Machines.function(machine, "0000:03:10.0");
        assertEquals(0x8086, virtual.getVendorId());
        assertTrue(virtual.getEvidence().stream().noneMatch(Evidence::isConflict));
        assertTrue(physical.getResources().isEmpty());
    }

    @Test
    void theFormsForProgramsAreReadToo() throws SnapshotException {
        Machine fields = open("Slot:\t01:00.0\nClass:\tVGA compatible controller [0300]\nVendor:\tNVIDIA Corporation [10de]\n"
                + "Device:\tGP104 [1b80]\nSVendor:\teVga [3842]\nSDevice:\tX [6180]\nRev:\ta1\nDriver:\tnouveau\nModule:\tnvidiafb\n"
                + "Module:\tnouveau\nNUMANode:\t1\nIOMMUGroup:\t7\n\nSlot:\t00:1f.0\nClass:\tISA bridge [0601]\n\n");
        PciFunction gpu = Machines.function(fields, GPU);
        assertEquals(0x030000, gpu.getClassCode());
        assertEquals(List.of("nvidiafb", "nouveau"), gpu.getKernelModules());
        assertEquals("7", gpu.getIommuGroup().getNumber());
        Machine quoted = open("00:02.0 \"VGA compatible controller [0300]\" \"Intel Corporation [8086]\" \"HD Graphics [5916]\" -r02 \"Lenovo"
                + " [17aa]\" \"Device [224e]\"\n01:00.0 \"0c03\" \"10de\" \"1ad8\" -ra1 -p30 \"3842\" \"6180\"\n");
        assertEquals(0x0c0330, Machines.function(quoted, GPU).getClassCode());
        assertEquals(0x224e, Machines.function(quoted, "0000:00:02.0").getSubsystemId());
        assertEquals(2, Machines.function(quoted, "0000:00:02.0").getRevision());
    }

    @Test
    void udevsDatabaseTellsDriversAndBuses() throws SnapshotException {
        Machine machine = open(Texts.UDEV);
        assertEquals(SnapshotKind.UDEV_DATABASE, machine.getProvenance().getKind());
        PciFunction gpu = Machines.function(machine, GPU);
        assertEquals(0x030000, gpu.getClassCode());
        assertEquals(0x1b80, gpu.getDeviceId());
        assertEquals("nouveau", gpu.getDriver().getName());
        assertEquals(Optional.of(FactState.NONE), Machines.state(Machines.function(machine, "0000:01:00.1"), "driver"));
        assertEquals(gpu.getBus(), ((PciBridge) Machines.function(machine, "0000:00:01.0")).getSecondaryBus());
        Machine bad = open(Texts.UDEV.replace("PCI_CLASS=30000", "PCI_CLASS=3000000000").replace("PCI_ID=10DE:1B80", "PCI_ID=10DE"));
        assertFalse(Machines.function(bad, GPU).isSetClassCode());
        assertFalse(Machines.function(bad, GPU).isSetVendorId());
        assertEquals(3, problems(bad).size(), problems(bad)::toString);
    }

    @Test
    void nodeDevicesOfLibvirtOneAfterTheOther() throws SnapshotException {
        Machine machine = open(Texts.NODE_DEVICES);
        assertEquals(SnapshotKind.NODE_DEVICES, machine.getProvenance().getKind());
        PciFunction gpu = Machines.function(machine, GPU);
        assertEquals(0x030000, gpu.getClassCode());
        assertEquals(Optional.of(FactState.NONE), Machines.state(gpu, "driver"));
        assertEquals("1", gpu.getIommuGroup().getNumber());
        assertEquals(8, gpu.getLink().getWidth());
        assertEquals(2.5, gpu.getLink().getSpeedGTs());
        assertEquals(gpu.getBus(), ((PciBridge) Machines.function(machine, "0000:00:01.0")).getSecondaryBus());
        assertEquals(List.of(), problems(machine));
    }

    @Test
    void aDamagedNodeDeviceCostsNoOther() throws SnapshotException {
        Machine machine = open(Texts.NODE_DEVICES.replace("GP104 &amp; more", "GP104 <&"));
        assertEquals(1, Machines.functions(machine).size());
        assertEquals(1, problems(machine).size());
        assertEquals("some file", machine.getProblems().get(0).getFile());
        Machine entities = open("<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>" + Texts.NODE_DEVICES.replace("GP104 &amp; more", "&e;"));
        assertEquals(1, Machines.functions(entities).size());
    }

    @Test
    void aBugReportIsAContainer() throws SnapshotException {
        Snapshot snapshot = open(gzip(Texts.BUG_REPORT));
        Machine machine = snapshot.machine();
        assertEquals(SnapshotKind.BUG_REPORT, machine.getProvenance().getKind());
        assertEquals("6.1.0-13-amd64", machine.getProvenance().getKernelRelease());
        assertEquals("x86_64", machine.getProvenance().getArchitecture());
        assertEquals("BOOT_IMAGE=/vmlinuz root=/dev/sda1 intel_iommu=on", machine.getProvenance().getCommandLine());
        PciFunction gpu = Machines.function(machine, GPU);
        assertEquals(0x030000, gpu.getClassCode());
        assertEquals(64, gpu.getConfigSpace().length);
        assertEquals(1, gpu.getNumaNode());
        assertEquals(1, Machines.functions(machine).size());
        Evidence ids = Machines.evidence(gpu, "vendorId").get(0);
        assertTrue(Texts.BUG_REPORT.lines().toList().get(ids.getLine() - 1).startsWith("0000:01:00.0 030000:"));
        assertEquals(List.of(Texts.BUG_REPORT), machine.getTextFiles().stream()
                .filter(text -> text.getKind() == TextFileKind.OTHER).map(text -> text.getText()).toList());
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    @Test
    void aCutCompressedTextIsRefusedWithThePlace() {
        byte[] packed = gzip(Texts.LSPCI);
        byte[] cut = java.util.Arrays.copyOf(packed, packed.length / 2);
        SnapshotException refused = assertThrows(SnapshotException.class, () -> open(cut));
        assertTrue(refused.getMessage().contains("ends at byte"), refused.getMessage());
    }

    @Test
    void textsOfOtherSystemsAreRead() throws SnapshotException {
        byte[] wide = ("\ufeff" + Texts.LSPCI.replace("\n", "\r\n")).getBytes(StandardCharsets.UTF_16LE);
        assertEquals("nouveau", Machines.function(open(wide).machine(), GPU).getDriver().getName());
        assertEquals("nouveau", Machines.function(open("\ufeff" + Texts.UDEV), GPU).getDriver().getName());
    }

    @Test
    void logsAndConfigurationAloneAreMachinesWithoutFunctions() throws SnapshotException {
        Machine log = open("[    0.000000] Linux version 6.1.0-13-amd64 (gcc-12) #1 SMP\n[    0.000000] Command line: quiet\n[    0.1] ok\n");
        assertEquals("6.1.0-13-amd64", log.getProvenance().getKernelRelease());
        assertEquals(List.of(TextFileKind.KERNEL_LOG), log.getTextFiles().stream().map(text -> text.getKind()).toList());
        assertEquals("some file", log.getTextFiles().get(0).getPath());
        Machine config = open("# ours\noptions vfio-pci ids=10de:1b80\nblacklist nouveau\n");
        assertEquals("etc/modprobe.d/some file.conf", config.getTextFiles().get(0).getPath());
        assertEquals(TextFileKind.MODPROBE_CONFIG, config.getTextFiles().get(0).getKind());
        Machine aliases = open("# Aliases extracted from modules themselves.\nalias pci:v00008086d*sv*sd*bc*sc*i* e1000e\n");
        assertEquals(TextFileKind.MODULES_ALIAS, aliases.getTextFiles().get(0).getKind());
        assertNull(aliases.getProvenance().getKernelRelease());
    }

    @Test
    void aTextThatNeverTellsAThingHasNoProblemForTheLackOfIt() throws SnapshotException {
        for (String name : List.of("smi", "nccl", "log", "iomem", "uname", "modprobe", "udev", "nodedev")) {
            assertEquals(List.of(), open(MixedInputs.bytes(name)).machine().getProblems(), name);
        }
        assertEquals(List.of("The snapshot holds the first 64 bytes of configuration space only, as a user without root rights can read"
                + " them: capabilities and ACS are not known."), open(MixedInputs.bytes("bugreport")).machine().getProblems().stream()
                .map(Problem::getMessage).toList());
    }

    @Test
    void whatNoToolPrintsIsRefusedWithOneSentence() {
        for (String text : List.of("hello\n", "12:15.3 something: else\n", "{\"a\": 1}\n", "<html></html>\n")) {
            SnapshotException refused = assertThrows(SnapshotException.class, () -> open(text));
            assertTrue(refused.getMessage().contains("it begins with the bytes") && !refused.getMessage().contains("\n"), refused.getMessage());
        }
    }

    @Test
    void hostileNamesStayText() throws SnapshotException {
        Machine machine = open(Texts.LSPCI.replace("nouveau", "$(reboot)\u202e\u0007;'").replace("Physical Slot: 4", "Physical Slot: ../../etc"));
        assertEquals("../../etc", Machines.function(machine, GPU).getSlotLabel());
        assertTrue(Machines.function(machine, GPU).getDriver().getName().startsWith("$(reboot)"));
        assertFalse(Machines.function(machine, GPU).getDriver().getName().contains("\u0007"));
    }
}
