// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.bindscope.binding.ExportFormats;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code plan}: the script alone on standard output, and nothing there when the plan cannot be carried out. */
class PlanCommandTest {

    @TempDir
    private Path folder;

    @Test
    void aPlanThatWorksIsAScriptOnStandardOutput() {
        Run run = Run.of("plan", "sample:sequoia", "--bind", "0005:01:00.0=vfio-pci");
        assertEquals(0, run.status(), run.err());
        assertTrue(run.out().startsWith("#!/bin/sh\n"), run.out());
        assertTrue(run.out().contains("0005:01:00.0"));
        assertTrue(run.out().contains("sample:sequoia"));
        assertTrue(run.err().lines().allMatch(line -> line.startsWith("bindscope: ")), run.err());
    }

    @Test
    void theDomainMayBeLeftOut() {
        Run with = Run.of("plan", "sample:qemu-x86-coldplug", "--bind", "0000:01:00.0=vfio-pci");
        Run without = Run.of("plan", "sample:qemu-x86-coldplug", "--bind", "01:00.0=vfio-pci");
        assertEquals(0, with.status(), with.err());
        assertEquals(with.out(), without.out());
    }

    @Test
    void thePlanGoesIntoAFile() throws IOException {
        Path file = folder.resolve("bind.sh");
        Run run = Run.of("plan", "sample:sequoia", "--bind", "0005:01:00.0=vfio-pci", "-o", file.toString());
        assertEquals(0, run.status());
        assertEquals("", run.out());
        assertTrue(Files.readString(file).startsWith("#!/bin/sh\n"));
    }

    @Test
    void anIncompleteGroupCannotBeCarriedOut() {
        Run run = Run.of("plan", "sample:sequoia", "--bind", "0004:03:00.0=vfio-pci");
        assertEquals(1, run.status());
        assertEquals("", run.out());
        assertTrue(run.err().contains("plan-group-incomplete"), run.err());
        assertTrue(run.err().contains("0004:04:00.0"), run.err());
        Run accepted = Run.of("plan", "sample:sequoia", "--bind", "0004:03:00.0=vfio-pci", "--accept", "plan-group-incomplete");
        assertEquals(0, accepted.status(), accepted.err());
        assertTrue(accepted.out().startsWith("#!/bin/sh\n"));
        assertTrue(accepted.out().contains("# Findings that were accepted by name: plan-group-incomplete.\n"), accepted.out());
    }

    @Test
    void anUnknownFunctionOrDriverCannotBeCarriedOut() {
        Run function = Run.of("plan", "sample:sequoia", "--bind", "0009:7f:00.0=vfio-pci");
        assertEquals(1, function.status());
        assertTrue(function.err().contains("0009:7f:00.0"), function.err());
        assertFalse(function.err().contains("--accept"), "nothing could be written for it");
        Run driver = Run.of("plan", "sample:qemu-x86-coldplug", "--bind", "0000:01:00.0=vfio_pci");
        assertEquals(1, driver.status());
        assertEquals("", driver.out());
        assertTrue(driver.err().contains("vfio-pci"), driver.err());
    }

    @Test
    void jsonHoldsTextAndFindings() {
        Run run = Run.of("plan", "sample:sequoia", "--bind", "0005:01:00.0=vfio-pci", "--format", "json");
        assertEquals(0, run.status());
        assertEquals("", run.err());
        assertEquals(List.of("format", "fileName", "text", "refusal", "findings", "steps", "transfer", "suggestions"), List.copyOf(run.object().keySet()));
        assertTrue(run.object().get("refusal").isJsonNull());
        Run refused = Run.of("plan", "sample:sequoia", "--bind", "0004:03:00.0=vfio-pci", "--format", "json");
        assertEquals(1, refused.status());
        assertTrue(refused.object().get("text").isJsonNull());
        assertFalse(refused.object().get("refusal").isJsonNull());
    }

    @Test
    void theKernelsAnswersArePredicted() {
        Run run = Run.of("plan", "sample:qemu-x86-coldplug", "--bind", "0000:01:00.0=vfio-pci", "--format", "json");
        var steps = run.object().getAsJsonArray("steps");
        assertEquals("vfio-pci", steps.get(steps.size() - 1).getAsJsonObject().get("driver").getAsString(), steps.toString());
        // vfio-pci takes endpoints only: drivers/vfio/pci, header type 0.
        Run bridge = Run.of("plan", "sample:qemu-x86-coldplug", "--bind", "0000:00:02.0=vfio-pci");
        assertEquals(1, bridge.status(), bridge.err());
        assertEquals("", bridge.out());
        assertTrue(bridge.err().contains("plan-kernel-refuses"), bridge.err());
    }

    @Test
    void everyFormatWritesAPlanOrSaysWhyNot() {
        new ExportFormats().all().forEach(format -> {
            Run run = Run.of("plan", "sample:qemu-x86-coldplug", "--bind", "0000:01:00.0=vfio-pci", "--as", format.name());
            Run undo = Run.of("plan", "sample:qemu-x86-coldplug", "--bind", "0000:01:00.0=vfio-pci", "--as", format.name(),
                    "--undo");
            assertEquals(run.status(), undo.status(), format.name());
            if (run.status() == 0) {
                assertTrue(run.out().contains("0000:01:00.0"), run.out());
                assertFalse(undo.out().isEmpty());
            } else {
                assertEquals(1, run.status());
                assertEquals("", run.out());
                assertFalse(run.err().isEmpty());
            }
        });
    }

