// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.bindscope.binding.BindingPlan;
import org.bindscope.binding.PlanBuilder;
import org.bindscope.binding.TestMachine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the script, as users get it, against a fake kernel. */
class SysfsScriptTest {

    private static final String GPU = "0000:65:00.0";
    private static final String AUDIO = "0000:65:00.1";
    private static final String NIC = "0000:00:1f.6";
    private static final String NVME = "0000:00:1c.0";

    @TempDir
    Path folder;

    private final TestMachine desktop = TestMachine.desktop();

    private BindingPlan card() {
        return new PlanBuilder(desktop.machine).bind(GPU, "vfio-pci").bind(AUDIO, "vfio-pci").build();
    }

    private static String text(BindingPlan plan) {
        return new SysfsScript().export(plan).text();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "bash --posix", "busybox sh"})
    void bindsAndUndoesInEveryShell(String shell) throws Exception {
        Tools.require(shell.split(" ")[0]);
        try (FakeKernel kernel = new FakeKernel(folder, desktop.machine)) {
            Map<String, String> before = kernel.state();
            FakeKernel.Run bind = kernel.script(shell, text(card()));
            assertEquals(0, bind.status(), bind.err());
            assertEquals("", bind.err());
            assertEquals("vfio-pci", kernel.driver(GPU));
            assertEquals("vfio-pci", kernel.driver(AUDIO));
            assertEquals("nvidia", kernel.driver("0000:66:00.0"), "the twin stays");
            FakeKernel.Run undo = kernel.script(shell, text(card()), "--undo");
            assertEquals(0, undo.status(), undo.err());
            assertEquals("", undo.err());
            assertEquals(before, kernel.state());
            assertFalse(Files.exists(kernel.root.resolve("run/bindscope/" + card().id() + ".state")));
        }
    }

    @Test
    void writesAllOverridesBeforeTheFirstUnbindAndTheGraphicsFunctionLast() throws Exception {
        try (FakeKernel kernel = new FakeKernel(folder, desktop.machine)) {
            kernel.script("dash", text(card()));
            assertEquals(List.of(
                    "sys/bus/pci/devices/0000:65:00.1/driver_override <- vfio-pci\\n",
                    "sys/bus/pci/devices/0000:65:00.0/driver_override <- vfio-pci\\n",
                    "sys/bus/pci/devices/0000:65:00.1/driver/unbind <- 0000:65:00.1\\n",
                    "sys/bus/pci/drivers_probe <- 0000:65:00.1\\n",
                    "sys/bus/pci/devices/0000:65:00.0/driver/unbind <- 0000:65:00.0\\n",
                    "sys/bus/pci/drivers_probe <- 0000:65:00.0\\n"), kernel.log);
        }
    }

    @Test
    void secondRunOfEitherKindChangesNothing() throws Exception {
        try (FakeKernel kernel = new FakeKernel(folder, desktop.machine)) {
            assertEquals(0, kernel.script("dash", text(card())).status());
            kernel.log.clear();
            FakeKernel.Run again = kernel.script("dash", text(card()));
            assertEquals(0, again.status());
            assertEquals("nothing to do\n", again.out());
            assertEquals(List.of(), kernel.log);
            assertEquals(0, kernel.script("dash", text(card()), "--undo").status());
            kernel.log.clear();
            FakeKernel.Run undoneAgain = kernel.script("dash", text(card()), "--undo");
            assertEquals(0, undoneAgain.status());
            assertTrue(undoneAgain.out().startsWith("nothing to undo"), undoneAgain.out());
            assertEquals(List.of(), kernel.log);
        }
    }

    @Test
    void dryRunSaysEveryWriteAndDoesNone() throws Exception {
        try (FakeKernel kernel = new FakeKernel(folder, desktop.machine)) {
            Map<String, String> before = kernel.state();
            FakeKernel.Run run = kernel.script("dash", text(card()), "--dry-run");
            assertEquals(0, run.status(), run.err());
            assertEquals(6, run.out().lines().filter(line -> line.startsWith("would write")).count(), run.out());
            assertEquals(List.of(), kernel.log);
            assertEquals(before, kernel.state());
            assertFalse(Files.exists(kernel.root.resolve("run/bindscope")));
        }
    }

    @Test
    void dryRunOfUndoDoesNothing() throws Exception {
        try (FakeKernel kernel = new FakeKernel(folder, desktop.machine)) {
            kernel.script("dash", text(card()));
            Map<String, String> bound = kernel.state();
            kernel.log.clear();
            FakeKernel.Run run = kernel.script("dash", text(card()), "--undo", "--dry-run");
            assertEquals(0, run.status(), run.err());
            assertEquals(List.of(), kernel.log);
            assertEquals(bound, kernel.state());
            assertEquals(0, kernel.script("dash", text(card()), "--undo").status());
        }
    }

    @Test
    void oldOverrideComesBackByteForByte() throws Exception {
        desktop.at(GPU).setDriverOverride(" nvidia  x ");
        try (FakeKernel kernel = new FakeKernel(folder, desktop.machine)) {
            Map<String, String> before = kernel.state();
            assertEquals(0, kernel.script("dash", text(card())).status());
            assertEquals(0, kernel.script("dash", text(card()), "--undo").status());
            assertEquals(before, kernel.state());
        }
    }

    @Test
    void unboundDeviceIsUnboundAgainAfterUndo() throws Exception {
        desktop.at(GPU).setDriver(null);
        try (FakeKernel kernel = new FakeKernel(folder, desktop.machine)) {
            kernel.claim("nvidia", GPU);
            Map<String, String> before = kernel.state();
            assertEquals(0, kernel.script("dash", text(card())).status());
            assertEquals("vfio-pci", kernel.driver(GPU));
            assertEquals(0, kernel.script("dash", text(card()), "--undo").status());
            assertEquals(before, kernel.state());
        }
    }

    @Test
    void undoGivesTheOldDriverEvenWhereAnotherWouldComeFirst() throws Exception {
        try (FakeKernel kernel = new FakeKernel(folder, desktop.machine)) {
            // A driver that registered earlier and matches too: a bare drivers_probe would give it the card.
            kernel.claim("pcieport", GPU);
            Map<String, String> before = kernel.state();
            assertEquals(0, kernel.script("dash", text(card())).status());
            assertEquals(0, kernel.script("dash", text(card()), "--undo").status());
            assertEquals(before, kernel.state());
        }
    }

    @Test
    void keepsADeviceWithoutDriver() throws Exception {
        BindingPlan plan = new PlanBuilder(desktop.machine).unbind(NVME).build();
        try (FakeKernel kernel = new FakeKernel(folder, desktop.machine)) {
            Map<String, String> before = kernel.state();
            assertEquals(0, kernel.script("dash", text(plan)).status());
            assertEquals("-", kernel.driver(NVME));
            assertEquals("none", kernel.override(NVME));
            assertEquals("nothing to do\n", kernel.script("dash", text(plan)).out());
            assertEquals(0, kernel.script("dash", text(plan), "--undo").status());
            assertEquals(before, kernel.state());
        }
    }

    @Test
    void loadsTheModuleByItsOwnName() throws Exception {
        desktop.machine.getDrivers().removeIf(driver -> driver.getName().equals("vfio-pci"));
        desktop.text(org.bindscope.model.TextFileKind.MODULES_DEP, "lib/modules/6.12.9/modules.dep",
                "kernel/drivers/vfio/pci/vfio-pci.ko.xz: kernel/drivers/vfio/pci/vfio-pci-core.ko.xz\n");
        try (FakeKernel kernel = new FakeKernel(folder, desktop.machine)) {
            kernel.modules.put("vfio_pci", "vfio-pci");
            FakeKernel.Run run = kernel.script("dash", text(card()));
            assertEquals(0, run.status(), run.err());
            assertEquals("modprobe vfio_pci", kernel.log.get(0));
            assertEquals("vfio-pci", kernel.driver(GPU));
        }
    }

    @Test
    void refusesBeforeAnyChangeWhereTheModuleDoesNotLoad() throws Exception {
        BindingPlan plan = card();
        try (FakeKernel kernel = new FakeKernel(folder, desktop.machine)) {
            Files.delete(kernel.root.resolve("sys/bus/pci/drivers/vfio-pci"));
            Map<String, String> before = kernel.state();
            FakeKernel.Run run = kernel.script("dash", text(plan));
            assertEquals(2, run.status(), run.err());
            assertEquals(List.of("modprobe vfio_pci"), kernel.log);
            assertEquals(before, kernel.state());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vendor", "device", "subsystem_vendor", "subsystem_device"})
    void refusesAnotherDeviceAtTheAddress(String file) throws Exception {
        try (FakeKernel kernel = new FakeKernel(folder, desktop.machine)) {
            Files.writeString(kernel.directory(GPU).resolve(file), "0xbeef\n");
            FakeKernel.Run run = kernel.script("dash", text(card()));
            assertEquals(3, run.status(), run.err());
            assertTrue(run.err().contains(GPU), run.err());
            assertEquals(List.of(), kernel.log);
        }
    }

    @Test
    void refusesAMissingDeviceAndAnotherSlot() throws Exception {
        try (FakeKernel kernel = new FakeKernel(folder, desktop.machine)) {
            Path link = kernel.root.resolve("sys/bus/pci/devices/" + GPU);
            Files.delete(link);
            assertEquals(3, kernel.script("dash", text(card())).status());
            Path elsewhere = kernel.root.resolve("sys/devices/pci0000:00/0000:00:02.0/" + GPU);
            Files.move(kernel.directory(GPU), elsewhere);
            Files.createSymbolicLink(link, elsewhere);
            FakeKernel.Run run = kernel.script("dash", text(card()));
            assertEquals(3, run.status(), run.err());
            assertEquals(List.of(), kernel.log);
        }
    }

    @Test
    void refusesToTakeAPhysicalFunctionWithVirtualFunctions() throws Exception {
        try (FakeKernel kernel = new FakeKernel(folder, desktop.machine)) {
            Files.writeString(kernel.directory(GPU).resolve("sriov_numvfs"), "2\n");
            FakeKernel.Run run = kernel.script("dash", text(card()));
            assertEquals(2, run.status(), run.err());
            assertEquals(List.of(), kernel.log);
        }
    }

    /** What the host may have on a device, as files below the tree. */
    @ParameterizedTest
    @ValueSource(strings = {"mount", "swap", "partition", "path of a multipath disk", "volume", "route", "bridge"})
    void refusesWhatTheHostUsesNow(String use) throws Exception {
        BindingPlan plan = new PlanBuilder(desktop.machine).bind(NVME, "vfio-pci").bind(NIC, "vfio-pci").build();
        try (FakeKernel kernel = new FakeKernel(folder, desktop.machine)) {
            Files.createDirectories(kernel.root.resolve("proc/net"));
            Files.writeString(kernel.root.resolve("proc/mounts"), "proc /proc proc rw 0 0\n/dev/sda1 / ext4 rw 0 0\n");
            Files.writeString(kernel.root.resolve("proc/net/route"), "Iface Destination\nwlan0 00000000\n");
            Path block = Files.createDirectories(kernel.root.resolve("sys/class/block"));
            Path disk = kernel.directory(NVME).resolve("nvme/nvme0");
            for (String name : List.of("nvme0n1", "nvme0n1p1", "nvme1c0n7")) {
                Files.createSymbolicLink(block.resolve(name), Files.createDirectories(disk.resolve(name)));
            }
            Files.createDirectories(kernel.directory(NIC).resolve("net/eno1"));
            Map<String, String> before = kernel.state();
            FakeKernel.Run free = kernel.script("dash", text(plan), "--dry-run");
            assertEquals(0, free.status(), free.err());
            switch (use) {
                case "mount" -> Files.writeString(kernel.root.resolve("proc/mounts"), "/dev/nvme0n1 /data xfs rw 0 0\n");
                case "swap" -> Files.writeString(kernel.root.resolve("proc/swaps"), "Filename Type\n/dev/nvme0n1p1\tpartition 1\n");
                case "partition" -> Files.writeString(kernel.root.resolve("proc/mounts"), "/dev/nvme0n1p1 / xfs rw 0 0\n");
                case "path of a multipath disk" ->
                        Files.writeString(kernel.root.resolve("proc/mounts"), "/dev/nvme1n7p2 / xfs rw 0 0\n");
                case "volume" -> Files.createDirectories(disk.resolve("nvme0n1p1/holders/dm-0"));
                case "route" -> Files.writeString(kernel.root.resolve("proc/net/route"), "Iface Destination\neno1\t00000000\n");
                default -> Files.createDirectories(kernel.directory(NIC).resolve("net/eno1/master"));
            }
            for (String shell : List.of("dash", "busybox sh", "bash")) {
                FakeKernel.Run run = kernel.script(shell, text(plan));
                assertEquals(2, run.status(), run.err());
                assertTrue(run.err().contains("--i-know"), run.err());
                assertEquals(List.of(), kernel.log);
                assertEquals(before, kernel.state());
            }
            assertEquals(0, kernel.script("dash", text(plan), "--i-know").status());
            assertEquals("vfio-pci", kernel.driver(NVME));
        }
    }

    @Test
    void wrongWordsGiveOne() throws Exception {
        try (FakeKernel kernel = new FakeKernel(folder, desktop.machine)) {
            assertEquals(1, kernel.script("dash", text(card()), "--force").status());
        }
    }

    @Test
    void failedProbePutsEverythingBack() throws Exception {
        try (FakeKernel kernel = new FakeKernel(folder, desktop.machine)) {
            kernel.refuse("vfio-pci", GPU);
            Map<String, String> before = kernel.state();
            FakeKernel.Run run = kernel.script("dash", text(card()));
            assertEquals(4, run.status(), run.err());
            assertEquals(before, kernel.state());
        }
    }

    @Test
    void failedPutBackIsSaidAndRemembered() throws Exception {
        try (FakeKernel kernel = new FakeKernel(folder, desktop.machine)) {
            Map<String, String> before = kernel.state();
            kernel.refuse("vfio-pci", GPU);
            kernel.refuse("snd_hda_intel", AUDIO);
            FakeKernel.Run run = kernel.script("dash", text(card()));
            assertEquals(5, run.status(), run.err());
            assertEquals("nvidia", kernel.driver(GPU), "what can be put back is put back");
            kernel.bus.refusals.clear();
            assertEquals(0, kernel.script("dash", text(card()), "--undo").status());
            assertEquals(before, kernel.state());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void terminatedHalfWayPutsEverythingBack(int request) throws Exception {
        try (FakeKernel kernel = new FakeKernel(folder, desktop.machine)) {
            Map<String, String> before = kernel.state();
            Process[] process = new Process[1];
            kernel.beforeAnswer = number -> {
                if (number == request) {
                    process[0].destroy();
                }
            };
            synchronized (process) {
                process[0] = kernel.start("dash", text(card()));
            }
            FakeKernel.Run run = kernel.finish(process[0]);
            assertEquals(4, run.status(), run.err());
            assertEquals(before, kernel.state());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void killedHalfWayIsUndoneOrFinishedByTheNextRun(int request) throws Exception {
        try (FakeKernel kernel = new FakeKernel(folder, desktop.machine)) {
            Map<String, String> before = kernel.state();
            for (String next : List.of("--undo", "--bind")) {
                kernel.kill("dash", text(card()), request);
                FakeKernel.Run run = kernel.script("dash", text(card()), next);
                assertEquals(0, run.status(), run.err());
                if (next.equals("--undo")) {
                    assertEquals(before, kernel.state());
                } else {
                    assertEquals("vfio-pci vfio-pci", kernel.state().get(GPU));
                    assertEquals("vfio-pci vfio-pci", kernel.state().get(AUDIO));
                    assertEquals(0, kernel.script("dash", text(card()), "--undo").status());
                    assertEquals(before, kernel.state(), "the first run's record is what counts");
                }
            }
        }
    }

    @Test
    void undoScriptTakesBackWhatTheBindScriptDid() throws Exception {
        try (FakeKernel kernel = new FakeKernel(folder, desktop.machine)) {
            Map<String, String> before = kernel.state();
            kernel.script("dash", text(card()));
            assertEquals(0, kernel.script("dash", new SysfsScript().undo(card()).text()).status());
            assertEquals(before, kernel.state());
        }
    }

    @Test
    void isCleanUnderShellcheck() throws Exception {
        Tools.require("shellcheck");
        assertEquals("", Tools.shellcheck(folder, text(card())));
    }

    @Test
    void headNamesDevicesDriversAndSnapshot() {
        String head = text(card());
        assertTrue(head.startsWith("#!/bin/sh\n"));
        assertTrue(head.contains("#   0000:65:00.0  10de:2204 (subsystem 1043:87d9)  nvidia -> vfio-pci"), head);
        assertTrue(head.contains("snapshot desktop.tar.gz (kernel 6.12.9, x86_64)"), head);
    }
}
