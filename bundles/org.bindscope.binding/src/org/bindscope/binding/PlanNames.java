// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.util.List;

/** Names for sentences. */
public final class PlanNames {

    private static final int SHOWN = 4;

    private PlanNames() {
    }

    /**
     * A list that stays readable: the first few, and how many more.
     *
     * @param names any number of names
     * @return for example {@code a, b, c, d and 12 more}
     */
    public static String some(List<String> names) {
        return names.size() <= SHOWN ? String.join(", ", names)
                : String.join(", ", names.subList(0, SHOWN)) + " and " + (names.size() - SHOWN) + " more";
    }

    static String old(PlannedDevice device) {
        return device.oldDriver().map(HostDriver::name).map(SafeText::label).orElse("no driver");
    }
}
