// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.analysis.findings.FindingContext;
import org.bindscope.analysis.findings.FindingRule;
import org.bindscope.analysis.groups.Viability.Blocker;

/**
 * R01: a group that somebody wants for user space has a member on a host driver. With ends of NVLinks in
 * the group the rule has its name of fdt-nvlink section 4.4.
 */
public final class GroupNotViableRule implements FindingRule {

    @Override
    public Set<String> ids() {
        return Set.of("R01-group-not-viable", "iommu-group-not-viable");
    }

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        VfioTargets targets = VfioTargets.of(context);
        Groups groups = Groups.of(context);
        return groups.reports().stream().filter(group -> !group.blockers().isEmpty() && targets.anyOf(group.devices()))
                // A device that is itself still on its host driver blocks nothing but its own move.
                .filter(group -> group.blockers().stream().anyMatch(blocker -> !targets.contains(blocker.address())))
                .map(group -> finding(context, groups, group));
    }

    private static Finding finding(FindingContext context, Groups groups, GroupReport group) {
        List<Blocker> blockers = group.blockers();
        String names = blockers.stream().map(blocker -> blocker.address() + " (" + blocker.driver() + ")")
                .collect(Collectors.joining(", "));
        return new Finding(groups.nvLink(group) ? "iommu-group-not-viable" : "R01-group-not-viable", Severity.ERROR,
                Stream.concat(Stream.of("group " + group.number()), blockers.stream().map(Blocker::address)).toList(),
                "Group " + group.number() + " cannot be given to user space because of " + names + ".",
                blockers.stream().map(Blocker::why).distinct().collect(Collectors.joining(" ")),
                blockers.stream().flatMap(blocker -> Groups.function(context, blocker.address()).stream())
                        .flatMap(function -> Proof.driver(function).stream()).toList(),
                "Move " + blockers.stream().map(Blocker::address).collect(Collectors.joining(", "))
                        + " to a VFIO driver or pci-stub, or leave " + (blockers.size() == 1 ? "it" : "them")
                        + " without a driver.");
    }
}
