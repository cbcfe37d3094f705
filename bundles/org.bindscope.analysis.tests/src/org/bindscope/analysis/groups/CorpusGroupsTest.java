// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.model.Machine;
import org.bindscope.testsupport.CorpusFiles;
import org.junit.jupiter.api.Test;

/** Every snapshot of the corpus: how many groups come out as the kernel reported them. */
class CorpusGroupsTest {

    private static KernelRules rules(Machine machine) {
        String release = machine.getProvenance().getKernelRelease();
        return release == null ? KernelRules.assumed() : KernelRules.named(release);
    }

    @Test
    void groupsOfEverySnapshotWithConfigurationSpaceComeOutAsTheKernelHadThem() {
        int groups = 0;
        int same = 0;
        List<String> others = new ArrayList<>();
        for (Path file : CorpusFiles.list("", ".tar.gz", ".tar.xz", ".tar.bz2")) {
            Machine machine = CorpusMachines.open(file);
            for (GroupReport report : GroupAnalysis.of(machine, rules(machine))) {
                groups++;
                if (report.recomputed().equals(Optional.of(true))) {
                    same++;
                    assertEquals(report.devices().size() - 1, report.because().size(), () -> file + " group "
                            + report.number());
                    assertTrue(report.because().stream().noneMatch(b -> b.rule() == JoinRule.REPORTED));
                } else {
                    others.add(file.getFileName() + " " + report.number() + " " + report.recomputed());
                }
            }
        }
        assumeTrue(groups > 0, "skipped without ../shared/corpus");
        List<String> expected = new ArrayList<>(List.of("F04-npu-in-other-iommu-group.sysfs.tar.xz 10 Optional[false]",
                "F04-npu-in-other-iommu-group.sysfs.tar.xz 11 Optional[false]"));
        for (int number = 0; number < 15; number++) {
            expected.add("linux-amd64-415ee03b8c4d1c4f07ae2e9d8b3d3d6d.tar.gz " + number + " Optional.empty");
        }
        assertEquals(expected, others);
        assertEquals(groups - 17, same);
    }

    @Test
    void snapshotWithoutConfigurationSpaceSaysSoAndGuessesNothing() {
        Machine machine = CorpusMachines.open("sysfs/real/linux-amd64-415ee03b8c4d1c4f07ae2e9d8b3d3d6d.tar.gz");
        GroupReport report = GroupAnalysis.of(machine, rules(machine)).get(8);
        assertEquals("The group was not worked out again: 0000:00:0d.0 and 2 more: its configuration space was not captured. It is taken"
                + " from sysfs, and comes out so if they do not isolate.", report.difference().orElseThrow());
        assertEquals(JoinRule.REPORTED, report.because().get(0).rule());
    }

    @Test
    void functionsWithoutAGroupOnADeviceTreeMachineAreExplained() {
        Machine machine = CorpusMachines.open("qemu/arm-02-vfio-override.tar.gz");
        GroupStudy study = GroupAnalysis.study(machine, rules(machine), DriverBinding::inSnapshot);
        assertEquals(List.of("0000:00:00.0", "0000:08:02.0"),
                study.ungrouped().stream().map(GroupStudy.Ungrouped::address).toList());
        assertTrue(study.ungrouped().get(1).why()
                .startsWith("The IOMMU refused it because another function has its stream id: "),
                study.ungrouped().get(1)::why);
    }

    @Test
    void powerNvSaysWhyBridgesHaveNoGroupAndNamesTheCompound() {
        Machine machine = CorpusMachines.open("synthetic/ac922-8335-gth-4gpu.sysfs.tar.xz");
        GroupStudy study = GroupAnalysis.study(machine, rules(machine), DriverBinding::inSnapshot);
        assertEquals(Platform.POWERNV, study.platform());
        assertTrue(study.ungrouped().stream().allMatch(u -> u.why()
                .equals("On PowerNV bridges and root ports have no group.")));
        GroupReport compound = study.groups().get(5);
        assertEquals(8, compound.devices().size());
        assertTrue(compound.because().stream().allMatch(b -> b.rule() == JoinRule.NVLINK_COMPOUND));
    }
}
