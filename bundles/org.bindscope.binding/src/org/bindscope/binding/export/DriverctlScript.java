// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding.export;

import java.util.Optional;

import org.bindscope.binding.BindingPlan;
import org.bindscope.binding.Export;
import org.bindscope.binding.ExportFormat;
import org.bindscope.binding.PlannedDevice;

/** Calls of driverctl, which binds at once and keeps the override in /etc/driverctl.d for later boots. */
public final class DriverctlScript implements ExportFormat {

    /** Creates the format. */
    public DriverctlScript() {
    }

    @Override
    public String name() {
        return "driverctl";
    }

    @Override
    public String title() {
        return "driverctl";
    }

    @Override
    public Optional<String> obstacle(BindingPlan plan) {
        // driverctl (0.115) calls modprobe with the driver's name and gives up when that fails.
        return plan.devices().stream()
                .flatMap(device -> device.target().stream())
                .filter(driver -> driver.module()
                        .map(module -> !module.equals(driver.name().replace('-', '_'))).orElse(false))
                .findFirst()
                .map(driver -> "driverctl loads a module by the driver's name, and " + driver.name() + " is in the module "
                        + driver.module().orElseThrow() + ".");
    }

    @Override
    public Export export(BindingPlan plan) {
        return script(plan, "bind", "driverctl-" + plan.id() + ".sh");
    }

    @Override
    public Export undo(BindingPlan plan) {
        return script(plan, "undo", "undo-driverctl-" + plan.id() + ".sh");
    }

    private Export script(BindingPlan plan, String action, String fileName) {
        PlanText.require(this, plan);
        return new Export(fileName, new RunTimeScript(plan,
                "Gives PCI functions other drivers with driverctl, now and at every boot.",
                "Takes back with driverctl what the plan did.",
                "/var/lib/bindscope/driverctl-" + plan.id(), FUNCTIONS)
                .note("At boot driverctl acts after the initial RAM file system: a driver that is loaded there has the",
                        "device first and is unbound again. Not for the boot display. driverctl unbinds each device before",
                        "it sets its override, so the order of devices is kept, but not that of overrides and unbinds.",
                        "It knows devices by their address only: at boot it does not compare their ids.")
                .text(action));
    }

    private static final String FUNCTIONS = """
            ready() { command -v driverctl >/dev/null || die 2 "driverctl is not installed"; }

            remember() { cat "$root/etc/driverctl.d/pci-$1" 2>/dev/null; } # ADDRESS: what driverctl sets at boot

            is_done() { # ADDRESS DRIVER
                name=$(override_for "$2")
                [ "$(driver_of "$1")" = "$2" ] && [ "$(override_of "$1")" = "$name" ] && [ "$(remember "$1")" = "$name" ]
            }

            prepare() { :; } # driverctl loads the module itself

            bind_devices() {
                while read -r address _ _ _ driver _; do
                    ! is_done "$address" "$driver" || continue
                    run driverctl set-override "$address" "$(override_for "$driver")" || return 1
                    # driverctl is content with any driver.
                    has "$address" "$driver" || return 1
                done <<END
            $devices
            END
            }

            has() { # ADDRESS DRIVER
                [ -n "$dry" ] || [ "$(driver_of "$1")" = "$2" ] || {
                    complain "$1: driver is $(driver_of "$1"), not $2"
                    return 1
                }
            }

            give_back() { # ADDRESS DRIVER OVERRIDE
                if [ -n "$3" ]; then
                    run driverctl set-override "$1" "$3"
                elif [ "$2" = - ]; then
                    # Unset without a probe would leave the new driver on it.
                    run driverctl --nosave set-override "$1" none && run driverctl --noprobe unset-override "$1"
                else
                    run driverctl unset-override "$1"
                fi && has "$1" "$2"
            }

            """;
}
