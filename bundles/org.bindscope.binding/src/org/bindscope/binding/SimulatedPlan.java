// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.bindscope.analysis.match.BusEvent;
import org.bindscope.analysis.match.BusFunction;
import org.bindscope.analysis.match.BusState;
import org.bindscope.analysis.match.Errno;
import org.bindscope.analysis.match.PciBusSimulator;
import org.bindscope.analysis.match.ReasonCode;
import org.bindscope.analysis.match.StepResult;
import org.bindscope.model.Machine;

/** Predicts a plan by playing the sysfs script's writes on the bus simulator, in the script's order. */
public final class SimulatedPlan implements PlanPredictor {

    private final BusState start;
    private final PciBusSimulator simulator = new PciBusSimulator();

    /**
     * A predictor for one bus.
     *
     * @param start the bus of the machine, under the kernel rules to predict with
     */
    public SimulatedPlan(BusState start) {
        this.start = start;
    }

    @Override
    public List<PredictedStep> predict(Machine machine, BindingPlan plan) {
        Play play = new Play();
        List<PlannedDevice> devices = plan.inOrder().stream()
                .filter(device -> start.functions().containsKey(device.address())).toList();
        devices.stream().flatMap(device -> device.target().stream()).distinct().forEach(play::load);
        for (PlannedDevice device : devices) {
            String name = device.targetName().orElse("none");
            if (!play.function(device).override().equals(Optional.of(name))) {
                play.step(device.address(), "write \"" + name + "\" to driver_override",
                        new BusEvent.Override(device.address(), name + "\n"));
            }
        }
        for (PlannedDevice device : devices) {
            play.move(device);
        }
        return List.copyOf(play.steps);
    }

    /** One run of the simulator; the bus changes with each step. */
    private final class Play {

        private final List<PredictedStep> steps = new ArrayList<>();
        /** Drivers that the plan loads and the snapshot does not know. */
        private final Set<String> unknown = new HashSet<>();
        private BusState state = start;

        private BusFunction function(PlannedDevice device) {
            return state.functions().get(device.address());
        }

        private void load(HostDriver driver) {
            if (state.registered().contains(driver.name())) {
                return;
            }
            String action = "modprobe " + driver.module().orElse(driver.name());
            if (state.driver(driver.name()).isEmpty()) {
                unknown.add(driver.name());
                steps.add(new PredictedStep("", action, Optional.empty(), Optional.empty(), false,
                        "The snapshot does not tell what the driver " + driver.name() + " does."));
                return;
            }
            state = simulator.apply(state, new BusEvent.Register(driver.name())).state();
            steps.add(new PredictedStep("", action, Optional.empty(), Optional.empty(), true,
                    "The driver " + driver.name() + " registers."));
        }

        private void move(PlannedDevice device) {
            String address = device.address();
            Optional<String> now = function(device).driver();
            if (now.equals(device.targetName())) {
                return;
            }
            if (now.isPresent()) {
                step(address, "write " + address + " to driver/unbind", new BusEvent.UnbindHolder(address, address + "\n"));
            }
            if (device.target().isPresent()) {
                step(address, "write " + address + " to drivers_probe", new BusEvent.DriversProbe(address + "\n"));
                device.targetName().filter(unknown::contains).ifPresent(name -> {
                    PredictedStep last = steps.remove(steps.size() - 1);
                    steps.add(new PredictedStep(address, last.action(), last.errno(), Optional.empty(), false,
                            "The snapshot does not tell whether there is a driver " + name + ", and whether its probe takes the device."));
                });
            }
        }

        private void step(String address, String action, BusEvent event) {
            StepResult result = simulator.apply(state, event);
            state = result.state();
            Optional<StepResult.FunctionOutcome> outcome = Optional.ofNullable(result.outcomes().get(address));
            boolean known = outcome.map(found -> found.reason() != ReasonCode.UNKNOWN).orElse(true);
            String why = outcome.filter(found -> !found.steps().isEmpty())
                    .map(found -> found.steps().get(Math.min(Math.max(found.deciding(), 0), found.steps().size() - 1)).text())
                    .orElse("");
            steps.add(new PredictedStep(address, action, result.write().flatMap(StepResult.Write::errno).map(Errno::name),
                    Optional.ofNullable(state.functions().get(address)).flatMap(BusFunction::driver), known, why));
        }
    }
}
