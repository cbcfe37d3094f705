// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.testsupport.NaiveBus;

/** Compares the simulator with {@link NaiveBus} over random machines and random events. */
class PciBusPropertyTest {

    private static final String[] KERNELS = { "3.15", "4.11", "4.19", "5.4", "5.11", "5.14", "5.15", "5.19", "6.12",
            "6.18", "6.19", "7.1", "5.11+S-nocompat", "5.13+R" };
    private static final String[] NAMES = { "alpha", "beta", "vfio-pci", "delta" };
    private static final String[] ADDRESSES = { "0000:01:00.0", "0000:02:00.0", "0000:03:00.0" };

    @Property(tries = 3000)
    void everyEventEndsAsInTheNaiveModel(@ForAll long seed) {
        Random random = new Random(seed);
        String kernel = KERNELS[random.nextInt(KERNELS.length)];
        KernelRules rules = KernelRules.named(kernel);
        NaiveBus naive = new NaiveBus(rules.version().major() + rules.version().minor() / 100.0, kernel.endsWith("R"),
                kernel.contains("+S"));
        BusState state = machine(random, naive, rules);
        List<String> history = new ArrayList<>(List.of(kernel, state.drivers().toString()));
        PciBusSimulator simulator = new PciBusSimulator();
        for (int i = 0; i < 12; i++) {
            Map<String, String> before = new HashMap<>();
            Set<String> waited = new HashSet<>();
            naive.devices.forEach((address, dev) -> {
                before.put(address, dev.driver);
                if (dev.waits) {
                    waited.add(address);
                }
            });
            StringBuilder expected = new StringBuilder();
            BusEvent event = event(random, state, naive, expected);
            naive.retryDeferred(before, waited);
            history.add(event.toString());
            StepResult result = simulator.apply(state, event);
            state = result.state();
            if (expected.length() > 0) {
                assertEquals(expected.toString(), result.write().orElseThrow().text(), () -> history.toString());
            }
            assertEquals(naive.devices.keySet().stream().toList(), state.functions().keySet().stream().toList(),
                    history::toString);
            for (String address : state.functions().keySet()) {
                BusFunction function = state.functions().get(address);
                NaiveBus.Dev dev = naive.devices.get(address);
                assertEquals(Optional.ofNullable(dev.driver), function.driver(), () -> address + " " + history);
                assertEquals(Optional.ofNullable(dev.override), function.override(), () -> address + " " + history);
            }
            result.outcomes().forEach((address, outcome) -> {
                assertEquals(true, outcome.deciding() < outcome.steps().size());
                outcome.steps().forEach(step -> assertEquals(false, step.text().isBlank()));
            });
        }
    }

    private static BusState machine(Random random, NaiveBus naive, KernelRules rules) {
        List<DriverModel> drivers = new ArrayList<>();
        for (String name : NAMES) {
            NaiveBus.Drv d = new NaiveBus.Drv();
            d.name = name;
            d.table = random.nextInt(4) == 0 ? null : new long[random.nextInt(3)][];
            List<IdTableEntry> entries = new ArrayList<>();
            for (int i = 0; d.table != null && i < d.table.length; i++) {
                d.table[i] = entry(random, true);
                entries.add(entry(d.table[i]));
            }
            Set<DriverModel.Flag> flags = new HashSet<>();
            if (name.equals("vfio-pci")) {
                d.vfio = flags.add(DriverModel.Flag.VFIO);
            }
            if (random.nextInt(4) == 0) {
                d.managed = flags.add(DriverModel.Flag.MANAGED);
            }
            if (random.nextInt(3) == 0) {
                d.async = flags.add(DriverModel.Flag.ASYNC);
            }
            ProbeRule probe = ProbeRule.ACCEPTS;
            if (random.nextInt(4) == 0) {
                d.probe = random.nextBoolean() ? "EINVAL" : "EPROBE_DEFER";
                probe = ProbeRule.always(Errno.valueOf(d.probe));
            }
            List<IdTableEntry> dynamic = new ArrayList<>();
            if (random.nextInt(3) == 0) {
                d.parameter.add(entry(random, false));
                dynamic.add(entry(d.parameter.get(0)));
            }
            naive.all.put(name, d);
            drivers.add(new DriverModel(name, Optional.empty(), d.table == null ? IdTable.absent()
                    : new IdTable.Entries(entries), dynamic, flags, probe, true));
        }
        BusState state = BusState.of(rules, drivers, List.of());
        List<String> registered = new ArrayList<>();
        for (String name : NAMES) {
            if (random.nextBoolean()) {
                registered.add(name);
                naive.registered.add(name);
                naive.all.get(name).dynamic.addAll(naive.all.get(name).parameter);
            }
        }
        boolean autoprobe = random.nextInt(4) != 0;
        naive.autoprobe = autoprobe;
        return state.withRegistered(registered).withAutoprobe(autoprobe);
    }

