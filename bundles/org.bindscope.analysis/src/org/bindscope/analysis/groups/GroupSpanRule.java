// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.Finding.EvidenceText;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.analysis.findings.FindingContext;
import org.bindscope.analysis.findings.FindingRule;
import org.bindscope.model.PciBridge;

/** R14: a wanted group holds devices of several slots, or the command line hides that hardware does not isolate. */
public final class GroupSpanRule implements FindingRule {

    @Override
    public Set<String> ids() {
        return Set.of("R14-group-too-big", "R14-acs-override");
    }

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        VfioTargets targets = VfioTargets.of(context);
        Groups groups = Groups.of(context);
        Stream<Finding> big = groups.study().platform() != Platform.GENERIC ? Stream.empty() : groups.reports().stream()
                .filter(group -> targets.anyOf(group.devices()) && slots(context, group).size() > 1)
                .map(GroupSpanRule::tooBig);
        return Stream.concat(big, override(context, groups));
    }

    /** Slots of the members that are no bridges, by their function 0. */
    private static Set<String> slots(FindingContext context, GroupReport group) {
        Set<String> slots = new TreeSet<>();
        for (String device : group.devices()) {
            Groups.function(context, device).filter(function -> !(function instanceof PciBridge))
                    .ifPresent(function -> slots.add(device.substring(0, device.length() - 2)));
        }
        return slots;
    }

    private static Finding tooBig(GroupReport group) {
        return new Finding("R14-group-too-big", Severity.WARNING,
                Stream.concat(Stream.of("group " + group.number()), group.devices().stream()).toList(),
                "Group " + group.number()
                + " holds devices of several slots, which can only go to user space together.",
                group.because().stream().map(GroupReport.Because::why).collect(Collectors.joining(" ")),
                List.of(new EvidenceText("sys/kernel/iommu_groups/" + group.number() + "/devices",
                String.join(" ", group.devices()))),
                String.join(" ", group.remedies()));
    }

    private static Stream<Finding> override(FindingContext context, Groups groups) {
        MachineFacts facts = new MachineFacts(context.machine());
        if (!AcsOverride.of(facts.commandLine()).present()) {
            return Stream.empty();
        }
        MachineTopology topology = Groups.topology(context);
        List<String> hidden = topology.functions().values().stream()
                .filter(function -> function.quirk().filter(quirk -> quirk.byOverride()).isPresent())
                .map(function -> function.address().toString()).toList();
        return Stream.of(new Finding("R14-acs-override", Severity.WARNING, hidden.isEmpty() ? List.of("machine")
                : hidden,
                "The kernel command line has pcie_acs_override=: the groups do not show what hardware isolates.",
                "Devices in different groups may reach each other past the IOMMU" + (hidden.isEmpty() ? "."
                        : "; without the parameter " + hidden.size() + " functions would not count as isolating."),
                List.of(new EvidenceText("proc/cmdline", facts.commandLine().orElse(""))),
                "Use pci=config_acs= (kernel 6.12) where ports support ACS, or other slots; keep the parameter only for guests that are trusted."));
    }
}
