// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding.export;

import java.util.Optional;
import java.util.Set;

import org.bindscope.binding.BindingPlan;
import org.bindscope.binding.Export;
import org.bindscope.binding.ExportFormat;
import org.bindscope.binding.HostDriver;

/** Calls of DPDK's {@code dpdk-devbind.py}. */
public final class DpdkScript implements ExportFormat {

    /** Drivers whose DPDK driver works beside the kernel's and needs it bound (DPDK guides for mlx4, mlx5, mana). */
    private static final Set<String> BIFURCATED = Set.of("mlx4_core", "mlx5_core", "mana");

    /** Creates the format. */
    public DpdkScript() {
    }

    @Override
    public String name() {
        return "dpdk";
    }

    @Override
    public String title() {
        return "dpdk-devbind";
    }

    @Override
    public Optional<String> obstacle(BindingPlan plan) {
        return plan.devices().stream()
                .filter(device -> device.oldDriver().map(HostDriver::name).filter(BIFURCATED::contains).isPresent())
                .findFirst()
                .map(device -> "DPDK uses " + device.address() + " through its kernel driver " + PlanText.old(device)
                        + "; keep it bound.");
    }

    @Override
    public Export export(BindingPlan plan) {
        return script(plan, "bind", "dpdk-" + plan.id() + ".sh");
    }

    @Override
    public Export undo(BindingPlan plan) {
        return script(plan, "undo", "undo-dpdk-" + plan.id() + ".sh");
    }

    private Export script(BindingPlan plan, String action, String fileName) {
        PlanText.require(this, plan);
        return new Export(fileName, new RunTimeScript(plan,
                "Gives PCI functions other drivers with dpdk-devbind.py, now, until the next boot.",
                "Gives PCI functions back their drivers with dpdk-devbind.py.",
                "/run/bindscope/dpdk-" + plan.id() + ".state", FUNCTIONS)
                .note("dpdk-devbind.py refuses a network device whose interface has a route. It clears the override after",
                        "it has bound the device, so that another probe may change the driver: driverctl makes it last.")
                .text(action));
    }

    private static final String FUNCTIONS = """
            ready() { command -v dpdk-devbind.py >/dev/null || die 2 "dpdk-devbind.py is not on the PATH"; }

            is_done() { [ "$(driver_of "$1")" = "$2" ]; } # ADDRESS DRIVER

            prepare() {
                while read -r address _ _ _ driver module; do
                    [ "$driver" = - ] || [ -d "$pci/drivers/$driver" ] || load "$driver" "$module"
                done <<END
            $devices
            END
            }

            bind_devices() {
                while read -r address _ _ _ driver _; do
                    move "$address" "$driver" || return 1
                done <<END
            $devices
            END
            }

            # The link is what counts; the tool reports success in some cases where nothing was bound.
            move() { # ADDRESS DRIVER
                ! is_done "$1" "$2" || return 0
                if [ "$2" = - ]; then run dpdk-devbind.py -u "$1"; else run dpdk-devbind.py -b "$2" "$1"; fi || return 1
                [ -n "$dry" ] || is_done "$1" "$2" || { complain "$1: driver is $(driver_of "$1"), not $2"; return 1; }
            }

            remember() { override_of "$1"; }

            give_back() { # ADDRESS DRIVER OVERRIDE
                move "$1" "$2"
                moved=$?
                [ "$(override_of "$1")" = "$3" ] || put "$3" "$pci/devices/$1/driver_override" || return 1
                return "$moved"
            }

            """;
}
