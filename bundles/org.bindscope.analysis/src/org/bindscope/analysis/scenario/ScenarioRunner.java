// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.scenario;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.groups.DriverBinding;
import org.bindscope.analysis.groups.Explainer;
import org.bindscope.analysis.groups.GroupReport;
import org.bindscope.analysis.groups.Viability;
import org.bindscope.analysis.match.BusEvent;
import org.bindscope.analysis.match.BusFunction;
import org.bindscope.analysis.match.BusState;
import org.bindscope.analysis.match.DriverModel;
import org.bindscope.analysis.match.Errno;
import org.bindscope.analysis.match.PciBusSimulator;
import org.bindscope.analysis.match.StepResult;
import org.bindscope.analysis.rules.KernelChange;
import org.bindscope.analysis.scenario.ScenarioResult.DeviceState;
import org.bindscope.analysis.scenario.ScenarioResult.Expectation;
import org.bindscope.analysis.scenario.ScenarioResult.StepOutcome;

/** Plays scenarios. It keeps no state between them. */
public final class ScenarioRunner {

    private final PciBusSimulator simulator = new PciBusSimulator();

    /** The course of one scenario. */
    private static final class Course {
        private final Scenario scenario;
        private BusState state;
        private String lastStep = "";
        private Optional<String> lastWrite = Optional.empty();
        private final Map<String, StepResult.FunctionOutcome> outcomes = new HashMap<>();
        private final Map<String, String> operations = new HashMap<>();
        private final List<StepOutcome> steps = new ArrayList<>();
        private final List<Expectation> expectations = new ArrayList<>();

        private Course(Scenario scenario) {
            this.scenario = scenario;
            this.state = scenario.start();
        }

        private void expect(boolean held, String expected, String got) {
            expectations.add(new Expectation(lastStep, held, expected, got));
        }
    }

    /**
     * Plays a scenario from its start to its end.
     *
     * @param scenario the scenario
     * @return what happened, and which expectations held
     */
    public ScenarioResult run(Scenario scenario) {
        Course course = new Course(scenario);
        for (Scenario.Step step : scenario.steps()) {
            if (step instanceof Scenario.Happens happens) {
                play(course, happens);
            } else if (step instanceof Scenario.Expects expects) {
                check(course, expects);
            }
        }
        return new ScenarioResult(scenario.file(), scenario.title(), course.steps, groups(course), course.expectations);
    }

    private void play(Course course, Scenario.Happens happens) {
        BusEvent event = happens.event();
        Optional<String> refused = Optional.empty();
        if (event instanceof BusEvent.Held held) {
            refused = held.asked().flatMap(group -> refusal(course, group));
            event = new BusEvent.Held(opened(course, held, refused.isPresent()));
        }
        StepResult result = simulator.apply(course.state, event);
        course.state = result.state();
        course.lastStep = happens.text();
        course.lastWrite = happens.isWrite() ? result.write().map(StepResult.Write::text) : refused;
        course.outcomes.putAll(result.outcomes());
        result.outcomes().forEach((address, outcome) -> outcome.operations()
                .ifPresent(driver -> course.operations.put(address, driver)));
        course.operations.keySet().removeIf(address -> Optional.ofNullable(course.state.functions().get(address))
                .flatMap(BusFunction::driver).filter("vfio-pci"::equals).isEmpty());
        List<DeviceState> devices = course.state.functions().values().stream().map(function -> device(course, function)).toList();
        course.steps.add(new StepOutcome(happens.text(), course.lastWrite, devices));
    }

    /** A user cannot open a group that is not viable: attaching it gives EPERM, up to 5.18 opening its devices EINVAL. */
    private static Optional<String> refusal(Course course, String number) {
        return groups(course).stream().filter(group -> group.number().equals(number)
                && group.viable().filter(viable -> !viable).isPresent()).findFirst()
                .map(group -> course.state.rules().has(KernelChange.DMA_OWNERSHIP) ? Errno.EPERM.name() : Errno.EINVAL.name());
    }

    /** The groups that are held after a step: one that was refused, now or before, is not. */
    private static Set<String> opened(Course course, BusEvent.Held held, boolean refused) {
        Set<String> groups = new HashSet<>(course.state.heldGroups());
        groups.retainAll(held.groups());
        held.asked().filter(group -> !refused).ifPresent(groups::add);
        return groups;
    }

    private static DeviceState device(Course course, BusFunction function) {
        Optional<StepResult.FunctionOutcome> outcome = Optional.ofNullable(course.outcomes.get(function.address()));
        return new DeviceState(function.address(), function.driver(), outcome.map(StepResult.FunctionOutcome::reason),
                outcome.map(StepResult.FunctionOutcome::steps).orElse(List.of()),
                outcome.map(StepResult.FunctionOutcome::deciding).orElse(0),
                Optional.ofNullable(course.operations.get(function.address())));
    }

