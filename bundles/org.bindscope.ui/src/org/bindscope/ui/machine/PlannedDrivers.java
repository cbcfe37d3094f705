// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.machine;

import java.util.Optional;

import org.bindscope.model.PciFunction;

/** What the binding plan wishes for devices. */
@FunctionalInterface
interface PlannedDrivers {

    /** No plan. */
    PlannedDrivers NONE = function -> Optional.empty();

    /**
     * The wish for a device.
     *
     * @param function a device
     * @return the driver, or {@code no driver}; empty when the plan leaves the device alone
     */
    Optional<String> of(PciFunction function);
}
