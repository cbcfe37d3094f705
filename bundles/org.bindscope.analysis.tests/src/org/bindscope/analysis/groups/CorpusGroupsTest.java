// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.analysis.nvlink.MachineIndex;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;
import org.bindscope.testsupport.CorpusFiles;
import org.junit.jupiter.api.Test;

/** Every snapshot of the corpus: how many groups come out as the kernel reported them. */
class CorpusGroupsTest {

    private static KernelRules rules(Machine machine) {
        String release = machine.getProvenance().getKernelRelease();
        return release == null ? KernelRules.assumed() : KernelRules.named(release);
    }

    /** One line of the table: a snapshot, and how many of its groups come out. */
    private record Row(String file, Platform platform, int functions, int withConfig, int groups, int same, List<String> others) {

        static Row of(Path file, Machine machine) {
            GroupStudy study = GroupAnalysis.study(machine, rules(machine), DriverBinding::inSnapshot);
            List<PciFunction> functions = MachineIndex.functions(machine);
            List<String> others = study.groups().stream().filter(report -> !report.recomputed().equals(Optional.of(true)))
                    .map(report -> report.number() + ": " + report.difference().orElse("no reason")).toList();
            return new Row(file.getFileName().toString(), study.platform(), functions.size(),
                    (int) functions.stream().filter(function -> function.getConfigSpace() != null).count(), study.groups().size(),
                    study.groups().size() - others.size(), others);
        }

        String text() {
            String line = String.format("%-52s %-8s %4d %6d %6d %5d", file, platform.name().toLowerCase(java.util.Locale.ROOT), functions,
                    withConfig, groups, same);
            return others.isEmpty() ? line : line + "\n" + others.stream().map(other -> "    group " + other)
                    .collect(java.util.stream.Collectors.joining("\n"));
        }
    }

    /**
     * Every snapshot: how many groups come out as the kernel had them, and why each other does not. The table is written
     * to {@code target/groups-of-the-corpus.txt}.
     */
    @Test
    void groupsOfEverySnapshotWithConfigurationSpaceComeOutAsTheKernelHadThem() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (Path file : CorpusFiles.list("", ".tar.gz", ".tar.xz", ".tar.bz2")) {
            Machine machine = CorpusMachines.open(file);
            Row row = Row.of(file, machine);
            if (row.groups() > 0) {
                rows.add(row);
            }
            for (GroupReport report : GroupAnalysis.of(machine, rules(machine))) {
                if (report.recomputed().equals(Optional.of(true))) {
                    assertEquals(report.devices().size() - 1, report.because().size(), () -> file + " group "
                            + report.number());
                    assertTrue(report.because().stream().noneMatch(b -> b.rule() == JoinRule.REPORTED));
                }
            }
        }
        assumeTrue(!rows.isEmpty(), "skipped without ../shared/corpus");
        int groups = rows.stream().mapToInt(Row::groups).sum();
        int same = rows.stream().mapToInt(Row::same).sum();
        String table = String.format("%-52s %-8s %4s %6s %6s %5s%n", "snapshot", "rules", "PCI", "config", "groups", "same")
                + String.join("\n", rows.stream().map(Row::text).toList()) + "\n" + groups + " groups, " + same + " come out as the kernel had"
                + " them; " + rows.stream().filter(row -> row.withConfig() == 0).mapToInt(Row::groups).sum()
                + " are in snapshots without configuration space\n";
        Path target = CorpusFiles.projectRoot().resolve("bundles/org.bindscope.analysis.tests/target");
        Files.createDirectories(target);
        Files.writeString(target.resolve("groups-of-the-corpus.txt"), table);
        for (Row row : rows) {
            // Without registers nothing is claimed; with them everything comes out but the machine that was broken on purpose.
            int broken = row.file().startsWith("F04-") ? 2 : 0;
            assertEquals(row.withConfig() == 0 && row.platform() == Platform.GENERIC ? row.groups() : broken, row.others().size(), row::text);
        }
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
