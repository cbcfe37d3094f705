// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding.export;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.bindscope.binding.BindingPlan;
import org.bindscope.binding.Export;
import org.bindscope.binding.ExportFormat;
import org.bindscope.binding.HostDriver;
import org.bindscope.binding.PlannedDevice;

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

    /**
     * Classes whose devices the tool knows: network, encryption, accelerators. Of classes 01, 05, 06, 08 and 0b it knows
     * devices of some makers, of which those that it does not know are refused when the script runs. It calls every
     * other device unknown (usertools/dpdk-devbind.py of DPDK 22.11).
     */
    private static final Set<Integer> CLASSES = Set.of(0x02, 0x10, 0x12);
    private static final Map<Integer, Set<Integer>> MAKERS = Map.of(0x01, Set.of(0x1af4), 0x05, Set.of(0x1af4),
            0x06, Set.of(0x8086), 0x08, Set.of(0x177d, 0x19e5, 0x8086), 0x0b, Set.of(0x8086));

    private static boolean known(PlannedDevice device) {
        return CLASSES.contains(device.baseClass())
                || MAKERS.getOrDefault(device.baseClass(), Set.of()).contains(device.identity().vendor());
    }

    @Override
    public Optional<String> obstacle(BindingPlan plan) {
        return plan.devices().stream().filter(device -> !known(device)).findFirst()
                .map(device -> "dpdk-devbind.py does not know " + device.address() + ": it moves network, encryption and accelerator"
                        + " devices only.")
                .or(() -> variant(plan)).or(() -> bifurcated(plan));
    }

    /** The tool sets an override for vfio-pci alone; ids of the other VFIO drivers count only with one. */
    private static Optional<String> variant(BindingPlan plan) {
        return plan.devices().stream().filter(PlannedDevice::forVfio)
                .filter(device -> device.targetName().filter("vfio-pci"::equals).isEmpty()).findFirst()
                .map(device -> "dpdk-devbind.py binds " + device.targetName().orElse("") + " without the override that this driver needs.");
    }

    private static Optional<String> bifurcated(BindingPlan plan) {
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
                    bind_one "$address" "$driver" || return 1
                done <<END
            $devices
            END
            }

            # The link is what counts; the tool reports success in some cases where nothing was bound.
            bind_one() { # ADDRESS DRIVER
                ! is_done "$1" "$2" || return 0
                if [ "$2" = - ]; then run dpdk-devbind.py -u "$1"; else run dpdk-devbind.py -b "$2" "$1"; fi || return 1
                [ -n "$dry" ] || is_done "$1" "$2" || { complain "$1: driver is $(driver_of "$1"), not $2"; return 1; }
            }

            # Given back without the tool: it refuses a driver whose module has another name.
            """ + Shell.SYSFS_MOVE + "\n";
}
