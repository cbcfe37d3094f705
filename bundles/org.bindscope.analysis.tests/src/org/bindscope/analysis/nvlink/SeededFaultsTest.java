// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.FindingContext;
import org.bindscope.analysis.findings.FindingRule;
import org.bindscope.analysis.groups.CorpusMachines;
import org.bindscope.analysis.groups.GroupRules;
import org.bindscope.analysis.groups.HostUse;
import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.Machine;
import org.bindscope.testsupport.CorpusFiles;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The faults that were put into the corpus, and the machine without them. */
class SeededFaultsTest {

    static List<Finding> findings(Machine machine) {
        String release = machine.getProvenance().getKernelRelease();
        FindingContext context = new FindingContext(machine, release == null ? KernelRules.assumed()
                : KernelRules.named(release), List::of);
        List<FindingRule> rules = new ArrayList<>(TreeRules.all());
        rules.addAll(GroupRules.all(HostUse.none()));
        return rules.stream().flatMap(rule -> rule.evaluate(context)).toList();
    }

    static List<Map<String, Object>> cases() {
        return CorpusFiles.corpus().isEmpty() ? List.of()
                : TestTrees.jsonList(CorpusFiles.require("synthetic/faults/expected.json"));
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("cases")
    @SuppressWarnings("unchecked")
    void everySeededFaultIsFoundAndNothingElse(Map<String, Object> seeded) {
        TreeSet<String> expected = new TreeSet<>();
        for (Map<String, Object> want : (List<Map<String, Object>>) seeded.get("expected")) {
            List<String> subjects = new ArrayList<>(List.of((String) want.get("subject")));
            for (String key : List.of("peer", "node", "nodeBdf")) {
                if (want.containsKey(key)) {
                    subjects.add((String) want.get(key));
                }
            }
            subjects.addAll((List<String>) want.getOrDefault("blockers", List.of()));
            expected.add(want.get("code") + " " + subjects);
        }
        List<Finding> findings = findings(CorpusMachines.open("synthetic/faults/" + seeded.get("case")
                + ".sysfs.tar.xz"));
        TreeSet<String> found = new TreeSet<>();
        findings.forEach(finding -> found.add(finding.rule() + " " + finding.subjects()));
        assertEquals(expected, found);
        for (Map<String, Object> want : (List<Map<String, Object>>) seeded.get("expected")) {
            for (String key : List.of("property", "value", "group", "peerGroup")) {
                if (want.containsKey(key)) {
                    assertTrue(findings.stream().anyMatch(f -> f.summary().contains(String.valueOf(want.get(key)))),
                            () -> key + " " + findings);
                }
            }
        }
        assertTrue(findings.stream().allMatch(f -> !f.evidence().isEmpty() && !f.remedy().isEmpty()
                || f.rule().equals("fdt-vs-dirtree")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ac922-8335-gth-4gpu", "ac922-8335-gth-4gpu-vfio", "minsky-8335-gtb-4gpu",
            "skiboot-npu2-sequoia"})
    void machinesWithoutFaultsHaveNoFindings(String name) {
        assertEquals(List.of(), findings(CorpusMachines.open("synthetic/" + name + ".sysfs.tar.xz")));
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("treesOfFirmware")
    void realTreesHaveNoPhandleErrors(Path file) {
        Machine machine = BindscopeFactory.eINSTANCE.createMachine();
        machine.getDeviceTrees().add(TestTrees.blob(file));
        FindingContext context = new FindingContext(machine, KernelRules.assumed(), List::of);
        assertEquals(List.of(), new PhandleRule().evaluate(context).toList());
        assertEquals(List.of(), new NvLinkTreeRule().evaluate(context).toList());
        new TreeShapeRule().evaluate(context).toList();
    }

    static List<Path> treesOfFirmware() {
        return Stream.of("dtb/debian-arm64", "dtb/qemu", "hdat")
                .flatMap(folder -> CorpusFiles.list(folder, ".dtb").stream()).toList();
    }
}
