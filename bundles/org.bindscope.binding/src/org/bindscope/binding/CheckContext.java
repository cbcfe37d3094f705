// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.analysis.groups.DriverBinding;
import org.bindscope.analysis.groups.HostUse;
import org.bindscope.analysis.groups.ResetAnalysis;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;

/**
 * What the checks of one plan look at, and where they put what they find.
 *
 * @param analysis conclusions about the machine, under the kernel rules that the plan is made for
 * @param host     block devices and network interfaces of its functions
 * @param plan     the plan
 * @param index    the machine's functions
 * @param findings what was found so far
 */
record CheckContext(MachineAnalysis analysis, HostUse host, BindingPlan plan, MachineIndex index, Findings findings) {

    Machine machine() {
        return analysis.machine();
    }

    /** The planned functions, in the order of their addresses. */
    Stream<PciFunction> planned() {
        return plan.devices().stream().flatMap(device -> index.find(device.address()).stream());
    }

    /** The functions that shall go to a VFIO driver. */
    List<PciFunction> toVfio() {
        return plan.devices().stream().filter(PlannedDevice::forVfio).flatMap(device -> index.find(device.address()).stream())
                .toList();
    }

    /** Whether a function shall go to a VFIO driver. */
    boolean toVfio(PciFunction function) {
        return plan.device(function.getAddress()).map(PlannedDevice::forVfio).orElse(false);
    }

    /** Whether the plan says nothing about a function. */
    boolean missing(PciFunction function) {
        return plan.wish(function.getAddress()).isEmpty();
    }

    /** The driver that a function has once the plan is carried out. */
    DriverBinding after(PciFunction function) {
        return after(plan, function);
    }

    /** The driver that a function has once a plan is carried out. */
    static DriverBinding after(BindingPlan plan, PciFunction function) {
        return plan.wish(function.getAddress())
                .map(wish -> wish.driver().map(DriverBinding::to).orElseGet(DriverBinding::none))
                .orElseGet(() -> DriverBinding.inSnapshot(function));
    }

    /** How the functions of groups are reset, by address. */
    Map<String, ResetAnalysis.Report> resets() {
        Map<String, ResetAnalysis.Report> resets = new HashMap<>();
        analysis.groups().groups().forEach(group -> group.resets().forEach(report -> resets.put(report.address(), report)));
        return resets;
    }
}
