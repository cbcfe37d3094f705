// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/** Suppositions change what is answered, and bad ones are refused in one line. */
class WhatIfTest {

    private static final String SAMPLE = "sample:qemu-x86-coldplug";
    private static final String CARD = "0000:01:00.0";

    @TempDir
    private Path folder;

    private static JsonObject verdict(String... more) {
        List<String> words = new ArrayList<>(List.of("match", SAMPLE, "--device", CARD, "--format", "json"));
        words.addAll(List.of(more));
        Run run = Run.of(words.toArray(String[]::new));
        assertEquals(0, run.status(), run.err());
        assertEquals(1, run.array().size());
        return run.array().get(0).getAsJsonObject();
    }

    private static String text(JsonElement element) {
        return element.isJsonNull() ? null : element.getAsString();
    }

    private static String refused(String... words) {
        List<String> all = new ArrayList<>(List.of("match", SAMPLE));
        all.addAll(List.of(words));
        Run run = Run.of(all.toArray(String[]::new));
        assertEquals(2, run.status(), run.out());
        assertEquals("", run.out());
        assertEquals(1, run.err().lines().count(), run.err());
        return run.err();
    }

    @Test
    void withoutSuppositionsTheDriverStays() {
        JsonObject verdict = verdict();
        assertEquals("e1000e", text(verdict.get("current")));
        assertEquals("e1000e", text(verdict.get("predicted")));
        assertEquals("STATIC_ID", text(verdict.get("reason")));
    }

    @Test
    void anOverrideCountsOnceItsDriverIsLoaded() {
        assertEquals("NOT_LOADED", text(verdict("--set-override", CARD + "=vfio-pci").get("reason")));
        JsonObject loaded = verdict("--load", "vfio-pci", "--set-override", "01:00.0=vfio-pci");
        assertEquals("vfio-pci", text(loaded.get("predicted")));
        assertEquals("FLAGGED_ID", text(loaded.get("reason")));
        assertEquals("OVERRIDE_MISSING", text(verdict("--set-override", CARD + "=no_such").get("reason")));
    }

    @Test
    void clearingAnOverrideGivesTheDeviceBack() {
        Run before = Run.of("match", "sample:qemu-x86-override", "--device", "0000:02:00.0", "--format", "json");
        Run after = Run.of("match", "sample:qemu-x86-override", "--device", "0000:02:00.0", "--clear-override", "0000:02:00.0",
                "--format", "json");
        assertEquals("vfio-pci", text(before.array().get(0).getAsJsonObject().get("predicted")));
        assertEquals("e1000e", text(after.array().get(0).getAsJsonObject().get("predicted")));
    }

    @Test
    void aModuleThatIsNotLoadedIsLoadedAgainByUserSpace() {
        JsonObject verdict = verdict("--unload", "e1000e");
        // User space would load it again: that step tells the difference.
        assertEquals("e1000e", text(verdict.get("predicted")));
        assertTrue(verdict.get("steps").toString().contains("Module e1000e is loaded"), verdict.toString());
        assertFalse(verdict().get("steps").toString().contains("Module e1000e is loaded"));
    }

    @Test
    void otherRulesAreInForceWhenAskedFor() {
        JsonObject snapshot = Run.of("inspect", SAMPLE, "--rules", "E", "--format", "json").object().getAsJsonObject("snapshot");
        assertEquals("E", snapshot.get("rules").getAsString());
        assertEquals(1, snapshot.getAsJsonArray("suppositions").size());
        JsonObject captured = Run.of("inspect", SAMPLE, "--format", "json").object().getAsJsonObject("snapshot");
        assertEquals("D", captured.get("rules").getAsString());
        assertEquals(0, captured.getAsJsonArray("suppositions").size());
    }

    @Test
    void anotherModulesAliasDecidesWhatUserSpaceLoads() throws IOException {
        Path aliases = Files.writeString(folder.resolve("modules.alias"),
                "alias pci:v00008086d000010D3sv*sd*bc*sc*i* other_module\n");
        Run run = Run.of("match", "sample:qemu-x86-nodrivers", "--device", CARD, "--modules-alias", aliases.toString());
        assertEquals(0, run.status(), run.err());
        assertTrue(run.out().contains("other_module"), run.out());
        assertTrue(run.out().contains("Supposed: modules.alias is " + aliases), run.out());
    }

    @Test
    void groupsCountWithTheDriverThatWouldHaveTheDevice() {
        Run before = Run.of("groups", SAMPLE, "--format", "json");
        Run after = Run.of("groups", SAMPLE, "--format", "json", "--load", "vfio-pci", "--set-override", CARD + "=vfio-pci");
        assertFalse(group(before, CARD).get("viable").getAsBoolean());
        assertTrue(group(after, CARD).get("viable").getAsBoolean());
        assertEquals(0, group(after, CARD).getAsJsonArray("blockers").size());
    }

    private static JsonObject group(Run run, String member) {
        for (JsonElement group : run.array()) {
            if (group.getAsJsonObject().getAsJsonArray("devices").toString().contains(member)) {
                return group.getAsJsonObject();
            }
        }
        throw new AssertionError("no group has " + member);
    }

    @Test
    void badSuppositionsAreRefused() {
        assertTrue(refused("--set-override", "vfio-pci").contains("ADDR=DRIVER"));
        assertTrue(refused("--set-override", "x=vfio-pci").contains("dddd:bb:dd.f"));
        assertTrue(refused("--set-override", "0000:7f:00.0=vfio-pci").contains("0000:7f:00.0"));
        assertTrue(refused("--clear-override", "0000:7f:00.0").contains("no function"));
        assertTrue(refused("--device", "0000:7f:00.0").contains("no function"));
        assertTrue(refused("--new-id", "vfio-pci").contains("VVVV:DDDD"));
        assertTrue(refused("--new-id", "vfio-pci=zzzz:1").contains("VVVV:DDDD"));
        assertTrue(refused("--option", "vfio-pci").contains("MODULE.PARAM=VALUE"));
        assertTrue(refused("--rules", "Q").contains("S-nocompat"));
        assertTrue(refused("--modules-alias", "/no/such").contains("/no/such"));
    }
}
