// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.match;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

import org.bindscope.analysis.match.DeviceVerdict;
import org.bindscope.analysis.match.MatchAnalysis;
import org.bindscope.analysis.match.ReasonCode;
import org.bindscope.analysis.match.TraceStep;
import org.bindscope.model.PciFunction;
import org.bindscope.ui.labels.FactText;
import org.bindscope.ui.labels.ObjectText;
import org.bindscope.ui.text.RichDocument;
import org.bindscope.ui.text.RichDocument.Style;
import org.bindscope.ui.text.Sign;
import org.bindscope.ui.theme.ThemeColors;

/** Writes a verdict: the sentence first, the steps that prove it below, then what follows from it. */
final class MatchPage {

    private static final int MOST_OTHERS = 40;
    private static final List<String> SNAPSHOT_FOLDERS = List.of("sys/", "proc/", "lib/", "usr/lib/", "etc/", "run/", "boot/");

    private final Consumer<String> showEvidence;
    private final IntConsumer withdraw;
    private final Runnable reset;
    private final Consumer<String> override;
    private final Consumer<String> open;

    /**
     * A writer.
     *
     * @param showEvidence shows a captured file, perhaps with a line
     * @param withdraw     takes a what-if back, by its index
     * @param reset        takes all back
     * @param override     supposes a driver_override
     * @param open         shows another function, by its address
     */
    MatchPage(Consumer<String> showEvidence, IntConsumer withdraw, Runnable reset, Consumer<String> override,
            Consumer<String> open) {
        this.showEvidence = showEvidence;
        this.withdraw = withdraw;
        this.reset = reset;
        this.override = override;
        this.open = open;
    }

    RichDocument of(MatchContent content) {
        RichDocument out = new RichDocument();
        DeviceVerdict verdict = content.verdict();
        title(content, out);
        out.add(verdict.sentence(), ThemeColors.MUTED).line();
        facts(content.function(), out);
        suppositions(content, out);
        steps(verdict, out);
        outcomes(verdict, out);
        operations(verdict, out);
        bestVariant(verdict, out);
        support(verdict, out);
        for (String caveat : content.rules().caveats()) {
            out.hanging(3).above().add(Sign.INFO.text(), Sign.INFO.tint()).add("\t").add(caveat, ThemeColors.MUTED).line();
        }
        return out;
    }

    private static void title(MatchContent content, RichDocument out) {
        DeviceVerdict verdict = content.verdict();
        String address = verdict.address();
        if (content.changed()) {
            out.add(Sign.CHANGED.text() + " ", ThemeColors.CHANGED, Style.LARGE);
        }
        if (verdict.reason() == ReasonCode.UNKNOWN) {
            out.add("The files cannot tell", Style.LARGE, Style.BOLD).add(" who gets ", Style.LARGE);
        } else if (verdict.predicted().isEmpty()) {
            out.add("No driver", Style.LARGE, Style.BOLD).add(" would take ", Style.LARGE);
        } else {
            boolean keeps = verdict.predicted().equals(verdict.current());
            out.add(verdict.predicted().get(), Style.LARGE, Style.BOLD)
                    .add(keeps ? " has, and would get again, " : " would take ", Style.LARGE);
        }
        out.add(address, Style.MONO, Style.LARGE).line();
    }

    private static void facts(PciFunction function, RichDocument out) {
        out.above().add(ObjectText.name(function));
        String ids = ObjectText.ids(function);
        if (!ids.isEmpty()) {
            out.add("  ").add(ids, Style.MONO);
            if (function.isSetSubsystemVendorId() && function.isSetSubsystemId()) {
                out.add(String.format(" %04x:%04x", function.getSubsystemVendorId(), function.getSubsystemId()),
                        ThemeColors.MUTED, Style.MONO);
            }
        }
        if (function.isSetClassCode()) {
            out.add("  class ", ThemeColors.MUTED).add(String.format("%06x", function.getClassCode()), Style.MONO);
        }
        out.line();
        fact(out, "driver ", FactText.driver(function), "");
        fact(out, "override ", FactText.of(function, "driverOverride", function.getDriverOverride()), "  ");
        fact(out, "group ", FactText.group(function), "  ");
        out.line();
    }

    private static void fact(RichDocument out, String name, FactText fact, String gap) {
        out.add(gap + name, ThemeColors.MUTED);
        if (fact.value().isPresent()) {
            out.add(fact.value().get());
        } else {
            out.add(fact.text(), ThemeColors.MUTED);
        }
    }

