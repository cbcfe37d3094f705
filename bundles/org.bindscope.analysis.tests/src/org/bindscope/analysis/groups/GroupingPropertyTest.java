// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;

import org.bindscope.analysis.config.ConfigBytes;
import org.bindscope.analysis.config.ConfigSpace;
import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.config.PcieType;
import org.bindscope.analysis.findings.FindingRule;
import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.model.PciBridge;
import org.bindscope.model.PciFunction;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random and damaged topologies: never a hang, never a function in two groups. */
class GroupingPropertyTest {

    private static List<TopologyFunction> random(Random random, boolean unknowns) {
        List<TopologyFunction> functions = new ArrayList<>();
        List<PciAddress> addresses = new ArrayList<>();
        int count = 1 + random.nextInt(30);
        for (int i = 0; i < count; i++) {
            addresses.add(new PciAddress(0, random.nextInt(6), random.nextInt(3), random.nextInt(3)));
        }
        for (PciAddress address : addresses) {
            TopologyFunction.Builder builder = TopologyFunction.at(address).multifunction(random.nextBoolean());
            if (random.nextInt(3) > 0) {
                // Any function may be named as the bridge above, itself and absent ones included.
                builder.parent(random.nextInt(20) == 0 ? new PciAddress(9, 0, 0, 0)
                        : addresses.get(random.nextInt(addresses.size())));
            }
            if (random.nextInt(4) > 0) {
                builder.pcie(PcieType.values()[random.nextInt(PcieType.values().length)]);
            }
            if (random.nextBoolean()) {
                builder.acs(random.nextInt(0x80), random.nextInt(0x80));
            }
            if (random.nextInt(8) == 0) {
                builder.aliasFunction(random.nextInt(3));
            }
            if (unknowns && random.nextInt(5) == 0) {
                builder.unknown("not captured");
            }
            functions.add(builder.build());
        }
        return functions;
    }

    @Property(tries = 300)
    void everyFunctionIsInExactlyOneGroupWhateverTheBridgesSay(@ForAll long seed) {
        List<TopologyFunction> functions = random(new Random(seed), true);
        Set<PciAddress> all = new HashSet<>();
        functions.forEach(function -> all.add(function.address()));
        for (Grouping.Assumption assumption : Grouping.Assumption.values()) {
            Partition partition = Grouping.of(functions, assumption);
            Set<PciAddress> seen = new HashSet<>();
            partition.groups().forEach(group -> group.forEach(member -> assertTrue(seen.add(member))));
            assertEquals(all, seen);
            assertEquals(all.size() - partition.groups().size(), partition.joins().size());
        }
    }

    @Property(tries = 200)
    void orderOfTheInputDoesNotMatter(@ForAll long seed) {
        List<TopologyFunction> functions = new ArrayList<>(random(new Random(seed), false));
        List<TopologyFunction> unique = new ArrayList<>();
        Set<PciAddress> seen = new HashSet<>();
        functions.forEach(function -> {
            if (seen.add(function.address())) {
                unique.add(function);
            }
        });
        Partition before = Grouping.of(unique, Grouping.Assumption.ISOLATES);
        Collections.shuffle(unique, new Random(seed));
        assertEquals(before.groups(), Grouping.of(unique, Grouping.Assumption.ISOLATES).groups());
    }

    @Property(tries = 60)
    void damagedMachinesAreReportedOnWithoutFailing(@ForAll long seed) {
        Random random = new Random(seed);
        TestMachine m = new TestMachine();
        List<PciFunction> functions = new ArrayList<>();
        Set<String> used = new HashSet<>();
        for (int i = 0; i < 12; i++) {
            String address = new PciAddress(0, random.nextInt(4), random.nextInt(3), random.nextInt(2)).toString();
            if (!used.add(address)) {
                continue;
            }
            byte[] config = new byte[random.nextInt(600)];
            random.nextBytes(config);
            PciFunction function = random.nextBoolean() ? m.bridge(address, random.nextInt(4),
                    f -> f.setConfigSpace(config))
                    : m.function(address, f -> f.setConfigSpace(random.nextBoolean() ? config
                    : ConfigBytes.endpoint(4096, 1, 2)
                            .pcie(0x40, PcieType.ENDPOINT).acs(0x100, 0x1f, random.nextInt(0x20)).bytes()));
            functions.add(function);
        }
        for (int group = 0; group < 4; group++) {
            m.group(String.valueOf(group), functions.stream().filter(f -> random.nextInt(3) == 0)
                    .toArray(PciFunction[]::new));
        }
        List<GroupReport> reports = GroupAnalysis.of(m.machine(), KernelRules.named("6.12"));
        assertEquals(4, reports.size());
        for (GroupReport report : reports) {
            assertEquals(Math.max(0, report.devices().size() - 1), report.because().size());
        }
        for (FindingRule rule : GroupRules.all(HostUse.none())) {
            m.run(rule);
        }
        ResetAnalysis resets = new ResetAnalysis(m.machine());
        functions.forEach(resets::of);
    }

    @Property(tries = 5)
    void fiveThousandFunctionsAreGroupedQuickly(@ForAll long seed) {
        TestMachine m = new TestMachine();
        byte[] port = ConfigBytes.endpoint(4096, 0x8086, 1).headerType(1).pcie(0x40, PcieType.ROOT_PORT)
                .acs(0x100, 0x1f, 0x1d).bytes();
        byte[] card = TestMachine.pcie(PcieType.ENDPOINT);
        List<PciFunction> all = new ArrayList<>();
        for (int domain = 0; domain < 20; domain++) {
            for (int bus = 1; bus < 32; bus++) {
                String prefix = String.format("%04x:", domain);
                PciBridge bridge = m.bridge(prefix + String.format("00:%02x.0", bus), bus, f -> f.setConfigSpace(port));
                all.add(bridge);
                for (int device = 0; device < 8; device++) {
                    all.add(m.function(prefix + String.format("%02x:%02x.0", bus, device),
                            f -> f.setConfigSpace(card)));
                }
            }
        }
        int number = 0;
        for (PciFunction function : all) {
            m.group(String.valueOf(number++), function);
        }
        List<GroupReport> reports = GroupAnalysis.of(m.machine(), KernelRules.named("6.12"));
        assertEquals(5580, reports.size());
        assertTrue(reports.stream().map(r -> (SortedSet<String>) new java.util.TreeSet<>(r.devices()))
                .allMatch(s -> s.size() == 1));
        assertEquals(4096, ConfigSpace.of(card).length());
    }
}
