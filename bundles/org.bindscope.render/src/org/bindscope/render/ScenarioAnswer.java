// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.bindscope.analysis.groups.GroupReport;
import org.bindscope.analysis.match.TraceStep;
import org.bindscope.analysis.scenario.ScenarioResult;
import org.bindscope.analysis.scenario.ScenarioResult.DeviceState;
import org.bindscope.analysis.scenario.ScenarioResult.Expectation;
import org.bindscope.analysis.scenario.ScenarioResult.StepOutcome;

/**
 * What came of small hand-written machines.
 *
 * @param results one for each file
 */
public record ScenarioAnswer(List<ScenarioResult> results) implements Answer {

    /** Canonical addresses of one length sort as their numbers do; longer domains come last. */
    private static final Comparator<String> ADDRESSES = Comparator.comparingInt(String::length)
            .thenComparing(Comparator.naturalOrder());

    /** Copies the list. */
    public ScenarioAnswer {
        results = List.copyOf(results);
    }

    /**
     * Whether everything that was expected holds.
     *
     * @return true also when nothing was expected
     */
    public boolean held() {
        return results.stream().allMatch(ScenarioResult::held);
    }

    @Override
    public void writeJson(Writer out) throws IOException {
        JsonText json = new JsonText(out).array();
        for (ScenarioResult result : results) {
            json.object().text("file", result.file()).textUnlessEmpty("title", result.title()).array("steps");
            for (StepOutcome step : result.steps()) {
                json.object().text("step", step.step()).text("write", step.write()).array("devices");
                for (DeviceState device : sorted(step.devices())) {
                    json.object().text("address", device.address()).text("driver", device.driver())
                            .text("reason", device.reason().map(Enum::name))
                            .texts("steps", device.steps().stream().map(TraceStep::sentence).toList())
                            .text("operations", device.operations()).endObject();
                }
                json.endArray().endObject();
            }
            json.endArray().array("groups");
            GroupsJson.write(json, byMember(result.groups()));
            json.endArray().array("expectations");
            for (Expectation expectation : result.expectations()) {
                json.object().textUnlessEmpty("step", expectation.step()).flag("held", expectation.held())
                        .text("expected", expectation.expected()).text("got", expectation.got()).endObject();
            }
            json.endArray().endObject();
        }
        json.endArray().finish(out);
    }

    private static List<DeviceState> sorted(List<DeviceState> devices) {
        List<DeviceState> list = new ArrayList<>(devices);
        list.sort(Comparator.comparing(DeviceState::address, ADDRESSES));
        return list;
    }

    /** By their first member: the names of groups in a scenario may be any. */
    private static List<GroupReport> byMember(List<GroupReport> groups) {
        List<GroupReport> list = new ArrayList<>(groups);
        list.sort(Comparator.comparing(group -> group.devices().isEmpty() ? "" : group.devices().get(0), ADDRESSES));
        return list;
    }

    @Override
    public void writeText(Writer out) throws IOException {
        StringBuilder text = new StringBuilder();
        int held = 0;
        int expected = 0;
        for (ScenarioResult result : results) {
            text.append(text.length() == 0 ? "" : "\n").append(VisibleText.of(result.file())).append(": ")
                    .append(VisibleText.of(result.title())).append('\n');
            for (int i = 0; i < result.steps().size(); i++) {
                step(text, i + 1, result.steps().get(i), i == 0 ? List.of() : result.steps().get(i - 1).devices());
            }
            groups(text, byMember(result.groups()));
            for (Expectation expectation : result.expectations()) {
                expected++;
                held += expectation.held() ? 1 : 0;
                text.append(expectation.held() ? "  as expected: " : "  NOT AS EXPECTED: ")
                        .append(VisibleText.of(expectation.expected()));
                if (!expectation.held()) {
                    text.append(", got ").append(VisibleText.of(expectation.got())).append(" after ")
                            .append(VisibleText.of(expectation.step()));
                }
                text.append('\n');
            }
        }
        text.append('\n').append(held).append(" of ").append(FindingsAnswer.plural(expected, "expectation")).append(" held\n");
        out.append(text);
        out.flush();
    }

    private static void groups(StringBuilder text, List<GroupReport> groups) {
        TextTable table = new TextTable("     ", ">GROUP", "VFIO MAY HAVE IT", "DEVICES");
        for (GroupReport group : groups) {
            table.row(group.number(), GroupsAnswer.viableWord(group), String.join(" ", group.devices()));
        }
        if (!table.isEmpty()) {
            table.appendTo(text);
        }
    }

    /** An event, and the devices that it concerned: those whose account differs from the one before. */
    private static void step(StringBuilder text, int number, StepOutcome step, List<DeviceState> before) {
        text.append("  ").append(number).append(". ").append(VisibleText.of(step.step()));
        step.write().ifPresent(answer -> text.append("  write: ").append(VisibleText.of(answer)));
        text.append('\n');
        for (DeviceState device : sorted(step.devices())) {
            if (before.contains(device)) {
                continue;
            }
            text.append("       ").append(device.address()).append("  ")
                    .append(VisibleText.of(device.driver().orElse("no driver")));
            device.reason().ifPresent(reason -> text.append("  [").append(reason.name()).append(']'));
            device.operations().ifPresent(driver -> text.append("  VFIO operations of ").append(VisibleText.of(driver)));
            text.append('\n');
            for (int i = 0; i < device.steps().size(); i++) {
                text.append(i == device.deciding() ? "         > " : "           ")
                        .append(VisibleText.of(device.steps().get(i).sentence())).append('\n');
            }
        }
    }
}
