// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.bindscope.analysis.groups.CorpusMachines;
import org.bindscope.model.Machine;
import org.bindscope.model.SnapshotKind;
import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.ReadOptions;
import org.bindscope.snapshot.SnapshotException;
import org.bindscope.snapshot.SnapshotReader;
import org.bindscope.snapshot.SnapshotSource;
import org.junit.jupiter.api.Test;

/** What each of several inputs gave. */
class SourceShareTest {

    private static final String LSPCI = "0000:01:00.0 VGA compatible controller [0300]: NVIDIA Corporation GP104 [10de:1b80] (rev a1)\n"
            + "\tControl: I/O+\n\tIOMMU group: 7\n\tKernel driver in use: nouveau\n\n"
            + "0000:02:00.0 Ethernet controller [0200]: X [8086:10d3] (rev 00)\n\tControl: I/O+\n\tKernel driver in use: e1000e\n\n";
    private static final String UDEV = "P: /devices/pci0000:00/0000:00:01.0/0000:01:00.0\nE: DEVPATH=/devices/pci0000:00/0000:00:01.0/0000:01:00.0\n"
            + "E: DRIVER=vfio-pci\nE: PCI_CLASS=30000\nE: PCI_ID=10DE:1B80\nE: PCI_SUBSYS_ID=1043:85AA\nE: PCI_SLOT_NAME=0000:01:00.0\n"
            + "E: SUBSYSTEM=pci\n\n";

    private static Machine machine(Map<String, String> texts) throws SnapshotException {
        List<SnapshotSource> sources = new ArrayList<>();
        texts.forEach((name, text) -> sources.add(SnapshotSource.of(name,
                () -> new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))));
        return new SnapshotReader().open(sources, ReadOptions.defaults(), Progress.none()).machine();
    }

    @Test
    void everyFactIsCountedForTheInputThatSaysIt() throws SnapshotException {
        Machine machine = machine(Map.of("here/lspci.txt", LSPCI, "there/udev.txt", UDEV));
        List<SourceShare> shares = SourceShare.of(machine);
        assertEquals(List.of(SnapshotKind.UDEV_DATABASE, SnapshotKind.LSPCI_TEXT),
                shares.stream().map(share -> share.input().getKind()).toList());
        assertEquals(List.of(1, 2), shares.stream().map(SourceShare::functions).toList());
        // lspci names another driver, and that is what does not count.
        assertEquals(List.of(0, 1), shares.stream().map(SourceShare::conflicts).toList());
        int all = shares.stream().mapToInt(share -> share.facts() + share.unreadable()).sum();
        long evidence = machine.getDomains().stream().flatMap(domain -> domain.getBuses().stream())
                .flatMap(bus -> bus.getFunctions().stream()).mapToLong(function -> function.getEvidence().size()).sum();
        assertTrue(all >= evidence && shares.stream().allMatch(share -> share.facts() > 3), shares::toString);
    }

    @Test
    void filesOfTheSameNameAreToldApartByTheirPlaces() throws SnapshotException {
        List<SourceShare> shares = SourceShare.of(machine(Map.of("a/lspci.txt", LSPCI, "b/lspci.txt", LSPCI.replace("nouveau", "nvidia"))));
        assertEquals(List.of(2, 2), shares.stream().map(SourceShare::functions).toList());
        assertEquals(List.of(0, 1), shares.stream().map(SourceShare::conflicts).toList());
        assertTrue(shares.stream().allMatch(share -> share.facts() > 10), shares::toString);
    }

    @Test
    void aSnapshotOpenedAloneGaveAllOfItself() {
        Machine machine = CorpusMachines.open("qemu/A-01-coldplug.tar.gz");
        List<SourceShare> shares = SourceShare.of(machine);
        assertEquals(1, shares.size());
        assertTrue(shares.get(0).functions() > 10 && shares.get(0).texts() > 3, shares::toString);
        assertEquals(machine.getProblems().size(), shares.get(0).problems().size());
    }

    @Test
    void aDeviceTreeGivesNodes() {
        List<SourceShare> shares = SourceShare.of(CorpusMachines.open("dtb/qemu/pseries.dtb"));
        assertTrue(shares.get(0).nodes() > 10, shares::toString);
        assertEquals(0, shares.get(0).conflicts());
    }
}
