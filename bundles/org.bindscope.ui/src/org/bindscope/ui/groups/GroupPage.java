// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.groups;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import org.bindscope.analysis.groups.GroupReport;
import org.bindscope.analysis.groups.GroupReport.PathHop;
import org.bindscope.analysis.groups.Isolation;
import org.bindscope.analysis.groups.Platform;
import org.bindscope.analysis.groups.Viability.Blocker;
import org.bindscope.model.IommuGroup;
import org.bindscope.model.PciFunction;
import org.bindscope.ui.labels.FactText;
import org.bindscope.ui.labels.ObjectText;
import org.bindscope.ui.machine.SupposedDrivers;
import org.bindscope.ui.text.RichDocument;
import org.bindscope.ui.text.RichDocument.Style;
import org.bindscope.ui.text.Sign;
import org.bindscope.ui.theme.ThemeColors;

/** What is known of one IOMMU group: one sentence first, the proof below it. */
final class GroupPage {

    /** Members that are named in front of a way that they share. */
    private static final int MOST_MEMBERS = 8;

    private final Platform platform;
    private final SupposedDrivers supposed;
    private final Consumer<String> select;

    /**
     * @param platform what makes the groups of the machine
     * @param supposed which devices what-ifs would give another driver
     * @param select   what a click on an address does
     */
    GroupPage(Platform platform, SupposedDrivers supposed, Consumer<String> select) {
        this.supposed = supposed;
        this.platform = platform;
        this.select = select;
    }

    RichDocument of(IommuGroup group, GroupReport report) {
        RichDocument text = new RichDocument();
        verdict(text, report);
        blockers(text, report);
        report.hold().ifPresent(hold -> text.hanging(3).add(hold(hold)).add(hold.why()).line());
        if (report.forbiddenByRegion()) {
            text.hanging(3).add(Sign.BAD).add("A reserved region of the kind direct must stay mapped for the device, "
                    + "which user space cannot promise.").line();
        }
        members(text, group, report);
        together(text, report);
        paths(text, report);
        resets(text, report);
        regions(text, report);
        return text;
    }

    private static Sign hold(GroupReport.Hold hold) {
        return hold.held().map(held -> held ? Sign.WARNING : Sign.INFO).orElse(Sign.UNKNOWN);
    }

    private static void verdict(RichDocument text, GroupReport report) {
        String group = "group " + report.number();
        String sentence;
        if (report.viable().isEmpty()) {
            sentence = "The snapshot does not tell whether user space can own " + group + ".";
        } else if (report.viable().get()) {
            sentence = "User space can own " + group + " as its drivers stand.";
        } else {
            sentence = "User space cannot own " + group + ": " + report.blockers().size() + " of its "
                    + report.devices().size() + " functions keep it.";
        }
        text.hanging(3).add(Sign.of(report.viable())).add(sentence, Style.LARGE).line();
        text.add("Default domain type " + report.type().orElse("not captured")
                + (report.isolationProven() ? "" : "; a kernel parameter makes groups smaller than the hardware isolates"),
                ThemeColors.MUTED).line();
    }

    /** Each reason once; the list of members marks whom it is about. */
    private static void blockers(RichDocument text, GroupReport report) {
        Map<String, Long> byReason = report.blockers().stream()
                .collect(Collectors.groupingBy(Blocker::why, LinkedHashMap::new, Collectors.counting()));
        byReason.forEach((why, count) -> text.hanging(3).add(Sign.BAD).add(why)
                .add(count == 1 ? "  1 function" : "  " + count + " functions", ThemeColors.MUTED).line());
    }

