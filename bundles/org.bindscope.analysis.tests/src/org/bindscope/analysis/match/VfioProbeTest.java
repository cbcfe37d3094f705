// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;

import org.bindscope.analysis.rules.KernelRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The probe checks of driver-match, section 9.1, and the redirect of section 13.2. */
class VfioProbeTest {

    private static final String ADDRESS = "0000:01:00.0";

    private static StepResult bind(String kernel, BusFunction function, BusConditions conditions, DriverModel... more) {
        List<DriverModel> drivers = new java.util.ArrayList<>(List.of(DriverModel.of("vfio-pci", IdTable.absent(),
                DriverModel.Flag.VFIO)));
        drivers.addAll(List.of(more));
        BusState state = BusState.of(KernelRules.named(kernel), drivers,
                List.of(function.withOverride(Optional.of("vfio-pci")))).withConditions(conditions);
        return new PciBusSimulator().apply(state, new BusEvent.Bind("vfio-pci", ADDRESS));
    }

    private static String answer(String kernel, BusFunction function) {
        return bind(kernel, function, BusConditions.DEFAULT).write().orElseThrow().text();
    }

    @ParameterizedTest(name = "{1} on {0}: {2}")
    @CsvSource({ "5.4, 8086:0435, ok", "5.14, 8086:0435, EINVAL", "6.8, 8086:0b25, ok", "6.12, 8086:0b25, EINVAL",
            "6.12, 8086:0cfe, EINVAL", "6.12, 8086:0b26, ok", "6.12, 8087:0435, ok" })
    void denyListDependsOnTheKernel(String kernel, String id, String expected) {
        BusFunction function = Notation.function(id + "/0000:0000 c0b4000");
        assertEquals(expected, answer(kernel, function));
        assertEquals("ok", bind(kernel, function, new BusConditions(false, Optional.of(true), true, false)).write()
                .orElseThrow().text());
    }

    @Test
    void refusesBridgesPhysicalFunctionsWithVfsAndDevicesWithoutIommu() {
        BusFunction nic = Notation.function("8086:10d3/8086:0000 c020000");
        assertEquals("EINVAL", answer("6.12", nic.withHardware(BusFunction.Hardware.ofHeader(1))));
        assertEquals("EBUSY", answer("6.12", nic.withNumVfs(1)));
        assertEquals("EINVAL", answer("6.12", nic.withGroup(new IommuMembership.NoGroup())));
        assertEquals("ok", bind("6.12", nic.withGroup(new IommuMembership.NoGroup()),
                new BusConditions(true, Optional.empty(), false, false)).write().orElseThrow().text());
        BusConditions incoherent = new BusConditions(false, Optional.of(false), false, false);
        assertEquals("EINVAL", bind("5.19", nic, incoherent).write().orElseThrow().text());
        assertEquals("ok", bind("5.18", nic, incoherent).write().orElseThrow().text());
    }

    @ParameterizedTest(name = "{0} class {1} on {2}, built {3}: {4}")
    @CsvSource({ "10de:1db1, 030200, 5.11+S, true, nvlink2gpu-vfio-pci", "10de:1df5, 030200, S, true, nvlink2gpu-vfio-pci",
            "10de:1db1, 030200, 5.11+S, false, ", "10de:1db1, 030200, 5.11+S-nocompat, true, ",
            "10de:1db4, 030200, 5.11+S, true, ", "1014:04ea, 068001, 5.11+S, true, npu2-vfio-pci",
            "1014:04eb, 068001, 5.11+S, true, ", "8086:5917, 030000, 5.11+S, true, igd-vfio-pci",
            "8086:5917, 030001, 5.11+S, true, ", "8086:5917, 038000, 5.11+S, true, ", "10de:1db1, 030200, 5.12, true, " })
    void compatRedirectHappensExactlyUnderItsConditions(String id, String classCode, String kernel, boolean built,
            String operations) {
        BusFunction function = Notation.function(id + "/0000:0000 c" + classCode);
        StepResult result = bind(kernel, function, BusConditions.DEFAULT, CompatRedirect.splitDrivers().stream()
                .map(driver -> driver.withBuilt(built)).toArray(DriverModel[]::new));
        StepResult.FunctionOutcome outcome = result.outcomes().get(ADDRESS);
        assertEquals(Optional.of("vfio-pci"), result.state().functions().get(ADDRESS).driver());
        assertEquals(Optional.ofNullable(operations), outcome.operations());
        assertEquals(operations == null ? ReasonCode.OVERRIDE_WILDCARD : ReasonCode.COMPAT_REDIRECT, outcome.reason());
    }

    @Test
    void overrideWithTheVendorDriversNameGoesToItDirectly() {
        BusFunction function = Notation.function("10de:1db1/0000:0000 c030200")
                .withOverride(Optional.of(CompatRedirect.NVLINK2_GPU));
        BusState state = BusState.of(KernelRules.named("S-nocompat"), CompatRedirect.splitDrivers(), List.of(function));
        StepResult result = new PciBusSimulator().apply(state, new BusEvent.DriversProbe(ADDRESS));
        assertEquals(Optional.of(CompatRedirect.NVLINK2_GPU), result.state().functions().get(ADDRESS).driver());
    }

    @Test
    void theThreadsWrongNameBindsNothing() {
        BusFunction function = Notation.function("1014:04ea/0000:0000 c068001").withOverride(Optional.of("npu-vfio-pci"));
        BusState state = BusState.of(KernelRules.named("S"), CompatRedirect.splitDrivers(), List.of(function));
        StepResult result = new PciBusSimulator().apply(state, new BusEvent.DriversProbe(ADDRESS));
        assertEquals(Optional.empty(), result.state().functions().get(ADDRESS).driver());
        assertEquals(ReasonCode.OVERRIDE_OTHER, result.outcomes().get(ADDRESS).reason());
    }

    @Test
    void virtualFunctionsOfAPhysicalFunctionOnVfioPciAreCaptured() {
        BusFunction pf = Notation.function("8086:10c9/0000:0000 c020000").withDriver(Optional.of("vfio-pci"));
        BusFunction vf = BusFunction.of("0000:01:10.0", Notation.identity("8086:10ca/0000:0000 c020000"))
                .asVirtual(new BusFunction.Virtual(Optional.of(ADDRESS), Optional.of(true)));
        BusState state = BusState.of(KernelRules.named("6.12"), List.of(Notation.driver("igbvf{8086:10ca}"),
                Notation.driver("vfio-pci{*:*!} [vfio]")), List.of(pf));
        StepResult result = new PciBusSimulator().apply(state, new BusEvent.Add(vf));
        assertEquals(Optional.of("vfio-pci"), result.state().functions().get("0000:01:10.0").driver());
        assertTrue(result.state().functions().get("0000:01:10.0").override().isPresent());
    }
}
