// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.match.BusState;
import org.bindscope.analysis.match.DriverModel;
import org.bindscope.binding.PlanPredictor.PredictedStep;
import org.bindscope.model.Machine;

/** What the kernel would answer to a plan, and the findings that follow. */
public final class PlanForecast {

    private static final String REFUSED = "plan-kernel-refuses";
    private static final String NOT_KNOWN = "plan-outcome-not-known";

    private PlanForecast() {
    }

    /**
     * Plays the plan on the bus, with the drivers that the plan's modules would register.
     *
     * @param analysis the machine, under the kernel rules and suppositions to predict with
     * @param plan     a plan for that machine
     * @return the steps of the sysfs script, in its order
     */
    public static List<PredictedStep> steps(MachineAnalysis analysis, BindingPlan plan) {
        BusState bus = analysis.match().busState();
        for (PlannedDevice device : plan.devices()) {
            Optional<String> module = device.target().flatMap(HostDriver::module);
            if (module.isPresent()) {
                for (DriverModel driver : analysis.match().driversOf(module.get())) {
                    bus = bus.driver(driver.name()).isPresent() ? bus : bus.with(driver);
                }
            }
        }
        return new SimulatedPlan(bus).predict(analysis.machine(), plan);
    }

    /**
     * What is worth knowing of the steps: writes that fail, and devices that end elsewhere than wished.
     *
     * @param machine the machine, whose facts about the devices are the evidence
     * @param plan    the plan
     * @param steps   its steps
     * @return findings whose rules start with {@code plan-}
     */
    public static List<Finding> findings(Machine machine, BindingPlan plan, List<PredictedStep> steps) {
        MachineIndex index = new MachineIndex(machine);
        List<Finding> findings = new ArrayList<>();
        Map<String, List<PredictedStep>> byAddress = new HashMap<>();
        steps.forEach(step -> byAddress.computeIfAbsent(step.address(), address -> new ArrayList<>()).add(step));
        for (PlannedDevice device : plan.devices()) {
            PredictedStep last = null;
            for (PredictedStep step : byAddress.getOrDefault(device.address(), List.of())) {
                last = step;
                step.errno().filter(errno -> step.known()).ifPresent(errno -> findings.add(finding(index, REFUSED,
                        Finding.Severity.ERROR, device, "To the step \"" + step.action() + "\" the kernel would answer "
                                + errno + ".", step.why())));
            }
            if (last == null || last.errno().isPresent()) {
                continue;
            }
            String wished = device.targetName().orElse("no driver");
            if (!last.known()) {
                findings.add(finding(index, NOT_KNOWN, Finding.Severity.WARNING, device, "Whether " + device.address() + " ends with "
                        + wished + " cannot be told from the files.", last.why()));
            } else if (!last.driver().equals(device.targetName())) {
                findings.add(finding(index, REFUSED, Finding.Severity.ERROR, device, device.address() + " would end with "
                        + last.driver().orElse("no driver") + " instead of " + wished + ".", last.why()));
            }
        }
        return findings;
    }

    private static Finding finding(MachineIndex index, String rule, Finding.Severity severity, PlannedDevice device,
            String summary, String why) {
        List<Finding.EvidenceText> evidence = index.find(device.address()).map(function -> Findings.evidence(function, "headerType",
                "iommuGroup", "driver", "driverOverride")).orElse(List.of());
        return new Finding(rule, severity, List.of(device.address()), summary, why, evidence,
                severity == Finding.Severity.ERROR ? "See bindscope match --device " + device.address()
                        + " with --set-override for the kernel's steps." : "");
    }
}
