// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.machine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.analysis.match.DeviceVerdict;
import org.bindscope.analysis.match.ReasonCode;
import org.bindscope.model.PciFunction;

/**
 * Which devices the suppositions would give another driver than the snapshot.
 *
 * @param byAddress what to call the other driver, by address
 */
public record SupposedDrivers(Map<String, String> byAddress) {

    /** Without suppositions nothing changes. */
    public static final SupposedDrivers NONE = new SupposedDrivers(Map.of());

    /** Copies the map. */
    public SupposedDrivers {
        byAddress = Map.copyOf(byAddress);
    }

    /**
     * Compares the verdicts under the suppositions with those without. Not for the UI thread.
     *
     * @param analysis conclusions, perhaps under suppositions
     * @return {@link #NONE} without suppositions
     */
    public static SupposedDrivers of(MachineAnalysis analysis) {
        if (analysis.whatIfs().isEmpty()) {
            return NONE;
        }
        MachineAnalysis captured = analysis.with(List.of());
        Map<String, String> byAddress = new HashMap<>();
        for (DeviceVerdict after : analysis.verdicts()) {
            boolean changed = captured.verdict(after.address()).filter(before -> !word(before).equals(word(after))).isPresent();
            // As with a plan: a device that has the driver already would not change.
            boolean kept = after.predicted().isPresent() && after.predicted().equals(after.current());
            if (changed && !kept) {
                byAddress.put(after.address(), word(after));
            }
        }
        return new SupposedDrivers(byAddress);
    }

    private static String word(DeviceVerdict verdict) {
        return verdict.reason() == ReasonCode.UNKNOWN ? "not known" : verdict.predicted().orElse("no driver");
    }

    /**
     * What the suppositions would change.
     *
     * @param function a device
     * @return the driver, {@code no driver}, or {@code not known} where the files cannot tell; empty when
     *         they leave the device's driver as it is
     */
    public Optional<String> changeOf(PciFunction function) {
        return Optional.ofNullable(byAddress.get(function.getAddress()));
    }
}