    private void members(RichDocument text, IommuGroup group, GroupReport report) {
        text.heading("Members");
        Set<String> blocking = report.blockers().stream().map(Blocker::address).collect(Collectors.toSet());
        for (PciFunction function : group.getFunctions()) {
            FactText driver = FactText.driver(function);
            text.hanging(4);
            if (blocking.contains(function.getAddress())) {
                text.add(Sign.BAD);
            }
            address(text, function.getAddress());
            text.add("  " + ObjectText.shortName(function));
            text.add("  " + driver.value().orElseGet(() -> "driver " + driver.text()), ThemeColors.MUTED);
            supposed.changeOf(function).ifPresent(next -> text.add(" \u2192 " + next + " ").add(Sign.CHANGED));
            text.line();
        }
        if (group.getFunctions().isEmpty()) {
            text.add("The snapshot shows no PCI function in this group.", ThemeColors.MUTED).line();
        }
    }

    private void together(RichDocument text, GroupReport report) {
        text.heading("Why these are together");
        if (report.because().isEmpty()) {
            text.add(report.devices().size() == 1 ? "The function is alone in its group." : "Nothing tells.").line();
        }
        platform.insteadOfAcs().ifPresent(rule -> text.add(rule, ThemeColors.MUTED).line());
        report.because().forEach(because -> text.hanging(2).add("\u2022 ").add(because.why()).line());
        String comparison = report.recomputed().isEmpty() ? "" : report.recomputed().get()
                ? "Worked out again from the snapshot, the group comes out as the kernel reported it."
                : "Worked out again from the snapshot, the group comes out otherwise.";
        text.hanging(3).add(Sign.of(report.recomputed()));
        text.add(comparison);
        report.difference().ifPresent(difference -> text.add(comparison.isEmpty() ? difference : " " + difference));
        text.line();
        report.explanation().override().ifPresent(hidden -> text.hanging(3).add(Sign.WARNING).add(hidden).line());
        if (!report.remedies().isEmpty()) {
            text.heading("What would split it");
            report.remedies().forEach(remedy -> text.hanging(2).add("\u2022 ").add(remedy).line());
        }
    }

    private void paths(RichDocument text, GroupReport report) {
        for (GroupReport.Way way : report.explanation().ways()) {
            text.above().add("Way up from ", Style.BOLD);
            way.members().stream().limit(MOST_MEMBERS).forEach(member -> {
                address(text, member);
                text.add(" ");
            });
            if (way.members().size() > MOST_MEMBERS) {
                text.add("and " + (way.members().size() - MOST_MEMBERS) + " more");
            }
            text.line();
            for (PathHop hop : way.hops()) {
                text.hanging(3);
                if (platform == Platform.GENERIC) {
                    text.add(Sign.of(isolates(hop)));
                }
                address(text, hop.address());
                text.add("  " + hop.kind());
                text.add(hop.byAcs() ? "  ACS has " + hop.has() + ", lacks " + hop.lacks() : "  " + hop.why(), ThemeColors.MUTED)
                        .line();
            }
        }
    }

    private void resets(RichDocument text, GroupReport report) {
        if (report.resets().isEmpty()) {
            return;
        }
        text.heading("Reset");
        report.resets().forEach(reset -> {
            text.hanging(3).add(Sign.of(reset.alone()));
            address(text, reset.address());
            text.add("  " + reset.why()).line();
        });
    }

    private static Optional<Boolean> isolates(PathHop hop) {
        return hop.isolates() == Isolation.Verdict.UNKNOWN ? Optional.empty()
                : Optional.of(hop.isolates() == Isolation.Verdict.YES);
    }

    private static void regions(RichDocument text, GroupReport report) {
        text.heading("Reserved regions");
        for (GroupReport.Region region : report.reservedRegions()) {
            text.add(String.format("0x%016x\u20130x%016x", region.start(), region.end()), Style.MONO)
                    .add("  " + region.kind(), region.forbids() ? ThemeColors.ERROR : ThemeColors.MUTED)
                    .add("  " + region.meaning(), ThemeColors.MUTED).line();
        }
        if (report.reservedRegions().isEmpty()) {
            text.add("The snapshot names none.", ThemeColors.MUTED).line();
        }
    }

    private void address(RichDocument text, String address) {
        text.link(address, () -> select.accept(address), Style.MONO);
    }
}
