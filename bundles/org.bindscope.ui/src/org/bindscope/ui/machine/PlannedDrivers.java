// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.machine;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.bindscope.model.PciFunction;
import org.bindscope.ui.labels.FactText;
import org.bindscope.ui.plan.PlanDraft;

/**
 * What the binding plan wishes for devices.
 *
 * @param byAddress driver by address; empty for no driver
 */
record PlannedDrivers(Map<String, Optional<String>> byAddress) {

    static final PlannedDrivers NONE = new PlannedDrivers(Map.of());

    /** Copies the map. */
    PlannedDrivers {
        byAddress = Map.copyOf(byAddress);
    }

    static PlannedDrivers of(PlanDraft draft) {
        Map<String, Optional<String>> byAddress = new HashMap<>();
        draft.wishes().forEach(wish -> byAddress.put(wish.address(), wish.driver()));
        return new PlannedDrivers(byAddress);
    }

    /**
     * What the plan would change.
     *
     * @param function a device
     * @return the driver, or {@code no driver}; empty when the plan leaves the device alone or as it is
     */
    Optional<String> changeOf(PciFunction function) {
        Optional<String> wished = byAddress.get(function.getAddress());
        if (wished == null || wished.isPresent() && wished.equals(FactText.driver(function).value())) {
            return Optional.empty();
        }
        return Optional.of(wished.orElse("no driver"));
    }
}
