// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bindscope.binding.BindingPlan;
import org.bindscope.binding.Export;
import org.bindscope.binding.ExportFormat;

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
        return new Export(fileName, head(plan, action) + Shell.START.replace("@ACTION@", action)
                + "\nstate=$root/run/bindscope/" + plan.id() + ".state\n\n"
                + Shell.deviceTable(plan) + '\n' + Shell.SYSFS_READ + Shell.SYSFS_WRITE + Shell.IDENTITY + BODY);
    }

    private static String head(BindingPlan plan, String action) {
        List<String> lines = new ArrayList<>(PlanText.head(plan, action.equals("bind")
                ? "Gives PCI functions other drivers, now, until the next boot."
                : "Gives PCI functions back the drivers that they had before the plan was carried out."));
        lines.add("");
        lines.addAll(List.of(
                "usage: SCRIPT [--bind | --undo] [--dry-run]        without a word: --" + action,
                "  --undo     gives back the drivers and overrides found by the first --bind since boot",
                "  --dry-run  says what would be written, and writes nothing",
                "",
                "Exit status: 0 done, or nothing to do; 1 wrong usage; 2 refused before any change;",
                "3 another device is at an address now; 4 failed, everything put back; 5 failed, and not",
                "everything could be put back.",
                "",
                "BINDSCOPE_ROOT is put before /sys and /run, so that a test can use a tree of its own.",
                "Leave it unset on a real machine."));
        return "#!/bin/sh\n" + PlanText.comment("#", lines);
    }

    /** The part that is the same in every script. */
    private static final String BODY = """
            # Moves devices, given as lines "ADDRESS DRIVER" where the driver - is none. All overrides are
            # written before the first unbind: from then on nothing else can take a device on its way.
            move() {
                while read -r address driver; do
                    name=$(override_for "$driver")
                    [ "$(override_of "$address")" = "$name" ] ||
                        put "$name" "$pci/devices/$address/driver_override" || return 1
                done <<END
            $1
            END
                while read -r address driver; do
                    now=$(driver_of "$address")
                    [ "$now" != "$driver" ] || continue
                    if [ "$now" != - ]; then # waits as long as a program has the device open
                        put "$address" "$pci/devices/$address/driver/unbind" || return 1
                    fi
                    if [ "$driver" != - ]; then
                        put "$address" "$pci/drivers_probe" || return 1
                    fi
                    # The kernel reports success whatever came of the probe; only the link tells.
                    if [ -z "$dry" ] && [ "$(driver_of "$address")" != "$driver" ]; then
                        complain "$address: driver is $(driver_of "$address"), not $driver; see the kernel log"
                        return 1
                    fi
                done <<END
            $1
            END
            }

            # The state file has three lines a device: address, old driver, old override (empty: unset).
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
                failed=
                while IFS= read -r device && IFS= read -r old_driver && IFS= read -r old_override; do
                    move "$device $old_driver" || failed=yes
                    # An empty line clears the override.
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

            # Looks before anything is changed: refuses, or says whether there is something to do.
            must_change() {
                changes=
                while read -r address _ _ _ driver _; do
                    now=$(driver_of "$address")
                    if [ "$now" != "$driver" ]; then
                        changes=yes
                        vfs=$(cat "$pci/devices/$address/sriov_numvfs" 2>/dev/null)
                        [ "${vfs:-0}" = 0 ] ||
                            die 2 "$address has $vfs virtual functions, which would vanish; remove them first"
                    fi
                    [ "$(override_of "$address")" = "$(override_for "$driver")" ] || changes=yes
                done <<END
            $devices
            END
                [ -n "$changes" ]
            }

            wanted() {
                while read -r address _ _ _ driver _; do
                    say "$address $driver"
                done <<END
            $devices
            END
            }

            bind_all() {
                must_change || { say "nothing to do"; return 0; }
                while read -r address _ _ _ driver module; do
                    [ "$driver" = - ] || [ -d "$pci/drivers/$driver" ] || load "$driver" "$module"
                done <<END
            $devices
            END
                save_state || die 2 "cannot write $state"
                trap 'fail interrupted' HUP INT TERM
                move "$(wanted)" || fail failed
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
