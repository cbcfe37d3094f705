// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.bindscope.binding.BindingPlan;
import org.bindscope.analysis.groups.HostUse;
import org.bindscope.binding.PlanBuilder;
import org.bindscope.binding.PlanChecks;
import org.bindscope.model.PciFunction;
import org.bindscope.testsupport.CorpusFiles;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the script both ways on a tree made from every captured machine: dry, twice, and killed at some of its writes, others
 * for each machine, in the shells by turns. With BINDSCOPE_EVERY_WRITE in the environment it is killed at each write in
 * turn, which takes minutes.
 */
class CorpusScriptTest {

    /** Functions that are planned on each machine: enough to meet every kind, few enough to be quick. */
    private static final int PLANNED = 3;
    /** Kills for each machine: each shell once. */
    private static final int KILLS = 3;
    private static final List<String> SHELLS = List.of("dash", "busybox sh", "bash");

    @TempDir
    Path folder;

    static Stream<Path> snapshots() {
        return Stream.of("qemu", "sysfs", "synthetic")
                .flatMap(name -> CorpusFiles.list(name, ".tar.gz", ".tar.xz", ".tar.bz2").stream())
                // These are one machine with faults in its device tree, which the script does not see.
                .filter(file -> !file.toString().contains("/faults/"));
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("snapshots")
    void bindsUndoesAndBindsNothingTwice(Path snapshot) throws Exception {
        CorpusMachine corpus = CorpusMachine.read(snapshot);
        List<PciFunction> endpoints = corpus.test.functions().stream()
                .filter(function -> function.getHeaderType() == 0 && !"vfio-pci".equals(driver(function)))
                .toList();
        PlanBuilder builder = new PlanBuilder(corpus.test.machine);
        int step = Math.max(1, endpoints.size() / PLANNED);
        for (int i = 0; i < endpoints.size(); i += step) {
            builder.bind(endpoints.get(i).getAddress(), "vfio-pci");
        }
        BindingPlan plan = builder.build();
        org.junit.jupiter.api.Assumptions.assumeFalse(plan.devices().isEmpty(), "skipped: no endpoint off vfio-pci");
        new PlanChecks(corpus.test.machine, HostUse.none()).check(plan);
        plan.devices().forEach(device -> device.identity().slotPath().ifPresent(path -> assertTrue(
                ("/" + corpus.paths.get(device.address())).endsWith("/" + path),
                () -> path + " is not the end of " + corpus.paths.get(device.address()))));
        String text = new SysfsScript().export(plan).text();
        // A device without a group is refused by the probe of vfio-pci, and then everything is put back.
        boolean usable = plan.devices().stream().allMatch(device -> corpus.test.at(device.address()).getIommuGroup() != null
                || !corpus.test.machine.getIommuGroups().isEmpty() && device.oldDriver().isEmpty());
        try (FakeKernel kernel = new FakeKernel(folder, corpus.test.machine)) {
            Map<String, String> before = kernel.state();
            for (String shell : SHELLS) {
                FakeKernel.Run dry = kernel.script(shell, text, "--dry-run");
                assertEquals("0 ", dry.status() + " " + dry.err());
                assertEquals(List.of(), kernel.log);
            }
            FakeKernel.Run bind = kernel.script("dash", text);
            assertEquals(usable ? 0 : 4, bind.status(), bind.err());
            if (!usable) {
                assertEquals(before, kernel.state());
                return;
            }
            int writes = kernel.log.size();
            Map<String, String> bound = kernel.state();
            plan.devices().forEach(device -> assertEquals("vfio-pci", kernel.driver(device.address())));
            Map<String, String> others = kernel.state();
            others.keySet().removeIf(address -> plan.device(address).isPresent());
            others.forEach((address, state) -> assertEquals(before.get(address), state));
            assertEquals("nothing to do\n", kernel.script("busybox sh", text).out());
            kernel.log.clear();
            undo(kernel, "dash", text, before);
            int back = kernel.log.size();
            assertTrue(kernel.script("bash", text, "--undo").out().startsWith("nothing to undo"));
            int all = Math.max(writes, back);
            int kills = System.getenv("BINDSCOPE_EVERY_WRITE") == null ? KILLS : all;
            for (int kill = 0; kill < kills; kill++) {
                int write = 1 + (Math.floorMod(snapshot.getFileName().hashCode(), all) + kill * all / kills) % all;
                String shell = SHELLS.get(write % SHELLS.size());
                kernel.kill(shell, text, Math.min(write, writes));
                if (write % 2 == 0) { // taken back by the next run
                    undo(kernel, shell, text, before);
                    assertEquals(0, kernel.script(shell, text).status());
                } else { // or finished by it
                    assertEquals(0, kernel.script(shell, text).status());
                }
                assertEquals(bound, kernel.state());
                kernel.kill(shell, text, Math.min(write, back), "--undo");
                undo(kernel, shell, text, before);
            }
        }
    }

    private static void undo(FakeKernel kernel, String shell, String text, Map<String, String> before) throws Exception {
        FakeKernel.Run undo = kernel.script(shell, text, "--undo");
        assertEquals(0, undo.status(), undo.err());
        assertEquals(before, kernel.state());
    }

    private static String driver(PciFunction function) {
        return function.getDriver() == null ? null : function.getDriver().getName();
    }
}
