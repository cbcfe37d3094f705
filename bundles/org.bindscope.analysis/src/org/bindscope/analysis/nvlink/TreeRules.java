// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.List;

import org.bindscope.analysis.findings.FindingRule;

/** All rules about device trees and NVLinks (fdt-nvlink sections 4.1 to 4.3). */
public final class TreeRules {

    private TreeRules() {
    }

    /**
     * The rules in the order of the specification.
     *
     * @return rules without state
     */
    public static List<FindingRule> all() {
        return List.of(new TreeShapeRule(), new PhandleRule(), new TwoTreesRule(), new NvLinkTreeRule(),
                new TreeAgainstSysfsRule(), new NvLinkImportRule());
    }
}
