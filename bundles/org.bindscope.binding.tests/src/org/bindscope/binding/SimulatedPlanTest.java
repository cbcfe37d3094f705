// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;

import org.bindscope.analysis.match.BusFunction;
import org.bindscope.analysis.match.BusState;
import org.bindscope.analysis.match.DeviceIdentity;
import org.bindscope.analysis.match.DriverModel;
import org.bindscope.analysis.match.IdTable;
import org.bindscope.analysis.rules.KernelRules;
import org.junit.jupiter.api.Test;

class SimulatedPlanTest {

    private static final String AUDIO = "0000:65:00.1";
    private static final String GPU = "0000:65:00.0";
    private final TestMachine desktop = TestMachine.desktop();

    private static BusState bus() {
        DriverModel nvidia = DriverModel.of("nvidia", new IdTable.Absent());
        DriverModel vfio = DriverModel.of("vfio-pci", new IdTable.Absent(), DriverModel.Flag.VFIO);
        BusFunction gpu = BusFunction.of(GPU, new DeviceIdentity(0x10de, 0x2204, 0x1043, 0x87d9, 0x030000))
                .withDriver(Optional.of("nvidia"));
        return BusState.of(KernelRules.named("6.12"), List.of(nvidia, vfio), List.of(gpu));
    }

    private static BusState busWithAudio() {
        return bus().with(BusFunction.of(AUDIO, new DeviceIdentity(0x10de, 0x1aef, 0x1043, 0x87d9, 0x040300)));
    }

    @Test
    void stepsStandInTheScriptsOrderWithTheirAnswers() {
        BindingPlan plan = new PlanBuilder(desktop.machine).bind(GPU, "vfio-pci").build();
        List<PlanPredictor.PredictedStep> steps = new SimulatedPlan(bus()).predict(desktop.machine, plan);
        assertEquals(List.of("write \"vfio-pci\" to driver_override", "write " + GPU + " to driver/unbind",
                "write " + GPU + " to drivers_probe"), steps.stream().map(PlanPredictor.PredictedStep::action).toList());
        assertEquals(List.of(Optional.of("nvidia"), Optional.empty(), Optional.of("vfio-pci")),
                steps.stream().map(PlanPredictor.PredictedStep::driver).toList());
        assertTrue(steps.stream().allMatch(step -> step.errno().isEmpty()), steps::toString);
    }

    @Test
    void devicesMoveInTheOrderOfTheUserElseDisplayControllersLast() {
        PlanBuilder builder = new PlanBuilder(desktop.machine).bind(GPU, "vfio-pci").bind(AUDIO, "vfio-pci");
        assertEquals(List.of(AUDIO, GPU), builder.build().inOrder().stream().map(PlannedDevice::address).toList());
        BindingPlan ordered = builder.order(List.of(GPU, AUDIO)).build();
        assertEquals(List.of(GPU, AUDIO), ordered.inOrder().stream().map(PlannedDevice::address).toList());
        List<String> moved = new SimulatedPlan(busWithAudio()).predict(desktop.machine, ordered).stream()
                .filter(step -> step.action().endsWith("drivers_probe")).map(PlanPredictor.PredictedStep::address).toList();
        assertEquals(List.of(GPU, AUDIO), moved);
    }

    @Test
    void moduleIsLoadedFirstWhereItsDriverIsNotRegistered() {
        BindingPlan plan = new PlanBuilder(desktop.machine).bind(GPU, "vfio-pci").build();
        BusState state = bus().withRegistered(List.of("nvidia"));
        List<PlanPredictor.PredictedStep> steps = new SimulatedPlan(state).predict(desktop.machine, plan);
        assertEquals("modprobe vfio_pci", steps.get(0).action());
        assertEquals(Optional.of("vfio-pci"), steps.get(steps.size() - 1).driver());
    }

    @Test
    void probeWithoutGroupFailsAndTheWriteStillSucceeds() {
        BusState state = bus();
        state = state.with(state.functions().get(GPU).withGroup(new org.bindscope.analysis.match.IommuMembership.NoGroup()));
        BindingPlan plan = new PlanBuilder(desktop.machine).bind(GPU, "vfio-pci").build();
        List<PlanPredictor.PredictedStep> steps = new SimulatedPlan(state).predict(desktop.machine, plan);
        PlanPredictor.PredictedStep last = steps.get(steps.size() - 1);
        assertEquals(Optional.empty(), last.errno());
        assertEquals(Optional.empty(), last.driver());
    }
}
