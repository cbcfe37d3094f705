// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.List;

import org.bindscope.analysis.findings.FindingRule;

/** All rules about IOMMU groups, resets and what user space may have. */
public final class GroupRules {

    private GroupRules() {
    }

    /**
     * The rules in the order of their numbers.
     *
     * @param use block devices and network interfaces by function; {@link HostUse#none()} where not known
     * @return rules R01, R09, R10, R12 to R17, R19 to R23 and R28, those of fdt-nvlink section 4.4, and those about
     * contradictions
     */
    public static List<FindingRule> all(HostUse use) {
        return List.of(new GroupNotViableRule(), new SiblingOnHostRule(), new FramebufferRule(), new IommuAbsentRule(),
                new ReservedRegionRule(), new GroupSpanRule(), new HostInUseRule(use), new SriovRule(),
                new NoIommuRule(), new ResetRule(),
                new BarSpaceRule(), new NvLinkPartialRule(), new GraceRule(), new NvLinkKernelRule(), new SplitGroupRule(),
                new NvLinkGroupRule(),
                new OverrideStateRule(), new TopologyProblemRule());
    }
}
