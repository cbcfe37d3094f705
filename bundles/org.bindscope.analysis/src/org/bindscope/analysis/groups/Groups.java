// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.List;
import java.util.Optional;

import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.findings.FindingContext;
import org.bindscope.analysis.nvlink.MachineIndex;
import org.bindscope.analysis.nvlink.NpuPartners;
import org.bindscope.model.PciFunction;

/** What several rules need of the groups, computed once for each context. */
record Groups(GroupStudy study, NpuPartners partners) {

    static Groups of(FindingContext context) {
        GroupStudy study = context.shared(GroupStudy.class,
                c -> GroupAnalysis.study(c.machine(), c.rules(), DriverBinding::inSnapshot));
        return context.shared(Groups.class, c -> new Groups(study, NpuPartners.of(c.machine())));
    }

    /** The functions as grouping looks at them. */
    static MachineTopology topology(FindingContext context) {
        return context.shared(MachineTopology.class, c -> MachineTopology.of(c.machine()));
    }

    /** How functions are reset. */
    static ResetAnalysis resets(FindingContext context) {
        return context.shared(ResetAnalysis.class, c -> new ResetAnalysis(c.machine(), topology(c)));
    }

    List<GroupReport> reports() {
        return study.groups();
    }

    Optional<GroupReport> groupOf(String address) {
        return study.groups().stream().filter(group -> group.devices().contains(address)).findFirst();
    }

    /** Whether a group has an end of an NVLink of OpenPOWER in it. */
    boolean nvLink(GroupReport group) {
        return group.devices().stream().flatMap(text -> PciAddress.parse(text).stream())
                .anyMatch(address -> partners.compound(address).isPresent());
    }

    static Optional<PciFunction> function(FindingContext context, String address) {
        return PciAddress.parse(address).flatMap(parsed -> MachineIndex.function(context.machine(), parsed));
    }
}
