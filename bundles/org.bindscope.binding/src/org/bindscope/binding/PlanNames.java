// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

/** Names for sentences. */
final class PlanNames {

    private PlanNames() {
    }

    static String old(PlannedDevice device) {
        return device.oldDriver().map(HostDriver::name).map(SafeText::label).orElse("no driver");
    }
}
