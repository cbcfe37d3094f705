// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.List;

/**
 * All that grouping tells about a machine.
 *
 * @param groups    reports in ascending order of number
 * @param ungrouped functions without a group, by address; empty for a machine without any group
 * @param problems  what is wrong with the topology or the groups
 * @param platform  the rules that were used
 * @param iommu     whether an IOMMU translates, and if not, who switched it off
 */
public record GroupStudy(List<GroupReport> groups, List<Ungrouped> ungrouped, List<TopologyProblem> problems,
        Platform platform, IommuStatus iommu) {

    /** Copies the lists. */
    public GroupStudy {
        groups = List.copyOf(groups);
        ungrouped = List.copyOf(ungrouped);
        problems = List.copyOf(problems);
    }

    /**
     * A function without a group.
     *
     * @param address its address
     * @param why     one sentence
     */
    public record Ungrouped(String address, String why) {
    }
}
