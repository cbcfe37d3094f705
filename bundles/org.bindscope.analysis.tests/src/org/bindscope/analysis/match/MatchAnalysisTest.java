// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.model.TextFileKind;
import org.junit.jupiter.api.Test;

/** Verdicts of small machines, above all where files cannot tell. */
class MatchAnalysisTest {

    private static final String NIC = "0000:01:00.0";
    private static final String E1000E = "pci:v00008086d000010D3sv*sd*bc*sc*i*";
    private static final String NVME = "pci:v*d*sv*sd*bc01sc08i02*";
    private static final String VFIO = "vfio_pci:v*d*sv*sd*bc*sc*i*";

    private static TestMachine machine() {
        return new TestMachine("6.12").alias(E1000E, "e1000e").alias(NVME, "nvme").alias(VFIO, "vfio_pci");
    }

    private static Set<String> outcomes(DeviceVerdict verdict) {
        return verdict.outcomes().stream().map(outcome -> outcome.driver().orElse("none")).collect(Collectors.toSet());
    }

    @Test
    void aModuleThatUserSpaceLoadsGetsTheDevice() {
        DeviceVerdict verdict = machine().device(NIC, "8086:10d3", "020000", null).verdict(NIC);
        assertEquals(Optional.of("e1000e"), verdict.predicted());
        assertEquals(ReasonCode.STATIC_ID, verdict.reason());
        assertEquals(Optional.of("lib/modules/r/modules.alias:1"), verdict.candidates().get(0).source());
        assertEquals(new DeviceVerdict.BestVariant("vfio-pci", "vfio_pci", 7, "lib/modules/r/modules.alias:3"),
                verdict.bestVariant().orElseThrow());
    }

    @Test
    void aBlacklistedModuleIsNotLoadedAndTheLineIsNamed() {
        DeviceVerdict verdict = machine().modprobe("# no\nblacklist e1000e\n").device(NIC, "8086:10d3", "020000", null).verdict(NIC);
        assertEquals(ReasonCode.NOT_LOADED, verdict.reason());
        assertEquals(Optional.empty(), verdict.predicted());
        assertTrue(verdict.steps().get(verdict.decidingStep()).sentence().contains("etc/modprobe.d/test.conf:2"));
        assertEquals("e1000e", verdict.candidates().get(0).driver());
        assertEquals(Optional.of(true), verdict.candidates().get(0).matched());
    }

    @Test
    void theKernelsOwnRefusalIsNotLoadedEither() {
        assertEquals(ReasonCode.NOT_LOADED, machine().commandLine("module_blacklist=e1000e").device(NIC, "8086:10d3", "020000", null)
                .verdict(NIC).reason());
    }

    @Test
    void anOverrideToAnUnloadedModuleLoadsNothing() {
        DeviceVerdict verdict = machine().driver("e1000e", "e1000e").device(NIC, "8086:10d3", "020000", null)
                .override(NIC, "vfio-pci").verdict(NIC);
        assertEquals(ReasonCode.NOT_LOADED, verdict.reason());
        assertTrue(verdict.sentence().contains("vfio-pci"));
    }

    @Test
    void anOverrideToNobodyIsMissingAndATwinIsNamed() {
        DeviceVerdict verdict = machine().driver("vfio-pci", "vfio_pci").device(NIC, "8086:10d3", "020000", null)
                .override(NIC, "VFIO-PCI ").verdict(NIC);
        assertEquals(ReasonCode.OVERRIDE_MISSING, verdict.reason());
        assertTrue(verdict.steps().get(verdict.decidingStep()).text().contains("The registered driver vfio-pci differs"));
    }

    @Test
    void registrationOrderDecidesBetweenStaticAndDynamicIds() {
        TestMachine machine = machine().commandLine("vfio-pci.ids=8086:10d3").driver("vfio-pci", "vfio_pci").driver("e1000e", "e1000e")
                .device(NIC, "8086:10d3", "020000", "vfio-pci");
        assertEquals(ReasonCode.DYNAMIC_ID, machine.verdict(NIC).reason());
        DeviceVerdict late = machine().commandLine("vfio-pci.ids=8086:10d3").driver("e1000e", "e1000e").driver("vfio-pci", "vfio_pci")
                .device(NIC, "8086:10d3", "020000", "e1000e").verdict(NIC);
        assertEquals(Optional.of("e1000e"), late.predicted());
        assertEquals(List.of("e1000e", "vfio-pci"), late.candidates().stream().map(DeviceVerdict.Candidate::driver).toList());
        assertTrue(late.candidates().get(1).why().contains("e1000e comes before it"));
    }

