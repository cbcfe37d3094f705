// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.bindscope.analysis.rules.KernelRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The errno rows of driver-match, sections 3, 4 and 6, and what was observed. */
class ControlFileErrnoTest {

    private static final String ADDRESS = "0000:01:00.0";
    private static final BusFunction NIC = Notation.function("8086:10d3/8086:0000 c020000");
    private final PciBusSimulator simulator = new PciBusSimulator();

    private static BusState bus(String kernel, BusFunction function, String... drivers) {
        return BusState.of(KernelRules.named(kernel), java.util.Arrays.stream(drivers).map(Notation::driver).toList(),
                List.of(function));
    }

    private String answer(BusState state, BusEvent event) {
        return simulator.apply(state, event).write().orElseThrow().text();
    }

    @ParameterizedTest(name = "bind on {0}: bound {1}, probe {2}, deferral {3}, group owned {4}")
    @CsvSource({ "5.13, ENODEV, ENODEV, ENODEV, ok", "5.14, EBUSY, EINVAL, EAGAIN, ok",
            "5.19, EBUSY, EINVAL, EAGAIN, EBUSY", "7.1, EBUSY, EINVAL, EAGAIN, EBUSY" })
    void bindAnswersByKernel(String kernel, String bound, String probe, String deferral, String owned) {
        assertEquals(bound, answer(bus(kernel, NIC.withDriver(Optional.of("e1000e")), "e1000e{8086:10d3}"),
                new BusEvent.Bind("e1000e", ADDRESS)));
        assertEquals(probe, answer(bus(kernel, NIC, "e1000e{8086:10d3} [probe=EINVAL]"),
                new BusEvent.Bind("e1000e", ADDRESS)));
        assertEquals(deferral, answer(bus(kernel, NIC, "e1000e{8086:10d3} [probe=EPROBE_DEFER]"),
                new BusEvent.Bind("e1000e", ADDRESS)));
        assertEquals(owned, answer(bus(kernel, NIC, "e1000e{8086:10d3}").withHeldGroups(Set.of(ADDRESS)),
                new BusEvent.Bind("e1000e", ADDRESS)));
    }

    @ParameterizedTest
    @CsvSource({ "0000:7f:00.0", "01:00.0", "'0000:01:00.0 '", "'0000:01:00.0 0000:02:00.0'" })
    void anAddressThatIsNotExactlyOneDeviceIsEnodev(String written) {
        BusState state = bus("6.12", NIC, "e1000e{8086:10d3}");
        assertEquals("ENODEV", answer(state, new BusEvent.Bind("e1000e", written)));
        assertEquals("ENODEV", answer(state, new BusEvent.Unbind("e1000e", written)));
        assertEquals("ENODEV", answer(state, new BusEvent.DriversProbe(written)));
    }

    @Test
    void oneTrailingNewlineIsFine() {
        assertEquals("ok", answer(bus("6.12", NIC, "e1000e{8086:10d3}"), new BusEvent.Bind("e1000e", ADDRESS + "\n")));
    }

    @Test
    void bindOfADriverThatDoesNotMatchIsEnodevEvenWhenTheDeviceIsBound() {
        BusState state = bus("6.12", NIC.withDriver(Optional.of("e1000e")), "e1000e{8086:10d3}", "nvme{*:*/010802/ffffff}");
        assertEquals("ENODEV", answer(state, new BusEvent.Bind("nvme", ADDRESS)));
        assertEquals("ENODEV", answer(state, new BusEvent.Unbind("nvme", ADDRESS)));
        assertEquals("ENOENT", answer(state, new BusEvent.Unbind("no-such-driver", ADDRESS)));
    }

    @Test
    void unbindThroughTheDeviceFailsAtOpenWithoutADriver() {
        assertEquals("ENOENT", answer(bus("6.12", NIC, "e1000e{8086:10d3}"), new BusEvent.UnbindHolder(ADDRESS, ADDRESS)));
    }

