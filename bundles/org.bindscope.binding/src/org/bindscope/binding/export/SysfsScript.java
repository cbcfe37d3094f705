// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding.export;

import java.util.List;
import java.util.Optional;

import org.bindscope.binding.BindingPlan;
import org.bindscope.binding.Export;
import org.bindscope.binding.ExportFormat;
import org.bindscope.binding.PlanNames;
import org.bindscope.binding.PlannedDevice;

/**
 * A POSIX sh script that binds at run time through {@code driver_override}. It needs nothing on the
 * machine but a shell, the usual small tools and, where a module must be loaded, modprobe.
 *
 * <p>The order of writes follows what kernels 6.1 and 6.12 were seen to do: an override moves
 * nothing by itself, so all of them come before the first unbind; {@code drivers_probe} reports
 * success whatever comes of it, so only the driver link tells; one newline clears an override.
 */
public final class SysfsScript implements ExportFormat {

    /** Creates the format. */
    public SysfsScript() {
    }

    @Override
    public String name() {
        return "sysfs";
    }

    @Override
    public String title() {
        return "Shell script (sysfs)";
    }

    @Override
    public Optional<String> obstacle(BindingPlan plan) {
        return Optional.empty();
    }

    @Override
    public Export export(BindingPlan plan) {
        return script(plan, "bind", "bind-" + plan.id() + ".sh");
    }

    @Override
    public Export undo(BindingPlan plan) {
        return script(plan, "undo", "undo-" + plan.id() + ".sh");
    }

    private Export script(BindingPlan plan, String action, String fileName) {
        PlanText.require(this, plan);
        return new Export(fileName, new RunTimeScript(plan, "Gives PCI functions other drivers, now, until the next boot.",
                "Gives PCI functions back the drivers that they had before the plan was carried out.",
                "/run/bindscope/" + plan.id() + ".state", FUNCTIONS)
                .note("An unbind waits, for ever if need be, while a program has the device open.")
                .note(groups(plan)).text(action));
    }

    /** What a user of the devices needs besides. */
    private static String[] groups(BindingPlan plan) {
        List<String> nodes = plan.devices().stream().filter(PlannedDevice::forVfio).flatMap(device -> device.iommuGroup().stream())
                .distinct().sorted().map(group -> "/dev/vfio/" + group).toList();
        return nodes.isEmpty() ? new String[0]
                : new String[] {"Who runs the guest needs access to " + PlanNames.some(nodes) + ", which this script does not give."};
    }

    private static final String FUNCTIONS = """
            ready() { :; }

            is_done() { # ADDRESS DRIVER
                [ "$(driver_of "$1")" = "$2" ] && [ "$(override_of "$1")" = "$(override_for "$2")" ]
            }

            prepare() {
                while read -r address _ _ _ driver module; do
                    [ "$driver" = - ] || [ -d "$pci/drivers/$driver" ] || load "$driver" "$module"
                done <<END
            $devices
            END
            }

            # All overrides are written before the first unbind: from then on nothing else can take a device
            # on its way.
            bind_devices() {
                while read -r address _ _ _ driver _; do
                    set_override "$address" "$(override_for "$driver")" || return 1
                done <<END
            $devices
            END
                while read -r address _ _ _ driver _; do
                    move "$address" "$driver" || return 1
                done <<END
            $devices
            END
            }

            """ + Shell.SYSFS_MOVE + "\n";
}