    @Test
    void aSavedPlanMakesTheSameScriptAgain() throws IOException {
        Path file = folder.resolve("plan.json");
        Run made = Run.of("plan", "sample:qemu-x86-coldplug", "--bind", "01:00.0=vfio-pci", "--rules", "6.12", "--save", file.toString());
        assertEquals(0, made.status(), made.err());
        Run again = Run.of("plan", "sample:qemu-x86-coldplug", "--plan", file.toString());
        assertEquals(0, again.status(), again.err());
        assertEquals(made.out(), again.out());
        assertTrue(Files.readString(file).contains("\"rules\": \"6.12\""));
    }

    @Test
    void theOrderOfASavedPlanIsKept() throws IOException {
        Path file = folder.resolve("plan.json");
        assertEquals(0, Run.of("plan", "sample:qemu-x86-coldplug", "--bind", "01:00.0=vfio-pci", "--bind", "03:00.0=vfio-pci", "--save",
                file.toString()).status());
        String plan = Files.readString(file);
        assertTrue(plan.contains("\"order\": []"), plan);
        Files.writeString(file, plan.replace("\"order\": []", "\"order\": [\"0000:03:00.0\", \"0000:01:00.0\"]"));
        Run run = Run.of("plan", "sample:qemu-x86-coldplug", "--plan", file.toString());
        assertEquals(0, run.status(), run.err());
        assertTrue(run.out().contains("\ndevices='0000:03:00.0 "), run.out());
    }

    @Test
    void aRefusedPlanIsSavedWithWhatTheUserAccepts() throws IOException {
        Path file = folder.resolve("plan.json");
        assertEquals(1, Run.of("plan", "sample:sequoia", "--bind", "0004:03:00.0=vfio-pci", "--save", file.toString()).status());
        assertEquals(1, Run.of("plan", "sample:sequoia", "--plan", file.toString()).status());
        Run accepted = Run.of("plan", "sample:sequoia", "--plan", file.toString(), "--accept", "plan-group-incomplete", "--save",
                file.toString());
        assertEquals(0, accepted.status(), accepted.err());
        assertEquals(0, Run.of("plan", "sample:sequoia", "--plan", file.toString()).status(), "what was accepted is saved too");
    }

    @Test
    void devicesOfAnotherMachineAreGone() {
        Path file = folder.resolve("plan.json");
        Run.of("plan", "sample:qemu-x86-coldplug", "--bind", "01:00.0=vfio-pci", "--save", file.toString());
        Run run = Run.of("plan", "sample:sequoia", "--plan", file.toString());
        assertEquals(1, run.status());
        assertEquals("", run.out());
        assertTrue(run.err().contains("plan-device-gone"), run.err());
        Run json = Run.of("plan", "sample:sequoia", "--plan", file.toString(), "--format", "json");
        assertEquals("gone", json.object().getAsJsonArray("transfer").get(0).getAsJsonObject().get("state").getAsString());
    }

    @Test
    void checkTellsWhatBecameOfThePlan() {
        Path file = folder.resolve("plan.json");
        Run undone = Run.of("plan", "sample:qemu-x86-coldplug", "--bind", "01:00.0=vfio-pci", "--check",
                "sample:qemu-x86-coldplug", "--save", file.toString());
        assertEquals(1, undone.status(), undone.err());
        assertTrue(undone.out().contains("0 of 1 wishes fulfilled"), undone.out());
        assertTrue(undone.out().contains("0000:01:00.0  vfio-pci  not done"), undone.out());
        assertEquals(undone.out(), Run.of("plan", "--plan", file.toString(), "--check", "sample:qemu-x86-coldplug").out());
        Run done = Run.of("plan", "sample:qemu-x86-coldplug", "--bind", "01:00.0=e1000e", "--check", "sample:qemu-x86-coldplug",
                "--format", "json");
        assertEquals(0, done.status(), done.err());
        assertEquals(List.of("source", "after", "fulfilled", "outcomes"), List.copyOf(done.object().keySet()));
        var outcome = done.object().getAsJsonArray("outcomes").get(0).getAsJsonObject();
        assertEquals(List.of("address", "wished", "now", "driver", "result", "why", "groupViable"), List.copyOf(outcome.keySet()));
        assertEquals("doneOtherwise", outcome.get("result").getAsString());
    }

    @Test
    void wordsThatDoNotFitAreNamed() {
        assertEquals("bindscope: missing SNAPSHOT (see bindscope plan --help)\n",
                Run.of("plan", "--bind", "01:00.0=vfio-pci").err());
        assertEquals("bindscope: the plan is empty, expected --bind ADDR=DRIVER, --unbind ADDR or --plan FILE\n",
                Run.of("plan", "sample:sequoia").err());
        Run missing = Run.of("plan", "sample:sequoia", "--plan", folder.resolve("no.json").toString());
        assertEquals(2, missing.status());
        assertTrue(missing.err().endsWith("no.json: cannot be read: no such file or directory\n"), missing.err());
        Run unsafe = Run.of("plan", "sample:sequoia", "--bind", "0005:01:00.0=a;b", "--save", folder.resolve("x").toString());
        assertEquals(2, unsafe.status());
        assertFalse(Files.exists(folder.resolve("x")));
    }
}