    private static long[] entry(Random random, boolean flag) {
        return new long[] { pick(random, 0x10de, 0x8086), pick(random, 1, 2), pick(random, 0x10de, 7), pick(random, 7, 8),
                random.nextBoolean() ? 0x030000 : 0x020000, random.nextBoolean() ? 0 : 0xff0000,
                flag && random.nextInt(3) == 0 ? 1 : 0, flag && random.nextInt(4) == 0 ? 1 : 0 };
    }

    private static long pick(Random random, long a, long b) {
        int n = random.nextInt(4);
        return n == 0 ? a : n == 1 ? b : 0xffffffffL;
    }

    private static IdTableEntry entry(long[] e) {
        return new IdTableEntry((int) e[0], (int) e[1], (int) e[2], (int) e[3], (int) e[4], (int) e[5], e[6] == 1, e[7],
                Optional.empty());
    }

    private static BusEvent event(Random random, BusState state, NaiveBus naive, StringBuilder expected) {
        String address = ADDRESSES[random.nextInt(ADDRESSES.length)];
        String name = NAMES[random.nextInt(NAMES.length)];
        boolean present = state.functions().containsKey(address);
        switch (present ? random.nextInt(11) : 0) {
            case 0:
                NaiveBus.Dev dev = new NaiveBus.Dev();
                dev.id = new int[] { random.nextBoolean() ? 0x10de : 0x8086, 1 + random.nextInt(2),
                        random.nextBoolean() ? 0x10de : 7, 7 + random.nextInt(2), random.nextBoolean() ? 0x030000 : 0x020000 };
                dev.vf = random.nextInt(3) == 0;
                dev.vfAutoprobe = random.nextBoolean();
                dev.header = random.nextInt(5) == 0 ? 1 : 0;
                dev.vfs = random.nextInt(6) == 0 ? 2 : 0;
                dev.noGroup = random.nextInt(6) == 0;
                dev.override = random.nextInt(3) == 0 ? name : null;
                BusFunction function = BusFunction.of(address, new DeviceIdentity(dev.id[0], dev.id[1], dev.id[2],
                        dev.id[3], dev.id[4])).withHardware(BusFunction.Hardware.ofHeader(dev.header))
                        .withNumVfs(dev.vfs).withOverride(Optional.ofNullable(dev.override));
                if (dev.vf) {
                    function = function.asVirtual(new BusFunction.Virtual(Optional.empty(), Optional.of(dev.vfAutoprobe)));
                }
                if (dev.noGroup) {
                    function = function.withGroup(new IommuMembership.NoGroup());
                }
                naive.add(address, dev);
                return new BusEvent.Add(function);
            case 1:
                naive.register(name);
                return new BusEvent.Register(name);
            case 2:
                long[] fields = { pick(random, 0x10de, 0x8086), pick(random, 1, 2), 0xffffffffL, 0xffffffffL, 0,
                        0, random.nextInt(2) };
                int count = random.nextInt(4) == 0 ? 7 : 2 + random.nextInt(2);
                long[] used = java.util.Arrays.copyOf(fields, count);
                expected.append(naive.newId(name, used));
                StringBuilder text = new StringBuilder();
                for (long field : used) {
                    text.append(Long.toHexString(field)).append(' ');
                }
                return new BusEvent.NewId(name, text.toString());
            case 3:
                long v = pick(random, 0x10de, 0x8086);
                long d = pick(random, 1, 2);
                expected.append(naive.removeId(name, v, d));
                return new BusEvent.RemoveId(name, Long.toHexString(v) + " " + Long.toHexString(d));
            case 4:
                expected.append(naive.bind(name, address));
                return new BusEvent.Bind(name, address);
            case 5:
                expected.append(naive.unbind(name, address));
                return new BusEvent.Unbind(name, address);
            case 6:
                expected.append(naive.driversProbe(address));
                return new BusEvent.DriversProbe(address);
            case 7:
                String override = random.nextInt(3) == 0 ? "" : name;
                expected.append(naive.override(address, override));
                return new BusEvent.Override(address, override + "\n");
            case 8:
                naive.autoprobe = !naive.autoprobe;
                return new BusEvent.Autoprobe(naive.autoprobe);
            case 9:
                NaiveBus.Dev old = naive.devices.get(address).copy();
                old.override = null;
                naive.add(address, old);
                return new BusEvent.Rescan(address);
            default:
                if (!naive.held.remove(address)) {
                    naive.held.add(address);
                }
                return new BusEvent.Held(Set.copyOf(naive.held));
        }
    }
}