    @Test
    void anInvisibleDynamicIdLeavesTwoOutcomes() {
        DeviceVerdict verdict = machine().driver("vfio-pci", "vfio_pci").device(NIC, "8086:10d3", "020000", "vfio-pci").verdict(NIC);
        assertEquals(ReasonCode.UNKNOWN, verdict.reason());
        assertEquals(Optional.empty(), verdict.predicted());
        assertEquals(Set.of("vfio-pci", "e1000e"), outcomes(verdict));
    }

    @Test
    void anUnboundDeviceWithAFittingDriverMayHoldTheTextNull() {
        DeviceVerdict verdict = machine().driver("e1000e", "e1000e").device(NIC, "8086:10d3", "020000", null).verdict(NIC);
        assertEquals(ReasonCode.UNKNOWN, verdict.reason());
        assertEquals(Set.of("e1000e", "none"), outcomes(verdict));
        assertTrue(verdict.sentence().contains("(null)"));
    }

    @Test
    void withoutTheOrderOfLoadingTwoFittingDriversAreTwoOutcomes() {
        TestMachine machine = new TestMachine("6.12").alias("pci:v00008086d000010D3sv*sd*bc*sc*i*", "one")
                .alias("pci:v00008086d*sv*sd*bc02sc*i*", "two");
        machine.module("one").setBuiltin(false);
        machine.module("two").setBuiltin(false);
        machine.driver("one", "one").driver("two", "two").device(NIC, "8086:10d3", "020000", null);
        machine.machine().getTextFiles().removeIf(file -> file.getKind() == TextFileKind.PROC_MODULES);
        DeviceVerdict verdict = machine.verdict(NIC);
        assertEquals(ReasonCode.UNKNOWN, verdict.reason());
        assertTrue(outcomes(verdict).containsAll(Set.of("one", "two")));
    }

    @Test
    void anAsynchronousDriverRacesWithASecondOneThatIsLoadedWithIt() {
        DeviceVerdict verdict = machine().alias("pci:v0000144Dd*sv*sd*bc*sc*i*", "vendor").device(NIC, "144d:a808", "010802", null)
                .verdict(NIC);
        assertEquals(ReasonCode.UNKNOWN, verdict.reason());
        assertEquals(Set.of("nvme", "vendor"), outcomes(verdict));
    }

    @Test
    void aSoftdepOfAnotherDeviceMakesARace() {
        DeviceVerdict verdict = machine().modprobe("options vfio-pci ids=8086:10d3\nsoftdep nvme pre: vfio-pci\n")
                .device(NIC, "8086:10d3", "020000", null).device("0000:02:00.0", "144d:a808", "010802", null).verdict(NIC);
        assertEquals(ReasonCode.UNKNOWN, verdict.reason());
        assertEquals(Set.of("e1000e", "vfio-pci"), outcomes(verdict));
    }

    @Test
    void aSoftdepOfTheDevicesOwnModuleDecides() {
        DeviceVerdict verdict = machine().modprobe("options vfio-pci ids=8086:10d3\nsoftdep e1000e pre: vfio-pci\n")
                .device(NIC, "8086:10d3", "020000", null).verdict(NIC);
        assertEquals(Optional.of("vfio-pci"), verdict.predicted());
        assertEquals(ReasonCode.DYNAMIC_ID, verdict.reason());
        assertTrue(verdict.sentence().contains("etc/modprobe.d/test.conf:1"));
    }

    @Test
    void withoutAnIommuVfioRefuses() {
        TestMachine machine = machine().driver("vfio-pci", "vfio_pci").device(NIC, "8086:10d3", "020000", null).override(NIC, "vfio-pci");
        machine.function(NIC).setIommuGroup(null);
        machine.machine().getIommuGroups().clear();
        assertEquals(ReasonCode.PROBE_ERROR, machine.verdict(NIC).reason());
        machine.machine().unsetIommuGroupsCaptured();
        assertEquals(Set.of("vfio-pci", "none"), outcomes(machine.verdict(NIC)));
    }

    @Test
    void withoutIdsNothingIsGuessed() {
        TestMachine machine = machine().device(NIC, "8086:10d3", "020000", null);
        machine.function(NIC).unsetVendorId();
        assertEquals(ReasonCode.UNKNOWN, machine.verdict(NIC).reason());
    }

    @Test
    void withAutoprobeOffAModuleThatIsLoadedTakesNothing() {
        TestMachine machine = machine().device(NIC, "8086:10d3", "020000", null);
        machine.machine().setDriversAutoprobe(false);
        assertEquals(ReasonCode.AUTOPROBE_OFF, machine.verdict(NIC).reason());
    }

    @Test
    void aDriverWithoutPublishedTableIsKnownByWhatItHolds() {
        DeviceVerdict verdict = new TestMachine("4.19").driver("tg3", "tg3").device(NIC, "14e4:1657", "020000", "tg3").verdict(NIC);
        assertEquals(Optional.of("tg3"), verdict.predicted());
    }

