// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.bindscope.analysis.evidence.ContradictionRule;
import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.FindingRule;
import org.bindscope.analysis.findings.MatchRules;
import org.bindscope.analysis.groups.CorpusMachines;
import org.bindscope.analysis.groups.GroupRules;
import org.bindscope.analysis.groups.HostUse;
import org.bindscope.analysis.match.WhatIf;
import org.bindscope.analysis.nvlink.TreeRules;
import org.bindscope.testsupport.CorpusFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All rules together, as the answer of findings gives them. */
class AllRulesTest {

    /** The id of the diagnostics page with a readable tail, or a name without a number. */
    private static final Pattern ID = Pattern.compile("(R(0[1-9]|[12][0-9]|30)-)?[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final Map<String, List<String>> EXPECTED = Map.ofEntries(
            Map.entry("sysfs/qemu/qemu-arm64-virt-smmuv3.tar.xz",
                    List.of("R01-group-not-viable", "R14-group-too-big", "fdt-unit-address-mismatch")),
            Map.entry("sysfs/qemu/qemu-powernv9-2chip.tar.xz", List.of("driver-override-unbound", "fdt-vs-dirtree")),
            Map.entry("sysfs/qemu/qemu-pseries.tar.xz", List.of("R01-group-not-viable", "driver-override-unbound")),
            Map.entry("qemu/A-02-vfio-override.tar.gz", List.of("R01-group-not-viable", "R14-group-too-big", "R19-no-reset",
                    "R19-reset-reaches-others")),
            Map.entry("qemu/A-04-vfio-ids-cmdline.tar.gz", List.of("R04-identical-devices", "R19-no-reset")),
            Map.entry("qemu/A-05-vfio-ids-late.tar.gz", List.of("R02-host-driver-first", "R04-identical-devices", "R19-no-reset")),
            Map.entry("qemu/arm-00-nodrivers.tar.gz", List.of("fdt-unit-address-mismatch")),
            Map.entry("qemu/arm-01-coldplug.tar.gz", List.of("fdt-unit-address-mismatch")),
            Map.entry("qemu/arm-02-vfio-override.tar.gz", List.of("R01-group-not-viable", "R14-group-too-big",
                    "R19-reset-reaches-others", "driver-override-unbound", "fdt-unit-address-mismatch")));

    private static List<FindingRule> rules() {
        List<FindingRule> all = new ArrayList<>(GroupRules.all(HostUse.none()));
        all.addAll(TreeRules.all());
        all.addAll(MatchRules.all());
        all.add(new ContradictionRule());
        return all;
    }

    @Test
    void everyIdBelongsToOneRuleAndHasTheFormOfTheAnswers() {
        Map<String, Class<?>> owners = new TreeMap<>();
        for (FindingRule rule : rules()) {
            assertFalse(rule.ids().isEmpty(), rule.getClass().getName());
            for (String id : rule.ids()) {
                assertTrue(ID.matcher(id).matches(), id);
                Class<?> other = owners.put(id, rule.getClass());
                assertTrue(other == null, () -> id + " is given by " + other + " and by " + rule.getClass());
            }
        }
        assertTrue(owners.size() > 80, owners.keySet()::toString);
    }

    static List<String> machines() {
        return CorpusFiles.corpus().map(corpus -> Stream.of("synthetic", "sysfs", "qemu")
                .flatMap(folder -> CorpusFiles.list(folder, ".tar.xz", ".tar.gz", ".tar.bz2").stream())
                .map(file -> corpus.relativize(file).toString()).toList()).orElse(List.of());
    }

    /** The corpus was looked through by hand; what is not named here is clean, the seeded faults have their own test. */
    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("machines")
    void machinesOfTheCorpusHaveTheFindingsThatAreTrueOfThem(String path) {
        List<Finding> findings = MachineAnalysis.of(CorpusMachines.open(path)).findings().orElse(List.of());
        Set<String> declared = new HashSet<>();
        rules().forEach(rule -> declared.addAll(rule.ids()));
        Set<String> found = new TreeSet<>();
        for (Finding finding : findings) {
            assertTrue(declared.contains(finding.rule()), finding.rule());
            assertFalse(finding.subjects().isEmpty(), finding.rule());
            assertFalse(finding.evidence().isEmpty(), finding.rule());
            assertTrue(finding.summary().endsWith("."), finding.summary());
            found.add(finding.rule());
        }
        if (!path.startsWith("synthetic/faults/")) {
            assertEquals(new TreeSet<>(EXPECTED.getOrDefault(path, List.of())), found, () -> findings.toString());
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("blobs")
    void blobsOfFirmwareHaveNoFindingThatNeedsARunningKernel(String path) {
        List<Finding> findings = MachineAnalysis.of(CorpusMachines.open(path)).findings().orElse(List.of());
        Set<String> found = new TreeSet<>();
        findings.forEach(finding -> found.add(finding.rule()));
        found.removeAll(List.of("fdt-unit-address-mismatch", "fdt-name-too-long"));
        assertEquals(Set.of(), found);
        // Names by one cell of two, as the bindings of these buses want them.
        assertTrue(findings.stream().noneMatch(finding -> finding.rule().equals("fdt-unit-address-mismatch")
                && finding.subjects().stream().anyMatch(node -> node.contains("/spmi@") || node.contains("/isa@"))));
    }

    static List<String> blobs() {
        return CorpusFiles.corpus().map(corpus -> Stream.of("dtb/debian-arm64", "dtb/qemu", "hdat", "synthetic")
                .flatMap(folder -> CorpusFiles.list(folder, ".dtb").stream()).map(file -> corpus.relativize(file).toString())
                .filter(path -> !path.contains("faults")).toList()).orElse(List.of());
    }

    @Test
    void suppositionsReachTheRulesAboutGroups() {
        MachineAnalysis captured = MachineAnalysis.of(CorpusMachines.open("sysfs/qemu/qemu-arm64-virt-smmuv3.tar.xz"));
        assertTrue(rules(captured).contains("R01-group-not-viable"));
        MachineAnalysis freed = captured.with(List.of(new WhatIf.SetOverride("0000:04:00.0", "vfio-pci")));
        assertFalse(rules(freed).contains("R01-group-not-viable"), () -> freed.findings().toString());
        MachineAnalysis clean = MachineAnalysis.of(CorpusMachines.open("synthetic/ac922-8335-gth-4gpu.sysfs.tar.xz"));
        MachineAnalysis wanted = clean.with(List.of(new WhatIf.SetOverride("0004:04:00.0", "vfio-pci")));
        assertTrue(rules(wanted).contains("iommu-group-not-viable"), () -> wanted.findings().toString());
        MachineAnalysis misspelt = captured.with(List.of(new WhatIf.SetOverride("0000:04:00.0", "vfio_pci")));
        assertTrue(rules(misspelt).contains("R08-driver-spelling"), () -> misspelt.findings().toString());
    }

    private static Set<String> rules(MachineAnalysis analysis) {
        Set<String> ids = new TreeSet<>();
        analysis.findings().orElseThrow().forEach(finding -> ids.add(finding.rule()));
        return ids;
    }
}