    private void suppositions(MatchContent content, RichDocument out) {
        if (!content.supposed()) {
            return;
        }
        out.heading("What if");
        for (int i = 0; i < content.whatIfs().size(); i++) {
            int index = i;
            out.hanging(3).add(Sign.CHANGED.text(), ThemeColors.CHANGED).add("\t" + content.whatIfs().get(i).describe() + "  ")
                    .link("take back", () -> withdraw.accept(index)).line();
        }
        out.hanging(3).add("\t");
        if (content.changed()) {
            out.add("As captured: " + MatchContent.who(content.inSnapshot()) + " (" + content.inSnapshot().reason() + ").  ",
                    ThemeColors.MUTED);
        } else {
            out.add("Nothing changes for this function.  ", ThemeColors.MUTED);
        }
        out.link("reset to the snapshot", reset).line();
        others(content, out);
    }

    private void others(MatchContent content, RichDocument out) {
        int count = content.others().size();
        if (count == 0) {
            return;
        }
        out.hanging(3).add("\t").add(count == 1 ? "1 other function changes:" : count + " other functions change:").line();
        for (MatchAnalysis.Difference difference : content.others().subList(0, Math.min(count, MOST_OTHERS))) {
            out.hanging(5).add("\t").link(difference.address(), () -> open.accept(difference.address()), Style.MONO)
                    .add("  " + MatchContent.who(difference.before()) + " \u2192 ")
                    .add(MatchContent.who(difference.after()), ThemeColors.CHANGED).line();
        }
        if (count > MOST_OTHERS) {
            out.hanging(5).add("\tand " + (count - MOST_OTHERS) + " more").line();
        }
    }

    private void steps(DeviceVerdict verdict, RichDocument out) {
        out.heading("The kernel's steps");
        for (int i = 0; i < verdict.steps().size(); i++) {
            TraceStep step = verdict.steps().get(i);
            boolean decides = i == verdict.decidingStep();
            RichDocument.Line line = new RichDocument.Line(5, true, decides, false);
            out.layout(line).add((decides ? "\u25b8" : " ") + (i + 1) + "\t", decides ? ThemeColors.OK : ThemeColors.MUTED);
            if (decides) {
                out.add(step.text(), Style.BOLD);
            } else {
                out.add(step.text());
            }
            out.line();
            if (!step.source().isEmpty() || decides) {
                out.layout(line).add("\t");
                source(step.source(), out);
                if (decides) {
                    out.add(step.source().isEmpty() ? "" : " \u00b7 ", ThemeColors.MUTED)
                            .add(verdict.reason() + " \u00b7 this step decides", ThemeColors.MUTED);
                }
                out.line();
            }
        }
    }

    /** A place in the snapshot as a link, a place in the kernel as plain text. */
    private void source(String source, RichDocument out) {
        if (SNAPSHOT_FOLDERS.stream().anyMatch(source::startsWith)) {
            out.link(source, () -> showEvidence.accept(source));
        } else {
            out.add(source, ThemeColors.MUTED);
        }
    }

    private static void outcomes(DeviceVerdict verdict, RichDocument out) {
        if (verdict.outcomes().isEmpty()) {
            return;
        }
        out.heading("Possible outcomes");
        for (DeviceVerdict.Outcome outcome : verdict.outcomes()) {
            out.hanging(3).add(Sign.UNKNOWN.text(), ThemeColors.MUTED).add("\t").add(outcome.driver().orElse("no driver"), Style.BOLD)
                    .add("  " + outcome.condition()).line();
        }
    }

    private static void operations(DeviceVerdict verdict, RichDocument out) {
        verdict.operations().ifPresent(name -> out.above().add("Its VFIO operations come from ").add(name, Style.BOLD)
                .add("; the driver link says ").add(verdict.predicted().orElse("none")).add(".").line());
    }

    private void bestVariant(DeviceVerdict verdict, RichDocument out) {
        Optional<DeviceVerdict.BestVariant> best = verdict.bestVariant();
        if (best.isEmpty()) {
            return;
        }
        out.heading("Best VFIO driver");
        out.hanging(3).add(best.get().driver(), Style.BOLD).add("  module " + best.get().module() + ", "
                + best.get().wildcards() + " of 7 parts are wildcards  ", ThemeColors.MUTED);
        source(best.get().source(), out);
        if (!verdict.predicted().equals(Optional.of(best.get().driver()))) {
            out.add("  ").link("what if it were the override", () -> override.accept(best.get().driver()));
        }
        out.line();
    }

    private static void support(DeviceVerdict verdict, RichDocument out) {
        if (verdict.support().isEmpty()) {
            return;
        }
        out.heading("Special support, once a user opens the device");
        for (DeviceVerdict.SpecialSupport support : verdict.support()) {
            Sign sign = Sign.of(support.result().map(result -> result.equals("enabled")));
            out.hanging(3).add(sign.text(), sign.tint()).add("\t").add(support.kind(), Style.BOLD)
                    .add("  " + support.result().orElse("not known") + "  ").add(support.why(), ThemeColors.MUTED).line();
        }
    }
}