    @Test
    void withoutModulesAliasAFreeDeviceIsNotKnownToStayFree() {
        DeviceVerdict verdict = new TestMachine("4.19").driver("tg3", "tg3").device(NIC, "14e4:1657", "020000", null).verdict(NIC);
        assertEquals(ReasonCode.UNKNOWN, verdict.reason());
        assertEquals(Set.of("none"), outcomes(verdict));
        assertTrue(verdict.sentence().contains("modules.alias"));
    }

    @Test
    void suppositionsStackAndTheRestIsAsCaptured() {
        MatchAnalysis captured = machine().driver("e1000e", "e1000e").driver("vfio-pci", "vfio_pci")
                .device(NIC, "8086:10d3", "020000", "e1000e").device("0000:02:00.0", "144d:a808", "010802", null).analysis();
        MatchAnalysis supposed = captured.with(List.of(new WhatIf.SetOverride(NIC, "vfio-pci")));
        assertEquals(List.of(NIC), captured.differences(supposed).stream().map(MatchAnalysis.Difference::address).toList());
        assertEquals(Optional.of("vfio-pci"), supposed.verdict(NIC).orElseThrow().predicted());
        assertEquals(Optional.of("e1000e"), captured.with(List.of(new WhatIf.SetOverride(NIC, "vfio-pci"),
                new WhatIf.ClearOverride(NIC))).verdict(NIC).orElseThrow().predicted());
        assertEquals(Optional.of("vfio-pci"), captured.with(List.of(new WhatIf.Unload("e1000e"),
                WhatIf.NewId.parse("vfio-pci=8086:10d3"))).verdict(NIC).orElseThrow().predicted());
        assertEquals(Optional.of("nvme"), captured.with(List.of(new WhatIf.Load("nvme"))).verdict("0000:02:00.0").orElseThrow().predicted());
        assertEquals(Optional.of("vfio-pci"), captured.with(List.of(WhatIf.Option.parse("vfio-pci.ids=144d:a808")))
                .verdict("0000:02:00.0").orElseThrow().predicted());
        assertEquals(ReasonCode.NOT_LOADED, captured.with(List.of(new WhatIf.CommandLine("modprobe.blacklist=nvme")))
                .verdict("0000:02:00.0").orElseThrow().reason());
        assertEquals(ReasonCode.OVERRIDE_WILDCARD, captured.with(List.of(new WhatIf.Rules(KernelRules.named("5.11")),
                new WhatIf.SetOverride(NIC, "vfio-pci"))).verdict(NIC).orElseThrow().reason());
    }

    @Test
    void theNextKernelsAliasesShowWhichDevicesChangeHands() {
        MatchAnalysis captured = machine().device("0000:02:00.0", "144d:a808", "010802", null).device(NIC, "8086:10d3", "020000", null).analysis();
        MatchAnalysis next = captured.with(List.of(WhatIf.ModulesAlias.of("next/modules.alias",
                "alias pci:v0000144Dd0000A808sv*sd*bc*sc*i* e1000e\nalias broken\nalias " + E1000E + " e1000e\n")));
        assertEquals(List.of("0000:02:00.0"), next.differences(captured).stream().filter(each -> !each.before().predicted()
                .equals(each.after().predicted())).map(MatchAnalysis.Difference::address).toList());
        assertEquals("next/modules.alias:2", next.problems().get(0).place().toString());
    }

    @Test
    void theSeriesOfMarch2021IsARulesChoiceForAnyMachine() {
        TestMachine machine = new TestMachine("5.11").alias(NVME, "nvme").driver("vfio-pci", "vfio_pci")
                .device(NIC, "8086:5917", "030000", "vfio-pci").override(NIC, "vfio-pci");
        MatchAnalysis series = machine.analysis().with(List.of(new WhatIf.Rules(KernelRules.named("S"))));
        DeviceVerdict verdict = series.verdict(NIC).orElseThrow();
        assertEquals(ReasonCode.COMPAT_REDIRECT, verdict.reason());
        assertEquals(Optional.of("igd-vfio-pci"), verdict.operations());
        assertEquals(Optional.of("vfio-pci"), verdict.predicted());
        assertEquals(Optional.empty(), series.with(List.of(new WhatIf.Rules(KernelRules.named("S-nocompat")))).verdict(NIC)
                .orElseThrow().operations());
    }

    @Test
    void wrongWordsOfSuppositionsSayWhatIsExpected() {
        for (String text : List.of("vfio-pci", "=8086:10d3", "vfio-pci=8086", "vfio-pci=8086:10d3,1:2")) {
            IllegalArgumentException thrown = org.junit.jupiter.api.Assertions.assertThrows(IllegalArgumentException.class,
                    () -> WhatIf.NewId.parse(text));
            assertTrue(thrown.getMessage().contains("DRIVER=VVVV:DDDD"));
        }
    }
}