    private void check(Course course, Scenario.Expects expects) {
        expects.write().ifPresent(write -> course.expect(course.lastWrite.filter(write::equals).isPresent(), "write " + write,
                "write " + course.lastWrite.orElse("none: the last step is no write")));
        expects.device().ifPresent(address -> checkDevice(course, expects, address));
        if (!expects.groups().isEmpty() || !expects.viable().isEmpty()) {
            checkGroups(course, expects);
        }
    }

    private static void checkDevice(Course course, Scenario.Expects expects, String address) {
        Optional<BusFunction> function = Optional.ofNullable(course.state.functions().get(address));
        expects.driver().ifPresent(driver -> {
            Optional<String> got = function.flatMap(BusFunction::driver);
            course.expect(got.equals(driver), address + " driver " + driver.orElse("none"), address + " driver " + got.orElse("none"));
        });
        expects.reason().ifPresent(reason -> {
            String got = Optional.ofNullable(course.outcomes.get(address)).map(outcome -> outcome.reason().name()).orElse("none");
            course.expect(got.equals(reason), address + " reason " + reason, address + " reason " + got);
        });
        expects.override().ifPresent(override -> {
            Optional<String> got = function.flatMap(BusFunction::override);
            course.expect(got.equals(override), address + " override " + override.orElse("none"),
                    address + " override " + got.orElse("none"));
        });
        expects.operations().ifPresent(operations -> {
            Optional<String> got = Optional.ofNullable(course.operations.get(address));
            course.expect(got.equals(operations), address + " operations " + operations.orElse("none"),
                    address + " operations " + got.orElse("none"));
        });
    }

    private static void checkGroups(Course course, Scenario.Expects expects) {
        List<GroupReport> groups = groups(course);
        List<TreeSet<String>> sets = groups.stream().map(group -> new TreeSet<>(group.devices())).toList();
        for (List<String> wanted : expects.groups()) {
            TreeSet<String> set = new TreeSet<>(wanted.stream().map(text -> PciAddress.parse(text).map(PciAddress::toString)
                    .orElse(text)).toList());
            String got = sets.stream().filter(each -> each.stream().anyMatch(set::contains)).map(Object::toString)
                    .reduce((first, second) -> first + " " + second).orElse("no such group");
            course.expect(sets.contains(set), "group " + set, "group " + got);
        }
        expects.viable().forEach((name, viable) -> {
            Optional<Boolean> got = groups.stream().filter(group -> group.number().equals(name)).findFirst()
                    .flatMap(GroupReport::viable);
            course.expect(got.filter(viable::equals).isPresent(), "group " + name + " viable " + viable,
                    "group " + name + (got.isPresent() ? " viable " + got.get() : " does not exist"));
        });
    }

    /** The groups with the drivers that are bound now. */
    private static List<GroupReport> groups(Course course) {
        Map<String, List<String>> members = new LinkedHashMap<>();
        course.scenario.groups().forEach((address, group) -> members.computeIfAbsent(group, key -> new ArrayList<>()).add(address));
        Explainer explainer = Explainer.of(course.scenario.topology(), course.state.rules());
        List<GroupReport> reports = new ArrayList<>();
        members.forEach((name, addresses) -> {
            List<String> sorted = addresses.stream().sorted().toList();
            Viability viability = Viability.of(sorted.stream().map(address -> member(course, address)).toList(),
                    course.state.rules());
            reports.add(new GroupReport(name, Optional.empty(), List.of(), sorted, viability, explainer.ofScenario(sorted),
                    List.of(), hold(course, sorted)));
        });
        return reports;
    }

    private static Optional<GroupReport.Hold> hold(Course course, List<String> members) {
        return members.stream().anyMatch(address -> Optional.ofNullable(course.state.functions().get(address))
                .filter(course.state::held).isPresent())
                ? Optional.of(new GroupReport.Hold(Optional.of(true), "A user holds the group.")) : Optional.empty();
    }

    private static Viability.Member member(Course course, String address) {
        Optional<BusFunction> function = Optional.ofNullable(course.state.functions().get(address));
        Optional<String> driver = function.flatMap(BusFunction::driver);
        Optional<DriverModel> model = driver.flatMap(course.state::driver);
        return new Viability.Member(address, driver.map(DriverBinding::to).orElseGet(DriverBinding::none),
                function.map(each -> each.hardware().headerType()).orElse(java.util.OptionalInt.empty()),
                model.filter(DriverModel::isVfio).isPresent(), model.filter(DriverModel::managesDma).isPresent());
    }
}
