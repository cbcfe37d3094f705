// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.scenario;

import java.util.List;

import org.bindscope.analysis.groups.GroupReport;
import org.bindscope.analysis.match.TraceStep;
import org.bindscope.analysis.scenario.ScenarioResult.DeviceState;
import org.bindscope.analysis.scenario.ScenarioResult.Expectation;
import org.bindscope.render.VisibleText;
import org.bindscope.ui.text.RichDocument;
import org.bindscope.ui.text.RichDocument.Style;
import org.bindscope.ui.text.Sign;
import org.bindscope.ui.theme.ThemeColors;

/** The texts of the view: the head of a scenario and the account of a step. */
final class ScenarioPages {

    private ScenarioPages() {
    }

    static RichDocument head(PlayedScenario played, String origin) {
        RichDocument out = new RichDocument().add(played.title(), Style.LARGE, Style.BOLD).line();
        if (played.expected() == 0) {
            out.add("The file expects nothing.");
        } else {
            out.add(played.held() == played.expected() ? Sign.GOOD : Sign.BAD)
                    .add(played.held() + " of " + played.expected() + (played.expected() == 1 ? " expectation" : " expectations")
                            + " held");
        }
        return out.add("   " + VisibleText.of(origin), ThemeColors.MUTED).line();
    }

    static RichDocument step(PlayedScenario played, ScenarioRow row) {
        RichDocument out = new RichDocument();
        out.add((row.number() == 0 ? "" : row.number() + ". ") + row.stepText(), Style.BOLD);
        row.write().ifPresent(answer -> out.add("   the write returns ").add(VisibleText.of(answer), Style.BOLD));
        out.line();
        for (Expectation expectation : row.expectations()) {
            out.hanging(2).add(expectation.held() ? Sign.GOOD : Sign.BAD)
                    .add(expectation.held() ? "as expected: " : "expected: ").add(VisibleText.of(expectation.expected()));
            if (!expectation.held()) {
                out.add(", got: " + VisibleText.of(expectation.got()));
            }
            out.line();
        }
        boolean same = row.changed().isEmpty() && !row.devices().isEmpty();
        if (same) {
            out.above().add("This step changed no device. What was last decided:", ThemeColors.MUTED).line();
        }
        (same ? row.devices() : row.changed()).forEach(device -> device(out, device));
        if (row.equals(played.rows().get(played.rows().size() - 1)) && !played.groups().isEmpty()) {
            groups(out, played.groups());
        }
        return out;
    }

    private static void device(RichDocument out, DeviceState device) {
        out.above().add(device.address(), Style.MONO, Style.BOLD).add("   ").add(ScenarioRow.driver(device), Style.BOLD);
        device.reason().ifPresent(reason -> out.add("   " + reason.name(), ThemeColors.MUTED));
        device.operations().ifPresent(driver -> out.add("   VFIO operations of " + VisibleText.of(driver)));
        out.line();
        for (int i = 0; i < device.steps().size(); i++) {
            TraceStep step = device.steps().get(i);
            out.layout(new RichDocument.Line(2, true, i == device.deciding(), false)).add(" " + VisibleText.of(step.text()));
            if (!step.source().isEmpty()) {
                out.add("  [" + VisibleText.of(step.source()) + "]", ThemeColors.MUTED);
            }
            out.line();
        }
    }

    private static void groups(RichDocument out, List<GroupReport> groups) {
        out.heading("IOMMU groups at the end");
        for (GroupReport group : groups) {
            out.hanging(4).add(Sign.of(group.viable())).add("group " + VisibleText.of(group.number()) + ": "
                    + group.viable().map(yes -> yes ? "VFIO may have it" : "VFIO may not have it").orElse("not known") + "   ")
                    .add(String.join(" ", group.devices()), Style.MONO).line();
        }
    }
}
