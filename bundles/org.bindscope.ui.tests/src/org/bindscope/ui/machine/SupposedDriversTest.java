// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.analysis.match.DeviceVerdict;
import org.bindscope.analysis.match.ReasonCode;
import org.bindscope.analysis.match.WhatIf;
import org.bindscope.model.PciBridge;
import org.bindscope.model.PciFunction;
import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.ReadOptions;
import org.bindscope.snapshot.SnapshotReader;
import org.bindscope.training.Sample;
import org.bindscope.training.Samples;
import org.bindscope.ui.labels.ModelWalk;
import org.junit.jupiter.api.Test;

/** The marks of devices whose driver a what-if changes. */
class SupposedDriversTest {

    private static MachineAnalysis sample() throws Exception {
        Sample sample = Samples.machines().get(0);
        try (var in = sample.open()) {
            return MachineAnalysis.of(new SnapshotReader().open(sample.name(), in, ReadOptions.defaults(), Progress.none())
                    .machine());
        }
    }

    /** A function that keeps a driver other than vfio-pci when nothing is supposed; vfio-pci refuses bridges. */
    private static DeviceVerdict hostDevice(MachineAnalysis machine) {
        return ModelWalk.functions(machine.machine()).filter(function -> !(function instanceof PciBridge))
                .flatMap(function -> machine.verdict(function.getAddress()).stream())
                .filter(verdict -> verdict.predicted().isPresent()
                && verdict.predicted().equals(verdict.current()) && !verdict.predicted().equals(Optional.of("vfio-pci")))
                .findFirst().orElseThrow();
    }

    private static List<WhatIf> vfio(String address) {
        return List.of(new WhatIf.Load("vfio-pci"), new WhatIf.SetOverride(address, "vfio-pci"));
    }

    @Test
    void withoutSuppositionsNothingIsMarked() throws Exception {
        MachineAnalysis machine = sample();
        String address = hostDevice(machine).address();
        assertEquals(SupposedDrivers.NONE, SupposedDrivers.of(machine));
        assertEquals(SupposedDrivers.NONE, SupposedDrivers.of(machine.with(vfio(address)).with(List.of())));
    }

    @Test
    void onlyTheDeviceWithTheSupposedOverrideIsMarked() throws Exception {
        MachineAnalysis machine = sample();
        String address = hostDevice(machine).address();
        SupposedDrivers supposed = SupposedDrivers.of(machine.with(vfio(address)));
        assertEquals(Map.of(address, "vfio-pci"), supposed.byAddress());
        List<PciFunction> marked = ModelWalk.functions(machine.machine())
                .filter(function -> supposed.changeOf(function).isPresent()).toList();
        assertEquals(List.of(address), marked.stream().map(PciFunction::getAddress).toList());
    }

    @Test
    void aSuppositionThatKeepsTheDriverMarksNothing() throws Exception {
        MachineAnalysis machine = sample();
        DeviceVerdict device = hostDevice(machine);
        List<WhatIf> same = List.of(new WhatIf.SetOverride(device.address(), device.current().orElseThrow()));
        assertEquals(Map.of(), SupposedDrivers.of(machine.with(same)).byAddress());
    }

    @Test
    void aDeviceThatLosesItsDriverSaysSoUnlessTheFilesCannotTell() throws Exception {
        MachineAnalysis machine = sample();
        String address = hostDevice(machine).address();
        MachineAnalysis without = machine.with(List.of(new WhatIf.SetOverride(address, "none-such")));
        DeviceVerdict after = without.verdict(address).orElseThrow();
        assertTrue(after.predicted().isEmpty());
        String expected = after.reason() == ReasonCode.UNKNOWN ? "not known" : "no driver";
        assertEquals(expected, SupposedDrivers.of(without).byAddress().get(address));
    }
}
