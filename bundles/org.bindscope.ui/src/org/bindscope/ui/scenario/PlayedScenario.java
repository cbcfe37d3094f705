// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bindscope.analysis.groups.GroupReport;
import org.bindscope.analysis.scenario.Scenario;
import org.bindscope.analysis.scenario.ScenarioException;
import org.bindscope.analysis.scenario.ScenarioReader;
import org.bindscope.analysis.scenario.ScenarioResult;
import org.bindscope.analysis.scenario.ScenarioResult.DeviceState;
import org.bindscope.analysis.scenario.ScenarioResult.Expectation;
import org.bindscope.analysis.scenario.ScenarioResult.StepOutcome;
import org.bindscope.analysis.scenario.ScenarioRunner;

/**
 * A scenario and what came of it.
 *
 * @param title  title
 * @param yaml   the file's text
 * @param rows   one for each step, and one before them when something is expected of the start
 * @param groups IOMMU groups with the drivers bound at the end
 */
record PlayedScenario(String title, String yaml, List<ScenarioRow> rows, List<GroupReport> groups) {

    PlayedScenario {
        rows = List.copyOf(rows);
        groups = List.copyOf(groups);
    }

    /**
     * Reads and plays a scenario; not for the UI thread.
     *
     * @param file name for messages
     * @param yaml content
     * @return what happened
     * @throws ScenarioException with file, line, key and what is allowed
     */
    static PlayedScenario of(String file, String yaml) throws ScenarioException {
        Scenario scenario = ScenarioReader.read(file, yaml);
        List<String> texts = new ArrayList<>();
        ScenarioResult result = new ScenarioRunner().run(numbered(scenario, texts));
        List<ScenarioRow> rows = new ArrayList<>();
        List<Expectation> ofStart = after("", result);
        if (!ofStart.isEmpty()) {
            rows.add(new ScenarioRow(0, "", Optional.empty(), List.of(), List.of(), ofStart));
        }
        List<DeviceState> before = scenario.start().functions().values().stream().map(function -> new DeviceState(
                function.address(), function.driver(), Optional.empty(), List.of(), 0, Optional.empty())).toList();
        for (int i = 0; i < result.steps().size(); i++) {
            StepOutcome step = result.steps().get(i);
            List<DeviceState> known = before;
            rows.add(new ScenarioRow(i + 1, texts.get(i), step.write(), step.devices(),
                    step.devices().stream().filter(device -> !known.contains(device)).toList(), after(step.step(), result)));
            before = step.devices();
        }
        return new PlayedScenario(scenario.title(), yaml, rows, result.groups());
    }

    /** Names each step by its number: an expectation names its step by text alone, and a text may come twice. */
    private static Scenario numbered(Scenario scenario, List<String> texts) {
        List<Scenario.Step> steps = new ArrayList<>();
        for (Scenario.Step step : scenario.steps()) {
            if (step instanceof Scenario.Happens happens) {
                texts.add(happens.text());
                steps.add(new Scenario.Happens(String.valueOf(texts.size()), happens.event(), happens.isWrite()));
            } else {
                steps.add(step);
            }
        }
        return new Scenario(scenario.file(), scenario.title(), scenario.start(), scenario.topology(), scenario.groups(), steps);
    }

    private static List<Expectation> after(String step, ScenarioResult result) {
        return result.expectations().stream().filter(expectation -> expectation.step().equals(step)).toList();
    }

    /** How many expectations there are. */
    int expected() {
        return rows.stream().mapToInt(row -> row.expectations().size()).sum();
    }

    /** How many of them hold. */
    int held() {
        return (int) rows.stream().flatMap(row -> row.expectations().stream()).filter(Expectation::held).count();
    }
}
