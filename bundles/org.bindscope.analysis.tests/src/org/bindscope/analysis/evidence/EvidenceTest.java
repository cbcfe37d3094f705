// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.analysis.groups.CorpusMachines;
import org.bindscope.analysis.match.ReasonCode;
import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.ReadOptions;
import org.bindscope.snapshot.SnapshotException;
import org.bindscope.snapshot.SnapshotReader;
import org.bindscope.snapshot.SnapshotSource;
import org.junit.jupiter.api.Test;

/** What is missing, and what contradicts. */
class EvidenceTest {

    private static final String GPU = "0000:01:00.0 VGA compatible controller [0300]: NVIDIA Corporation GP104 [10de:1b80] (rev a1)"
            + " (prog-if 00 [VGA controller])\n\tControl: I/O+\n\tIOMMU group: 7\n\tNUMA node: 0\n\tKernel driver in use: nouveau\n\n";

    private static MachineAnalysis machine(String... texts) throws SnapshotException {
        List<SnapshotSource> sources = new ArrayList<>();
        for (String text : texts) {
            sources.add(SnapshotSource.of("input-" + sources.size(),
                    () -> new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))));
        }
        return MachineAnalysis.of(new SnapshotReader().open(sources, ReadOptions.defaults(), Progress.none()).machine());
    }

    private static Set<EvidenceClass> missing(MachineAnalysis analysis) {
        Set<EvidenceClass> kinds = new TreeSet<>();
        EvidenceReport.of(analysis).missing().forEach(each -> assertTrue(kinds.add(each.kind()), each.toString()));
        return kinds;
    }

    private static List<Finding> contradictions(MachineAnalysis analysis) {
        return analysis.findings().orElseThrow().stream().filter(finding -> new ContradictionRule().ids().contains(finding.rule())).toList();
    }

    @Test
    void aTextOfLspciLacksWhatItCannotHold() throws SnapshotException {
        MachineAnalysis analysis = machine(GPU);
        Set<EvidenceClass> kinds = missing(analysis);
        assertTrue(kinds.containsAll(Set.of(EvidenceClass.CONFIG_SPACE, EvidenceClass.OVERRIDES, EvidenceClass.MODULE_ALIASES,
                EvidenceClass.REGISTERED_DRIVERS, EvidenceClass.KERNEL_RELEASE, EvidenceClass.NVLINK)), kinds::toString);
        assertFalse(kinds.contains(EvidenceClass.IOMMU_GROUPS) || kinds.contains(EvidenceClass.BINDINGS)
                || kinds.contains(EvidenceClass.NUMA_NODES), kinds::toString);
        assertEquals(Optional.of(EvidenceReport.CAPTURE), EvidenceReport.of(analysis).command());
        for (MissingEvidence each : EvidenceReport.of(analysis).missing()) {
            assertTrue(each.lack().endsWith(".") && each.unanswered().endsWith(".") && !each.command().isBlank(), each.toString());
        }
    }

    /** What each command that does not run the script writes makes the class of evidence be there. */
    @Test
    void whatTheCommandsCollectFillsTheLack() throws SnapshotException {
        MachineAnalysis all = machine(GPU + "00: de 10 80 1b\n", "Linux h 6.1.0-13-amd64 #1 SMP Debian x86_64 GNU/Linux\n",
                "nouveau 2000000 1 - Live 0x0000000000000000\nvfio_pci 16384 0 - Live 0x0000000000000000\n",
                "00000000-00000fff : Reserved\n000a0000-000bffff : PCI Bus 0000:00\n",
                "[    0.000000] Linux version 6.1.0-13-amd64 (x)\n[    0.000001] Command line: quiet\n",
                "alias pci:v000010DEd*sv*sd*bc03sc*i* nouveau\nalias pci:v00008086d*sv*sd*bc02sc*i* e1000e\n", "blacklist nouveau\n");
        Set<EvidenceClass> kinds = missing(all);
        for (EvidenceClass there : List.of(EvidenceClass.KERNEL_RELEASE, EvidenceClass.LOADED_MODULES, EvidenceClass.MEMORY_MAP,
                EvidenceClass.KERNEL_LOG, EvidenceClass.MODULE_ALIASES, EvidenceClass.MODPROBE_CONFIG, EvidenceClass.COMMAND_LINE)) {
            assertFalse(kinds.contains(there), there::toString);
        }
        assertTrue(kinds.contains(EvidenceClass.ACPI_TABLES), kinds::toString);
    }

    @Test
    void aWholeCaptureLacksNextToNothing() {
        assertEquals(Set.of(EvidenceClass.HOST_USE, EvidenceClass.KERNEL_CONFIG),
                difference(missing(MachineAnalysis.of(CorpusMachines.open("qemu/A-01-coldplug.tar.gz"))), EvidenceClass.MODPROBE_CONFIG));
    }

    private static Set<EvidenceClass> difference(Set<EvidenceClass> kinds, EvidenceClass other) {
        kinds.remove(other);
        return kinds;
    }

    @Test
    void aCaptureWithoutRootRightsSaysSoBeforeAllElse() {
        MachineAnalysis user = MachineAnalysis.of(CorpusMachines.open("sysfs/real/40intel64-2g2n4c+pcilocality.tar.bz2"));
        assertTrue(EvidenceReport.of(user).banner().orElseThrow().contains("without root rights"));
        assertEquals(Optional.empty(), EvidenceReport.of(MachineAnalysis.of(CorpusMachines.open("qemu/A-01-coldplug.tar.gz"))).banner());
    }

    @Test
    void aBlobAloneLacksAllButTheTree() {
        EvidenceReport report = EvidenceReport.of(MachineAnalysis.of(CorpusMachines.open("dtb/qemu/pseries.dtb")));
        assertEquals(List.of(EvidenceClass.FUNCTIONS), report.missing().stream().map(MissingEvidence::kind).toList());
        assertEquals(Optional.empty(), report.banner());
    }

    @Test
    void powerMachinesNeedTheirDeviceTreeAndOthersDoNot() throws SnapshotException {
        assertTrue(missing(machine(GPU, "Linux h 5.14.0 #1 SMP ppc64le ppc64le ppc64le GNU/Linux\n")).contains(EvidenceClass.DEVICE_TREE));
        assertFalse(missing(machine(GPU, "Linux h 5.14.0 #1 SMP x86_64 GNU/Linux\n")).contains(EvidenceClass.DEVICE_TREE));
    }

    @Test
    void aReleaseThatCouldActInAShellIsNotPutIntoACommand() throws SnapshotException {
        MachineAnalysis hostile = machine(GPU, "Linux h 6.1;$(reboot) #1 SMP x86_64 GNU/Linux\n");
        assertTrue(EvidenceReport.of(hostile).missing().stream().noneMatch(each -> each.command().contains("reboot")));
    }

    @Test
    void sourcesThatAgreeAreNoFinding() throws SnapshotException {
        assertEquals(List.of(), contradictions(machine(GPU)));
        assertEquals(List.of(), contradictions(machine(GPU, GPU.replace("0000:01", "01").replace("\tNUMA node: 0\n", ""))));
    }

    @Test
    void whatChangesWhileAMachineRunsIsWorthKnowing() throws SnapshotException {
        Finding finding = contradictions(machine(GPU, GPU.replace("nouveau", "vfio-pci"))).get(0);
        assertEquals("sources-disagree", finding.rule());
        assertEquals(Severity.INFO, finding.severity());
        assertEquals(List.of("0000:01:00.0"), finding.subjects());
        assertTrue(finding.summary().contains("driver is nouveau, elsewhere vfio-pci"), finding.summary());
        assertEquals(List.of("input-0:5", "input-1:5"), finding.evidence().stream().map(each -> each.file()).toList());
    }

    @Test
    void whatIdentifiesADeviceIsAWarning() throws SnapshotException {
        assertEquals(Severity.WARNING, contradictions(machine(GPU, GPU.replace("10de:1b80", "10de:1b81"))).get(0).severity());
        assertEquals(Severity.WARNING, contradictions(machine(GPU, GPU.replace("group: 7", "group: 8"))).get(0).severity());
        Finding kernels = contradictions(machine(GPU, "Linux h 6.1.0 #1 SMP x86_64 GNU/Linux\n", "Linux h 6.2.0 #1 SMP x86_64 GNU/Linux\n")).get(0);
        assertEquals("inputs-of-different-kernels", kernels.rule());
        assertTrue(kernels.summary().contains("6.2.0"), kernels.summary());
    }

    @Test
    void whereTheDriversOfTheBusAreNotListedNoDriverIsNotCertain() throws SnapshotException {
        MachineAnalysis analysis = machine(GPU.replace("\tKernel driver in use: nouveau\n", "")
                + "0000:02:00.0 Ethernet controller [0200]: X [8086:10d3] (rev 00)\n\tControl: I/O+\n\tKernel driver in use: e1000e\n\n",
                "alias pci:v00008086d*sv*sd*bc02sc*i* e1000e\nalias pci:v00008087d*sv*sd*bc02sc*i* e1000e\n");
        assertEquals(ReasonCode.UNKNOWN, analysis.verdict("0000:01:00.0").orElseThrow().reason());
    }
}
