// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding.export;

import java.util.ArrayList;
import java.util.List;

import org.bindscope.binding.BindingPlan;

/** Frame of the scripts that give devices to a guest: they look, refuse, and then call one program. */
final class GuestScript {

    private GuestScript() {
    }

    static String head(BindingPlan plan, String what, List<String> notes) {
        List<String> lines = new ArrayList<>(PlanText.head(plan, what));
        lines.add("");
        lines.addAll(notes);
        lines.add("BINDSCOPE_ROOT is put before /sys, so that a test can use a tree of its own.");
        return "#!/bin/sh\n" + PlanText.comment("#", lines) + Shell.start() + "dry=''\n\n"
                + Shell.deviceTable(plan) + '\n' + Shell.SYSFS_READ + Shell.IDENTITY;
    }

    /** Refuses where a device is not on the driver that the plan wants. */
    static final String CHECK_DRIVERS = """
            check_drivers() {
                while read -r address _ _ _ driver _; do
                    [ "$(driver_of "$address")" = "$driver" ] ||
                        die 2 "$address has the driver $(driver_of "$address"), not $driver; bind it first"
                done <<END
            $devices
            END
            }

            """;
}
