// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

import org.bindscope.analysis.groups.GroupReport.PathHop;
import org.bindscope.analysis.nvlink.MachineIndex;
import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;
import org.bindscope.testsupport.CorpusFiles;
import org.eclipse.emf.ecore.util.EcoreUtil;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Configuration spaces of a recorded machine, cut and bent anywhere: what is said stays true, or becomes "not known". */
class ConfigCutPropertyTest {

    private static final KernelRules RULES = KernelRules.named("6.12");

    /** What was concluded from the whole registers. */
    private record Whole(Machine machine, Map<PciFunction, byte[]> configs, Map<String, GroupReport> reports,
            Map<String, ResetAnalysis.Report> resets) {

        static Optional<Whole> of(String name) {
            if (CorpusFiles.corpus().isEmpty()) {
                return Optional.empty();
            }
            Machine machine = EcoreUtil.copy(CorpusMachines.open(name));
            Map<PciFunction, byte[]> configs = new HashMap<>();
            MachineIndex.functions(machine).forEach(function -> {
                configs.put(function, function.getConfigSpace());
                function.getResetMethods().clear();
                function.getEvidence().removeIf(each -> "resetMethods".equals(each.getFeature()));
            });
            Map<String, GroupReport> reports = new HashMap<>();
            Map<String, ResetAnalysis.Report> resets = new HashMap<>();
            GroupAnalysis.of(machine, RULES).forEach(report -> {
                reports.put(report.number(), report);
                report.resets().forEach(reset -> resets.put(reset.address(), reset));
            });
            return Optional.of(new Whole(machine, configs, reports, resets));
        }
    }

    private static final class Machines {
        private final Optional<Whole> x86 = Whole.of("qemu/A-01-coldplug.tar.gz");
        private final Optional<Whole> arm = Whole.of("qemu/arm-01-coldplug.tar.gz");
    }

    private final Machines machines = new Machines();

    private static byte[] cut(byte[] config, Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> Arrays.copyOf(config, 64);
            case 1 -> Arrays.copyOf(config, Math.min(256, config.length));
            default -> Arrays.copyOf(config, random.nextInt(config.length + 1));
        };
    }

    @Property(tries = 40)
    void registersThatWereCutNeverGiveAnotherGroup(@ForAll long seed) {
        Random random = new Random(seed);
        for (Whole whole : java.util.stream.Stream.of(machines.x86, machines.arm).flatMap(Optional::stream).toList()) {
            boolean all = random.nextInt(4) == 0;
            whole.configs().forEach((function, config) -> function.setConfigSpace(config == null || !all && random.nextInt(3) > 0
                    ? config : cut(config, random)));
            for (GroupReport report : GroupAnalysis.of(whole.machine(), RULES)) {
                GroupReport truth = whole.reports().get(report.number());
                assertFalse(report.recomputed().filter(same -> !same).isPresent(), () -> "group " + report.number() + " "
                        + report.difference());
                same(truth.explanation().members(), report.explanation().members());
                truth.paths().forEach((member, path) -> same(path, report.paths().get(member)));
                assertTrue(report.recomputed().isPresent() || report.difference().isPresent());
                for (ResetAnalysis.Report reset : report.resets()) {
                    ResetAnalysis.Report known = whole.resets().get(reset.address());
                    assertEquals(known.together(), reset.together());
                    reset.methods().ifPresent(methods -> assertEquals(known.methods().orElseThrow(), methods, reset.address()));
                }
            }
        }
    }

    /** Each function is judged as before, or its verdict is open. */
    private static void same(List<PathHop> whole, List<PathHop> cut) {
        assertEquals(whole.size(), cut.size());
        for (int i = 0; i < whole.size(); i++) {
            PathHop hop = cut.get(i);
            if (hop.isolates() != Isolation.Verdict.UNKNOWN) {
                assertEquals(List.of(whole.get(i).isolates(), whole.get(i).has(), whole.get(i).lacks(), whole.get(i).why()),
                        List.of(hop.isolates(), hop.has(), hop.lacks(), hop.why()));
            }
        }
    }

    @Property(tries = 40)
    void registersThatWereOverwrittenNeverHangOrFail(@ForAll long seed) {
        Random random = new Random(seed);
        machines.x86.ifPresent(whole -> {
            whole.configs().forEach((function, config) -> {
                byte[] bent = config.clone();
                for (int i = 0; i < 1 + random.nextInt(20); i++) {
                    // Mostly pointers of the two chains.
                    int at = random.nextBoolean() ? 0x34 + random.nextInt(0xcc) : 0x100 + random.nextInt(0x300);
                    bent[at % bent.length] = (byte) (random.nextBoolean() ? at : random.nextInt());
                }
                function.setConfigSpace(bent);
            });
            List<GroupReport> reports = GroupAnalysis.of(whole.machine(), RULES);
            assertEquals(whole.reports().size(), reports.size());
            reports.forEach(report -> assertEquals(report.devices().size() - 1, report.because().size()));
        });
    }
}
