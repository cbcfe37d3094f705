// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render;

import java.io.IOException;
import java.io.Writer;
import java.util.HashMap;
import java.util.Map;

import org.bindscope.analysis.groups.GroupReport;
import org.bindscope.analysis.groups.GroupStudy;
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
            text.append(none(machine)).append('\n');
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
        for (String problem : study.problems()) {
            text.append("Problem: ").append(VisibleText.of(problem)).append('\n');
        }
        out.append(text);
        out.flush();
    }

    /** Why there are no groups to show. */
    static String none(Machine machine) {
        if (!machine.isSetIommuGroupsCaptured()) {
            return "The snapshot does not say whether there are IOMMU groups (sys/kernel/iommu_groups was not captured).";
        }
        return machine.isIommuGroupsCaptured() ? "There is no IOMMU group: sys/kernel/iommu_groups is empty."
                : "There is no IOMMU group: sys/kernel has no iommu_groups.";
    }

    private static void append(StringBuilder text, GroupReport group, Map<String, PciFunction> functions) {
        text.append("Group ").append(VisibleText.of(group.number())).append("  ")
                .append(VisibleText.of(group.type().orElse("type not captured"))).append("  ")
                .append(viability(group)).append("  ").append(recomputed(group)).append('\n');
        TextTable members = new TextTable("  ", "DEVICE", "DRIVER", "NAME");
        for (String address : group.devices()) {
            PciFunction function = functions.get(address);
            members.row(address, function == null ? FactText.NOT_SAID : driver(function),
                    function == null ? FactText.NOT_SAID : DeviceText.name(function));
        }
        members.appendTo(text);
        for (Viability.Blocker blocker : group.blockers()) {
            text.append("  blocked by ").append(blocker.address()).append(": ")
                    .append(VisibleText.of(blocker.why())).append('\n');
        }
        for (GroupReport.Because because : group.because()) {
            text.append("  together: ").append(String.join(" and ", because.devices())).append(": ")
                    .append(VisibleText.of(because.why())).append('\n');
        }
        group.difference().ifPresent(why -> text.append("  note: ").append(VisibleText.of(why)).append('\n'));
        group.hold().ifPresent(why -> text.append("  note: ").append(VisibleText.of(why)).append('\n'));
        for (GroupReport.Region region : group.reservedRegions()) {
            text.append("  reserved: ").append(GroupsJson.address(region.start())).append(" to ")
                    .append(GroupsJson.address(region.end())).append("  ").append(VisibleText.of(region.kind()))
                    .append(region.forbids() ? ", which VFIO refuses" : "").append('\n');
        }
        for (String remedy : group.remedies()) {
            text.append("  to split it: ").append(VisibleText.of(remedy)).append('\n');
        }
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
