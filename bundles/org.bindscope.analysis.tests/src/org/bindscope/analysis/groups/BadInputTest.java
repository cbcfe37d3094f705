// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.analysis.config.ConfigBytes;
import org.bindscope.analysis.config.PcieType;
import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.model.Machine;
import org.bindscope.snapshot.SnapshotException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged machines, read from folders: each fault is a finding or a problem, never a hang and never a guess. */
class BadInputTest {

    private static final byte[] PORT = ConfigBytes.endpoint(4096, 0x8086, 0x1901).pcie(0x40, PcieType.ROOT_PORT)
            .acs(0x100, 0x1f, 0x1d).bytes();
    private static final byte[] CARD = ConfigBytes.endpoint(4096, 0x8086, 0x1234).pcie(0x40, PcieType.ENDPOINT).bytes();

    @TempDir
    Path folder;

    private static GroupReport group(Machine machine, String number) {
        return GroupAnalysis.of(machine, KernelRules.named("6.12")).stream().filter(group -> group.number().equals(number))
                .findFirst().orElseThrow();
    }

    private static String findings(Machine machine) {
        List<Finding> found = MachineAnalysis.of(machine).findings().orElseThrow();
        assertTrue(found.stream().filter(finding -> finding.rule().equals("inconsistent-topology")
                || finding.rule().equals("config-space-damaged")).noneMatch(finding -> finding.evidence().isEmpty()), found::toString);
        return found.stream().map(finding -> finding.rule() + ": " + finding.summary()).toList().toString();
    }

    @Test
    void bridgeWhoseSecondaryBusIsItsOwnIsNamedAndItsFolderStillTellsWhatIsBelow() throws IOException, SnapshotException {
        String card = "pci0000:00/0000:00:01.0/0000:01:00.0";
        Machine machine = new SysfsTree(folder).bridge("pci0000:00/0000:00:01.0", 0, PORT)
                .function(card, CARD).listed("1", card).linked("1", card).open();
        GroupReport report = group(machine, "1");
        assertEquals(List.of("0000:00:01.0"), report.paths().get("0000:01:00.0").stream().map(GroupReport.PathHop::address).toList());
    }

    @Test
    void bridgesThatLeadToEachOtherDoNotHang() throws IOException, SnapshotException {
        String one = "pci0000:00/0000:01:00.0";
        String two = "pci0000:00/0000:02:00.0";
        Machine machine = new SysfsTree(folder).bridge(one, 2, PORT).bridge(two, 1, PORT)
                .listed("1", one).linked("1", one).listed("2", two).linked("2", two).open();
        assertEquals(2, GroupAnalysis.of(machine, KernelRules.named("6.12")).size());
        assertTrue(machine.getProblems().stream().anyMatch(problem -> problem.getMessage().contains("is not above the bridge's own bus")),
                () -> machine.getProblems().toString());
    }

    @Test
    void bridgeThatIsNotInTheSnapshotLeavesTheGroupOpen() throws IOException, SnapshotException {
        String card = "pci0000:00/0000:00:01.0/0000:01:00.0";
        Machine machine = new SysfsTree(folder).function(card, CARD).listed("1", card).linked("1", card).open();
        GroupReport report = group(machine, "1");
        assertEquals(Optional.empty(), report.recomputed());
        assertTrue(report.difference().orElseThrow().contains("the bridge 0000:00:01.0 is not in the snapshot"), report.difference()::get);
        assertTrue(findings(machine).contains("inconsistent-topology: The bridge 0000:00:01.0 above 0000:01:00.0 does not exist"),
                () -> findings(machine));
    }

    @Test
    void folderAndBusNumberThatDisagreeAreAFinding() throws IOException, SnapshotException {
        String card = "pci0000:00/0000:00:02.0/0000:01:00.0";
        Machine machine = new SysfsTree(folder).bridge("pci0000:00/0000:00:01.0", 1, PORT).bridge("pci0000:00/0000:00:02.0", 2, PORT)
                .function(card, CARD).listed("1", card).open();
        assertTrue(findings(machine).contains("By its folder 0000:01:00.0 is below 0000:00:02.0, by its bus number below 0000:00:01.0."),
                () -> findings(machine));
    }

    @Test
    void groupThatNamesAnAbsentDeviceIsAFinding() throws IOException, SnapshotException {
        String card = "pci0000:00/0000:00:03.0";
        Machine machine = new SysfsTree(folder).function(card, CARD).listed("1", card).linked("1", card)
                .listed("1", "pci0000:00/0000:00:09.0").open();
        assertEquals(List.of("0000:00:03.0"), group(machine, "1").devices());
        assertTrue(findings(machine).contains("Group 1 names 0000:00:09.0, which the snapshot does not have."), () -> findings(machine));
    }

    @Test
    void linkAndFolderThatNameDifferentGroupsAreAFinding() throws IOException, SnapshotException {
        String card = "pci0000:00/0000:00:03.0";
        Machine machine = new SysfsTree(folder).function(card, CARD).linked("1", card).listed("2", card).open();
        assertTrue(findings(machine).contains("Two groups claim 0000:00:03.0: group 1 (sys/devices/pci0000:00/0000:00:03.0/iommu_group)"
                + " and group 2 (sys/kernel/iommu_groups/2/devices/0000:00:03.0)."), () -> findings(machine));
    }

    @Test
    void twoFoldersThatListOneDeviceAreAFinding() throws IOException, SnapshotException {
        String card = "pci0000:00/0000:00:03.0";
        Machine machine = new SysfsTree(folder).function(card, CARD).listed("1", card).listed("2", card).open();
        assertTrue(findings(machine).contains("Two groups claim 0000:00:03.0"), () -> findings(machine));
    }

    @Test
    void capabilityChainThatLoopsIsAFindingAndTheGroupStaysOpen() throws IOException, SnapshotException {
        String card = "pci0000:00/0000:00:03.0";
        byte[] loop = ConfigBytes.endpoint(4096, 1, 2).capability(0x50, 1).capability(0x60, 5).put8(0x61, 0x50).bytes();
        Machine machine = new SysfsTree(folder).function(card, loop).listed("1", card).linked("1", card).open();
        assertTrue(findings(machine).contains("config-space-damaged: Configuration space of 0000:00:03.0"), () -> findings(machine));
        assertEquals(Optional.empty(), group(machine, "1").recomputed());
    }

    @Test
    void capabilityChainThatLeavesTheSpaceIsAFinding() throws IOException, SnapshotException {
        String card = "pci0000:00/0000:00:03.0";
        for (ConfigBytes bad : List.of(ConfigBytes.endpoint(256, 1, 2).capability(0x50, 1).put8(0x51, 0x08),
                ConfigBytes.endpoint(4096, 1, 2).pcie(0x40, PcieType.ENDPOINT).extended(0x100, 1, 1).put32(0x100, 0x0801_0001))) {
            Path own = folder.resolve("m" + bad.bytes().length);
            Machine machine = new SysfsTree(own).function(card, bad.bytes()).listed("1", card).linked("1", card).open();
            assertTrue(findings(machine).contains("config-space-damaged"), () -> findings(machine));
            assertFalse(group(machine, "1").recomputed().filter(same -> !same).isPresent());
        }
    }
}