    @Test
    void driversProbeSucceedsWhateverComesOfItUnlessTheWalkWasEnded() {
        BusEvent probe = new BusEvent.DriversProbe(ADDRESS);
        assertEquals("ok", answer(bus("6.12", NIC, "e1000e{8086:10d3} [probe=EINVAL]"), probe));
        assertEquals("ok", answer(bus("6.12", NIC, "nvme{}"), probe));
        assertEquals("ok", answer(bus("6.12", NIC.withDriver(Optional.of("e1000e")), "e1000e{8086:10d3}"), probe));
        assertEquals("EINVAL", answer(bus("6.12", NIC, "e1000e{8086:10d3}").withHeldGroups(Set.of(ADDRESS)), probe));
    }

    @Test
    void aGroupInUseEndsTheWalkBeforeALaterDriverIsTried() {
        BusState state = bus("6.12", NIC, "e1000e{8086:10d3}", "pci-stub{none} +8086:10d3 [managed]")
                .withHeldGroups(Set.of(ADDRESS));
        StepResult result = simulator.apply(state, new BusEvent.DriversProbe(ADDRESS));
        assertEquals(Optional.empty(), result.state().functions().get(ADDRESS).driver());
        assertEquals(ReasonCode.DMA_OWNED, result.outcomes().get(ADDRESS).reason());
        StepResult before = simulator.apply(bus("5.18", NIC, "e1000e{8086:10d3}").withHeldGroups(Set.of(ADDRESS)),
                new BusEvent.DriversProbe(ADDRESS));
        assertEquals(Optional.of("e1000e"), before.state().functions().get(ADDRESS).driver());
    }

    @ParameterizedTest(name = "new_id \"{1}\" on {0}: {3}")
    @CsvSource(textBlock = """
            6.12, 8086 10d3,                              vfio-pci{*:*!} [vfio],                  ok
            6.12, 0x8086 0x10D3,                          vfio-pci{*:*!} [vfio],                  ok
            6.12, 8086,                                   vfio-pci{*:*!} [vfio],                  EINVAL
            6.12, 8086:10d3,                              vfio-pci{*:*!} [vfio],                  EINVAL
            6.12, hello,                                  vfio-pci{*:*!} [vfio],                  EINVAL
            6.12, '',                                     vfio-pci{*:*!} [vfio],                  EINVAL
            6.12, 8086 10d3 ffffffff ffffffff 0 0 1,      vfio-pci{*:*!} [vfio],                  EINVAL
            5.14, 8086 10d3 ffffffff ffffffff 0 0 1,      vfio-pci{none} [vfio],                  ok
            6.12, 8086 10d3,                              vfio-pci{*:*!} +8086:10d3 [vfio],       EEXIST
            5.4,  8086 10d3,                              vfio-pci{none} +8086:10d3 [vfio],       ok
            5.11, 8086 10d3,                              vfio-pci{none} +8086:10d3 [vfio],       EEXIST
            5.4,  8086 10d3,                              e1000e{8086:10d3},                      EEXIST
            6.12, 8086 10d3 ffffffff ffffffff 0 0 0,      e1000e{8086:10d3},                      ok
            6.12, 8086 10d4,                              e1000e{8086:10d3#3},                    EINVAL
            6.12, 8086 10d4 ffffffff ffffffff 0 0 3,      e1000e{8086:10d3#3},                    ok
            6.12, 8086 10d4,                              e1000e{},                               EINVAL
            6.12, 8086 ffffffff,                          vfio-pci{*:*!} +8086:10d3 [vfio],       ok
            6.12, ffffffff ffffffff ffffffff ffffffff 020000 ff0000, vfio-pci{*:*!} [vfio],       ok
            """)
    void newIdChecksInOrder(String kernel, String text, String driver, String expected) {
        BusState state = bus(kernel, NIC, driver);
        assertEquals(expected, answer(state, new BusEvent.NewId(state.registered().get(0), text + "\n")));
    }

    @ParameterizedTest(name = "remove_id \"{0}\": {1}")
    @CsvSource({ "8086 10d3, ok", "8086 10D3, ok", "8086 10d4, ENODEV", "8086, EINVAL", "8086 10d3 8086, ok",
            "8086 10d3 8087, ENODEV", "8086 10d3 ffffffff ffffffff 030000 ff0000, ENODEV" })
    void removeIdFindsTheFirstThatAgrees(String text, String expected) {
        BusState state = bus("6.12", NIC, "vfio-pci{*:*!} +8086:10d3:8086:0000/020000/ff0000 [vfio]");
        assertEquals(expected, answer(state, new BusEvent.RemoveId("vfio-pci", text)));
    }

