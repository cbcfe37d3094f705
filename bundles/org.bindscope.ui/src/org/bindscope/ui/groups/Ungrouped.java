// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.groups;

import java.util.List;

import org.bindscope.analysis.groups.GroupStudy;
import org.bindscope.model.PciFunction;
import org.bindscope.ui.session.ModelSelection;

/**
 * The functions that are in no group.
 *
 * @param members the functions
 * @param reasons why each is in none
 */
record Ungrouped(List<PciFunction> members, List<GroupStudy.Ungrouped> reasons) implements ModelSelection {

    /** Copies the lists. */
    Ungrouped {
        members = List.copyOf(members);
        reasons = List.copyOf(reasons);
    }

    @Override
    public List<PciFunction> modelObjects() {
        return members;
    }
}
