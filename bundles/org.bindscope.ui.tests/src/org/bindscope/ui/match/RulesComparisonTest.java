// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.analysis.match.WhatIf;
import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.ReadOptions;
import org.bindscope.snapshot.SnapshotReader;
import org.bindscope.training.Sample;
import org.bindscope.training.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two sets of kernel rules side by side, and aliases of another kernel. */
class RulesComparisonTest {

    @TempDir
    Path folder;

    private static MachineAnalysis sample() throws Exception {
        Sample sample = Samples.machines().get(0);
        try (var in = sample.open()) {
            return MachineAnalysis.of(new SnapshotReader().open(sample.name(), in, ReadOptions.defaults(), Progress.none())
                    .machine());
        }
    }

    @Test
    void theSameRulesDifferNowhereAndOtherRulesAsTheAnalysisSays() throws Exception {
        MachineAnalysis machine = sample();
        KernelRules first = KernelRules.named("A");
        KernelRules second = KernelRules.named("E");
        assertEquals(List.of(), RulesComparison.of(machine, first, first));
        List<String> expected = machine.withRules(first).match().differences(machine.withRules(second).match()).stream()
                .map(difference -> difference.address()).toList();
        assertEquals(expected, RulesComparison.of(machine, first, second).stream().map(RulesComparison.Row::address).toList());
        RulesComparison.of(machine, first, second).forEach(row -> assertTrue(!row.first().equals(row.second())
                || row.first().endsWith("(other steps)"), row.toString()));
    }

    @Test
    void rulesAreReadFromItemsNamesAndReleases() {
        KernelRules own = KernelRules.named("5.11");
        RulesChoice choice = new RulesChoice(own);
        assertEquals(own, choice.read(choice.items().get(0)));
        assertEquals(own, choice.read(" "));
        assertEquals(KernelRules.named("A"), choice.read(choice.items().get(1)));
        assertEquals(KernelRules.named("R"), choice.read("R"));
        assertEquals(choice.items().get(0), choice.text(own));
        assertThrows(IllegalArgumentException.class, () -> choice.read("nonsense"));
    }

    @Test
    void aliasesOfAnotherKernelComeFromAFile() throws Exception {
        Path file = Files.writeString(folder.resolve("modules.alias"),
                "# Aliases\nalias pci:v000010DEd*sv*sd*bc03sc*i* nouveau\n");
        Supposition.Attempt read = Supposition.MODULES_ALIAS.attempt("", file.toString());
        assertEquals(1, assertInstanceOf(WhatIf.ModulesAlias.class, read.whatIf().orElseThrow()).aliases().lines().size());
        Path other = Files.writeString(folder.resolve("other"), "nothing\n");
        assertTrue(Supposition.MODULES_ALIAS.attempt("", other.toString()).problem().orElseThrow().startsWith(other.toString()));
        assertTrue(Supposition.MODULES_ALIAS.attempt("", folder.resolve("none").toString()).whatIf().isEmpty());
    }
}
