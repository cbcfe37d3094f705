// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.bindscope.analysis.match.DeviceVerdict;
import org.bindscope.analysis.match.WhatIf;
import org.bindscope.analysis.rules.KernelRules;

/**
 * For each PCI function: which driver has it, which would get it, and why.
 *
 * @param rules    the kernel rules in force
 * @param whatIfs  what is supposed instead of what the snapshot says; only the text names it
 * @param verdicts sorted by address
 */
public record MatchAnswer(KernelRules rules, List<WhatIf> whatIfs, List<DeviceVerdict> verdicts) implements Answer {

    /** Copies the lists. */
    public MatchAnswer {
        whatIfs = List.copyOf(whatIfs);
        verdicts = List.copyOf(verdicts);
    }

    @Override
    public void writeJson(Writer out) throws IOException {
        JsonText json = new JsonText(out);
        MatchJson.write(json, verdicts);
        json.finish(out);
    }

    @Override
    public void writeText(Writer out) throws IOException {
        StringBuilder text = new StringBuilder();
        text.append("Rules: ").append(VisibleText.of(rules.label())).append('\n');
        for (String caveat : rules.caveats()) {
            text.append("Note: ").append(VisibleText.of(caveat)).append('\n');
        }
        for (WhatIf supposed : whatIfs) {
            text.append("Supposed: ").append(VisibleText.of(supposed.describe())).append('\n');
        }
        for (DeviceVerdict verdict : verdicts) {
            append(text.append('\n'), verdict);
        }
        out.append(text);
        out.flush();
    }

    private static void append(StringBuilder text, DeviceVerdict verdict) {
        text.append(verdict.address()).append("  ")
                .append("now ").append(VisibleText.of(verdict.current().orElse("no driver")));
        if (verdict.predicted().isPresent()) {
            text.append(", would get ").append(VisibleText.of(verdict.predicted().get()));
        } else {
            text.append(verdict.outcomes().isEmpty() ? ", would get none" : ", files cannot tell what it would get");
        }
        text.append("  [").append(verdict.reason().name()).append("]\n");
        if (!verdict.sentence().isEmpty()) {
            text.append("  ").append(VisibleText.of(verdict.sentence())).append('\n');
        }
        verdict.operations().ifPresent(driver -> text.append("  VFIO operations of ")
                .append(VisibleText.of(driver)).append(" would serve it\n"));
        steps(text, verdict);
        candidates(text, verdict);
        for (DeviceVerdict.Outcome outcome : verdict.outcomes()) {
            text.append("  possible: ").append(VisibleText.of(outcome.driver().orElse("no driver"))).append(": ")
                    .append(VisibleText.of(outcome.condition())).append('\n');
        }
        verdict.bestVariant().ifPresent(best -> text.append("  best VFIO driver: ")
                .append(VisibleText.of(best.driver() + " (module " + best.module() + ", " + best.wildcards()
                        + " wildcards, " + best.source() + ")")).append('\n'));
        for (DeviceVerdict.SpecialSupport support : verdict.support()) {
            text.append("  on open: ").append(VisibleText.of(support.kind() + ": "
                    + support.result().orElse("the snapshot cannot tell") + ": " + support.why())).append('\n');
        }
    }

    private static void steps(StringBuilder text, DeviceVerdict verdict) {
        for (int i = 0; i < verdict.steps().size(); i++) {
            String number = Integer.toString(i + 1);
            text.append(i == verdict.decidingStep() ? "  > " : "    ").append(number.length() < 2 ? " " : "")
                    .append(number).append(". ").append(VisibleText.of(verdict.steps().get(i).sentence())).append('\n');
        }
    }

    /** A table, and below it the reasons that no step has given already. */
    private static void candidates(StringBuilder text, DeviceVerdict verdict) {
        TextTable table = new TextTable("    ", "CANDIDATE", "MODULE", "FITS", "ENTRY", "SOURCE");
        Set<String> told = new HashSet<>();
        verdict.steps().forEach(step -> told.add(step.text()));
        List<String> reasons = new ArrayList<>();
        for (DeviceVerdict.Candidate candidate : verdict.candidates()) {
            table.row(candidate.driver(), candidate.module().orElse(FactText.NOT_SAID),
                    candidate.matched().map(fits -> fits ? "yes" : "no").orElse(FactText.NOT_SAID),
                    candidate.entry().orElse(FactText.NONE), candidate.source().orElse(FactText.NONE));
            if (told.add(candidate.why())) {
                reasons.add(candidate.driver() + ": " + candidate.why());
            }
        }
        if (!table.isEmpty()) {
            table.appendTo(text);
        }
        for (String reason : reasons) {
            text.append("    ").append(VisibleText.of(reason)).append('\n');
        }
    }
}
