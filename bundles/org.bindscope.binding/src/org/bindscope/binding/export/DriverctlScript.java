// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding.export;

import java.util.ArrayList;
import java.util.List;
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
        List<String> head = new ArrayList<>(PlanText.head(plan, action.equals("bind")
                ? "Gives PCI functions other drivers with driverctl, now and at every boot."
                : "Takes back with driverctl what the plan did."));
        head.addAll(List.of("",
                "At boot driverctl acts after the initial RAM file system: a driver that is loaded there has the",
                "device first and is unbound again. Not for the boot display. driverctl unbinds each device before",
                "it sets its override, so the order of devices is kept, but not that of overrides and unbinds.",
                "",
                "usage: SCRIPT [--bind | --undo] [--dry-run]        without a word: --" + action,
                "  --undo     gives back the overrides found by the first --bind, and lets drivers be chosen anew",
                "  --dry-run  says what would be run, and runs nothing",
                "",
                "Exit status: 0 done, or nothing to do; 1 wrong usage; 2 refused before any change;",
                "3 another device is at an address now; 4 failed, everything put back; 5 failed, and not",
                "everything could be put back.",
                "",
                "BINDSCOPE_ROOT is put before /sys, /etc and /var, so that a test can use a tree of its own."));
        return new Export(fileName, "#!/bin/sh\n" + PlanText.comment("#", head)
                + Shell.START.replace("@ACTION@", action)
                + "state=$root/var/lib/bindscope/driverctl-" + plan.id() + "\n\n"
                + Shell.deviceTable(plan) + '\n' + Shell.SYSFS_READ + Shell.IDENTITY + BODY);
    }

    private static final String BODY = """
            run() {
                if [ -n "$dry" ]; then say "would run $*"; else "$@"; fi
            }

            saved_for() { # ADDRESS: what driverctl sets at boot
                cat "$root/etc/driverctl.d/pci-$1" 2>/dev/null
            }

            # Three lines a device: address, driver, override that driverctl had saved (empty: none).
            save_state() {
                [ -z "$dry" ] || return 0
                [ ! -e "$state" ] || return 0 # an earlier run knows what was there first
                mkdir -p "${state%/*}" || return 1
                while read -r address _; do
                    printf '%s\\n' "$address" "$(driver_of "$address")" "$(saved_for "$address")"
                done >"$state.new" <<END && mv "$state.new" "$state"
            $devices
            END
            }

            put_back() {
                failed=''
                while IFS= read -r device && IFS= read -r old_driver && IFS= read -r old_override; do
                    if [ -n "$old_override" ]; then
                        run driverctl set-override "$device" "$old_override" || failed=yes
                    elif [ "$old_driver" = - ]; then
                        # Unset without a probe would leave the new driver on it.
                        run driverctl --nosave set-override "$device" none || failed=yes
                        run driverctl --noprobe unset-override "$device" || failed=yes
                    else
                        run driverctl unset-override "$device" || failed=yes
                        [ -n "$dry" ] || [ "$(driver_of "$device")" = "$old_driver" ] || {
                            complain "$device: driver is $(driver_of "$device"), not $old_driver"
                            failed=yes
                        }
                    fi
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

            is_done() { # ADDRESS DRIVER
                name=$2
                [ "$name" != - ] || name=none
                [ "$(driver_of "$1")" = "$2" ] && [ "$(override_of "$1")" = "$name" ] &&
                    [ "$(saved_for "$1")" = "$name" ]
            }

            bind_all() {
                command -v driverctl >/dev/null || die 2 "driverctl is not installed"
                changes=''
                while read -r address _ _ _ driver _; do
                    is_done "$address" "$driver" || changes=yes
                done <<END
            $devices
            END
                if [ -z "$changes" ]; then say "nothing to do"; return; fi
                save_state || die 2 "cannot write $state"
                [ -n "$dry" ] || trap 'fail interrupted' HUP INT TERM
                while read -r address _ _ _ driver _; do
                    if is_done "$address" "$driver"; then continue; fi
                    name=$driver
                    [ "$name" != - ] || name=none
                    run driverctl set-override "$address" "$name" || fail failed
                    # driverctl is content with any driver.
                    [ -n "$dry" ] || [ "$(driver_of "$address")" = "$driver" ] || fail "$address is not on $driver"
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