    @ParameterizedTest(name = "override \"{0}\"")
    @CsvSource({ "'vfio-pci', vfio-pci", "'vfio-pci\ne1000e\n', vfio-pci", "' vfio-pci ', ' vfio-pci '", "'\n', ",
            "'(null)', (null)" })
    void overrideKeepsTheTextBeforeTheFirstNewline(String text, String stored) {
        StepResult result = simulator.apply(bus("6.12", NIC, "e1000e{8086:10d3}"), new BusEvent.Override(ADDRESS, text));
        assertEquals(Optional.ofNullable(stored), result.state().functions().get(ADDRESS).override());
    }

    @Test
    void overrideIsLimitedAndAnEmptyWriteDoesNothing() {
        BusState state = bus("6.12", NIC.withOverride(Optional.of("x")), "e1000e{8086:10d3}");
        assertEquals("ok", answer(state, new BusEvent.Override(ADDRESS, "a".repeat(4094))));
        assertEquals("EINVAL", answer(state, new BusEvent.Override(ADDRESS, "a".repeat(4095))));
        assertEquals(Optional.of("x"), simulator.apply(state, new BusEvent.Override(ADDRESS, "")).state().functions()
                .get(ADDRESS).override());
        assertEquals(Optional.empty(), simulator.apply(state, new BusEvent.Override(ADDRESS, "\0")).state().functions()
                .get(ADDRESS).override());
        assertEquals("ENOENT", answer(bus("3.15", NIC, "e1000e{8086:10d3}"), new BusEvent.Override(ADDRESS, "x")));
    }

    @ParameterizedTest(name = "virtual function, autoprobe 0, on {0} with override {1}: {2}")
    @CsvSource({ "4.11, , STATIC_ID, iavf", "4.19, , GHOST_BOUND, iavf", "5.2, vfio-pci, GHOST_BOUND, vfio-pci",
            "5.3, , VF_AUTOPROBE_OFF, ", "5.3, vfio-pci, OVERRIDE_WILDCARD, vfio-pci",
            "6.12, vfio-pci, FLAGGED_ID, vfio-pci" })
    void virtualFunctionsAreGatedByTheirPhysicalFunction(String kernel, String override, ReasonCode reason,
            String driver) {
        BusFunction function = Notation.function("8086:154c/8086:0000 c020000")
                .asVirtual(new BusFunction.Virtual(Optional.empty(), Optional.of(false)))
                .withOverride(Optional.ofNullable(override));
        String vfio = KernelRules.named(kernel).version().minor() == 12 ? "vfio-pci{*:*!} [vfio]" : "vfio-pci{none} [vfio]";
        StepResult result = simulator.apply(bus(kernel, function, "iavf{8086:154c}", vfio),
                new BusEvent.DriversProbe(ADDRESS));
        assertEquals(reason, result.outcomes().get(ADDRESS).reason());
        assertEquals(Optional.ofNullable(driver), result.state().functions().get(ADDRESS).driver());
    }

    @Test
    void sriovNumvfsAnswersAsObserved() {
        BusState onDriver = bus("6.12", NIC.withDriver(Optional.of("igb")), "igb{8086:10d3}");
        assertEquals("ok", answer(onDriver, new BusEvent.NumVfs(ADDRESS, 2)));
        assertEquals("EBUSY", answer(onDriver.with(onDriver.functions().get(ADDRESS).withNumVfs(2)),
                new BusEvent.NumVfs(ADDRESS, 3)));
        assertEquals("ENOENT", answer(bus("6.12", NIC, "igb{8086:10d3}"), new BusEvent.NumVfs(ADDRESS, 2)));
        assertEquals("ENOENT", answer(bus("6.12", NIC.withDriver(Optional.of("vfio-pci")), "vfio-pci{*:*!} [vfio]"),
                new BusEvent.NumVfs(ADDRESS, 2)));
    }
}
