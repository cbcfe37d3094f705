// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding.export;

import java.util.ArrayList;
import java.util.List;
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
        List<String> head = new ArrayList<>(PlanText.head(plan, action.equals("bind")
                ? "Gives PCI functions other drivers with dpdk-devbind.py, now, until the next boot."
                : "Gives PCI functions back their drivers with dpdk-devbind.py."));
        head.addAll(List.of("",
                "dpdk-devbind.py refuses a network device whose interface has a route. It clears the override after",
                "it has bound the device.",
                "",
                "usage: SCRIPT [--bind | --undo] [--dry-run]        without a word: --" + action,
                "  --undo     gives back the drivers found by the first --bind since boot",
                "  --dry-run  says what would be run, and runs nothing",
                "",
                "Exit status: 0 done, or nothing to do; 1 wrong usage; 2 refused before any change;",
                "3 another device is at an address now; 4 failed, everything put back; 5 failed, and not",
                "everything could be put back.",
                "",
                "BINDSCOPE_ROOT is put before /sys and /run, so that a test can use a tree of its own."));
        return new Export(fileName, "#!/bin/sh\n" + PlanText.comment("#", head)
                + Shell.START.replace("@ACTION@", action)
                + "state=$root/run/bindscope/dpdk-" + plan.id() + ".state\n\n"
                + Shell.deviceTable(plan) + '\n' + Shell.SYSFS_READ + Shell.SYSFS_WRITE + Shell.IDENTITY + BODY);
    }

    private static final String BODY = """
            devbind() { # DRIVER ADDRESS
                if [ "$1" = - ]; then set -- -u "$2"; else set -- -b "$1" "$2"; fi
                if [ -n "$dry" ]; then say "would run dpdk-devbind.py $*"; return; fi
                dpdk-devbind.py "$@"
            }

            # The link is what counts; the tool reports success in some cases where nothing was bound.
            move() { # ADDRESS DRIVER
                [ "$(driver_of "$1")" != "$2" ] || return 0
                devbind "$2" "$1" || return 1
                [ -n "$dry" ] || [ "$(driver_of "$1")" = "$2" ] || {
                    complain "$1: driver is $(driver_of "$1"), not $2"
                    return 1
                }
            }

            # Three lines a device: address, old driver, old override (empty: unset).
            save_state() {
                [ -z "$dry" ] || return 0
                [ ! -e "$state" ] || return 0 # an earlier run knows what was there first
                mkdir -p "${state%/*}" || return 1
                while read -r address _; do
                    printf '%s\\n' "$address" "$(driver_of "$address")" "$(override_of "$address")"
                done >"$state.new" <<END && mv "$state.new" "$state"
            $devices
            END
            }

            put_back() {
                failed=''
                while IFS= read -r device && IFS= read -r old_driver && IFS= read -r old_override; do
                    move "$device" "$old_driver" || failed=yes
                    [ "$(override_of "$device")" = "$old_override" ] ||
                        put "$old_override" "$pci/devices/$device/driver_override" || failed=yes
                done <"$state"
                [ -z "$failed" ] || return 1
                [ -n "$dry" ] || rm -f "$state"
            }

            fail() {
                trap '' HUP INT TERM
                complain "$1; putting back what was there"
                if put_back; then exit 4; fi
                die 5 "not everything could be put back; $state tells what was there"
            }

            bind_all() {
                command -v dpdk-devbind.py >/dev/null || die 2 "dpdk-devbind.py is not on the PATH"
                changes=''
                while read -r address _ _ _ driver _; do
                    [ "$(driver_of "$address")" = "$driver" ] || changes=yes
                done <<END
            $devices
            END
                if [ -z "$changes" ]; then say "nothing to do"; return; fi
                while read -r address _ _ _ driver module; do
                    [ "$driver" = - ] || [ -d "$pci/drivers/$driver" ] || load "$driver" "$module"
                done <<END
            $devices
            END
                save_state || die 2 "cannot write $state"
                [ -n "$dry" ] || trap 'fail interrupted' HUP INT TERM
                while read -r address _ _ _ driver _; do
                    move "$address" "$driver" || fail failed
                done <<END
            $devices
            END
                trap - HUP INT TERM
                [ -n "$dry" ] || say "done; --undo takes it back"
            }

            check_identity
            if [ "$action" = bind ]; then
                bind_all
            elif [ ! -e "$state" ]; then
                say "nothing to undo: there is no $state"
            else
                put_back || die 5 "not everything could be put back; $state tells what was there"
                [ -n "$dry" ] || say "undone"
            fi
            """;
}
