// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.util.List;
import java.util.OptionalInt;

import org.bindscope.analysis.groups.DriverBinding;
import org.bindscope.analysis.groups.Viability;
import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.model.IommuGroup;
import org.bindscope.model.PciFunction;

/** Whether user space may have a group once a plan is carried out. */
final class GroupAfter {

    private GroupAfter() {
    }

    /**
     * Judges a group by the rules of the analysis of groups.
     *
     * @param group the group
     * @param plan  a plan; members that it does not name keep the driver that the snapshot shows
     * @param rules the kernel rules in force
     * @return the judgement
     */
    static Viability of(IommuGroup group, BindingPlan plan, KernelRules rules) {
        List<Viability.Member> members = group.getFunctions().stream()
                .filter(member -> SafeText.isAddress(String.valueOf(member.getAddress())))
                .map(member -> member(member, CheckContext.after(plan, member))).toList();
        return Viability.of(members, rules);
    }

    private static Viability.Member member(PciFunction function, DriverBinding after) {
        OptionalInt header = function.isSetHeaderType() ? OptionalInt.of(function.getHeaderType()) : OptionalInt.empty();
        // The folder vfio-dev proves what the driver is that the function has now, not what it would have.
        boolean asCaptured = after.equals(DriverBinding.inSnapshot(function));
        return Viability.Member.of(function.getAddress(), after, header,
                asCaptured && function.isSetVfioDevice() && function.isVfioDevice());
    }
}
