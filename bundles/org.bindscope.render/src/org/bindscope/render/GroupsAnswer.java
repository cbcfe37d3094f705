// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render;

import java.io.IOException;
import java.io.Writer;
import java.util.HashMap;
import java.util.Map;

import org.bindscope.analysis.groups.GroupReport;
import org.bindscope.analysis.groups.GroupStudy;
import org.bindscope.analysis.groups.Isolation;
import org.bindscope.analysis.groups.ResetAnalysis;
import org.bindscope.analysis.groups.TopologyProblem;
import org.bindscope.analysis.groups.Viability;
import org.bindscope.model.BindscopePackage;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;

/**
 * IOMMU groups, why each is as it is, and whether VFIO may have it.
 *
 * @param machine the facts, for names and drivers
 * @param study   what grouping tells
 */
public record GroupsAnswer(Machine machine, GroupStudy study) implements Answer {

    @Override
    public void writeJson(Writer out) throws IOException {
        JsonText json = new JsonText(out).array();
        GroupsJson.write(json, study.groups());
        json.endArray().finish(out);
    }

    @Override
    public void writeText(Writer out) throws IOException {
        StringBuilder text = new StringBuilder();
        if (study.groups().isEmpty()) {
            text.append(VisibleText.of(none(study))).append('\n');
        }
        Map<String, PciFunction> functions = new HashMap<>();
        Facts.functions(machine).forEach(function -> functions.put(function.getAddress(), function));
        for (GroupReport group : study.groups()) {
            append(text, group, functions);
            text.append('\n');
        }
        for (GroupStudy.Ungrouped function : study.ungrouped()) {
            text.append("No group: ").append(function.address()).append(": ")
                    .append(VisibleText.of(function.why())).append('\n');
        }
        for (TopologyProblem problem : study.problems()) {
            text.append("Problem: ").append(VisibleText.of(problem.text())).append('\n');
        }
        out.append(text);
        out.flush();
    }

    /** Why there are no groups to show, and what to do. */
    static String none(GroupStudy study) {
        return study.iommu().summary() + (study.iommu().remedy().isEmpty() ? "" : " " + study.iommu().remedy());
    }

    private static void append(StringBuilder text, GroupReport group, Map<String, PciFunction> functions) {
        text.append("Group ").append(VisibleText.of(group.number())).append("  ")
                .append(VisibleText.of(group.type().orElse("type not captured"))).append("  ")
                .append(viability(group)).append("  ").append(recomputed(group)).append('\n');
        Map<String, ResetAnalysis.Report> resets = new HashMap<>();
        group.resets().forEach(reset -> resets.put(reset.address(), reset));
        TextTable members = new TextTable("  ", "DEVICE", "DRIVER", "RESET", "NAME");
        for (String address : group.devices()) {
            PciFunction function = functions.get(address);
            members.row(address, function == null ? FactText.NOT_SAID : driver(function),
                    resets.containsKey(address) ? resets.get(address).reach() : FactText.NONE,
                    function == null ? FactText.NOT_SAID : DeviceText.name(function));
        }
        members.appendTo(text);
        for (Viability.Blocker blocker : group.blockers()) {
            line(text, "blocked by " + blocker.address(), blocker.why());
        }
        group.hold().ifPresent(hold -> line(text, "user space", hold.why()));
        for (GroupReport.Region region : group.reservedRegions()) {
            line(text, "reserved", GroupsJson.address(region.start()) + " to " + GroupsJson.address(region.end()) + "  "
                    + region.kind() + ", " + region.meaning());
        }
        for (GroupReport.Because because : group.because()) {
            line(text, "together", String.join(" and ", because.devices()) + ": " + because.why());
        }
        paths(text, group);
        group.explanation().override().ifPresent(why -> line(text, "hidden", why));
        group.difference().ifPresent(why -> line(text, "note", why));
        group.remedies().forEach(remedy -> line(text, "to split it", remedy));
        group.resets().stream().filter(reset -> reset.alone().filter(alone -> !alone).isPresent())
                .forEach(reset -> line(text, "reset", reset.address() + ": " + reset.why()));
    }

    private static void paths(StringBuilder text, GroupReport group) {
        for (GroupReport.Way way : group.explanation().ways()) {
            text.append("  way up from ").append(String.join(", ", way.members())).append(":\n");
            TextTable table = new TextTable("    ", "HOP", "ISOLATES", "ACS HAS", "ACS LACKS", "KIND");
            way.hops().forEach(hop -> table.row(hop.address(), word(hop.isolates()), hop.byAcs() ? hop.has() : FactText.NONE,
                    hop.byAcs() ? hop.lacks() : FactText.NONE, hop.kind()));
            table.appendTo(text);
        }
    }

    private static String word(Isolation.Verdict verdict) {
        return switch (verdict) {
            case YES -> "yes";
            case NO -> "no";
            case UNKNOWN -> FactText.NOT_SAID;
        };
    }

    private static void line(StringBuilder text, String label, String sentence) {
        text.append("  ").append(label).append(": ").append(VisibleText.of(sentence)).append('\n');
    }

    private static String viability(GroupReport group) {
        return group.viable().map(viable -> viable ? "VFIO may have it" : "VFIO may not have it")
                .orElse("the snapshot cannot tell whether VFIO may have it");
    }

    /** Viability in a cell. */
    static String viableWord(GroupReport group) {
        return group.viable().map(viable -> viable ? "yes" : "no, " + FindingsAnswer.plural(group.blockers().size(), "blocker"))
                .orElse(FactText.NOT_SAID);
    }

    private static String recomputed(GroupReport group) {
        return group.recomputed().map(same -> same ? "(computed the same from the registers)"
                : "(computed otherwise from the registers)").orElse("(not computed from the registers)");
    }

    /** The driver that has a function, or a sign. */
    static String driver(PciFunction function) {
        return FactText.of(function, BindscopePackage.Literals.PCI_FUNCTION__DRIVER,
                function.getDriver() == null ? null : function.getDriver().getName());
    }
}
