// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

import org.bindscope.analysis.config.PciAddress;

/**
 * Functions divided into groups.
 *
 * @param groups   the groups in the order in which they were made
 * @param joins    why each function that did not open a group joined one
 * @param problems what is wrong with the topology
 */
public record Partition(List<SortedSet<PciAddress>> groups, List<Join> joins, List<TopologyProblem> problems) {

    /** Copies the lists. */
    public Partition {
        groups = List.copyOf(groups);
        joins = List.copyOf(joins);
        problems = List.copyOf(problems);
    }

    /**
     * The group of one function.
     *
     * @param address any address
     * @return empty when the function has no group
     */
    public Optional<SortedSet<PciAddress>> groupOf(PciAddress address) {
        return groups.stream().filter(group -> group.contains(address)).findFirst();
    }
}
