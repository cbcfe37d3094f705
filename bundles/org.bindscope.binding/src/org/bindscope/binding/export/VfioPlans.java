// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding.export;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bindscope.binding.BindingPlan;
import org.bindscope.binding.PlannedDevice;

/** What the formats that hand devices to a guest have in common. */
final class VfioPlans {

    private VfioPlans() {
    }

    /** Why a plan is none for a guest; empty where it is. */
    static Optional<String> obstacle(BindingPlan plan) {
        return plan.devices().stream().filter(device -> !device.forVfio()).findFirst()
                .map(device -> "A guest gets devices through VFIO, and " + device.address() + " shall have "
                        + device.targetName().map(name -> "the driver " + name).orElse("no driver") + ".");
    }

    /** Functions by the slot that they are in, in the order of their addresses. */
    static List<List<PlannedDevice>> slots(BindingPlan plan) {
        Map<String, List<PlannedDevice>> slots = new LinkedHashMap<>();
        for (PlannedDevice device : plan.devices()) {
            slots.computeIfAbsent(device.address().substring(0, device.address().length() - 2),
                    slot -> new ArrayList<>()).add(device);
        }
        return List.copyOf(slots.values());
    }
}
