// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding.export;

import java.util.ArrayList;
import java.util.List;

import org.bindscope.binding.BindingPlan;

/**
 * A POSIX sh script that moves devices at once: it compares identity, refuses what the host needs, remembers what was
 * there, moves, and puts everything back when something fails. A format adds the shell functions that do the moving:
 *
 * <ul>
 * <li>{@code ready}: refuses by {@code die 2} where a tool is missing; called first;</li>
 * <li>{@code is_done ADDRESS DRIVER}: whether nothing has to be done for a device;</li>
 * <li>{@code prepare}: what must be there before the first change, such as modules; refuses by {@code die 2};</li>
 * <li>{@code bind_devices}: moves all devices of {@code $devices};</li>
 * <li>{@code remember ADDRESS}: prints the override to give back; empty where none is;</li>
 * <li>{@code give_back ADDRESS DRIVER OVERRIDE}: brings a device back.</li>
 * </ul>
 */
final class RunTimeScript {

    private final BindingPlan plan;
    private final String bind;
    private final String undo;
    private final String state;
    private final String functions;
    private final List<String> notes = new ArrayList<>();

    /**
     * @param plan      the plan
     * @param bind      what binding does, one sentence
     * @param undo      what undoing does, one sentence
     * @param state     path of the file that remembers, below the root
     * @param functions the format's shell functions
     */
    RunTimeScript(BindingPlan plan, String bind, String undo, String state, String functions) {
        this.plan = plan;
        this.bind = bind;
        this.undo = undo;
        this.state = state;
        this.functions = functions;
    }

    /** Adds lines to the head, which an engineer reads before the script. */
    RunTimeScript note(String... lines) {
        notes.addAll(List.of(lines));
        return this;
    }

    /**
     * Writes the script.
     *
     * @param action {@code bind} or {@code undo}: what a call without words does
     */
    String text(String action) {
        List<String> head = new ArrayList<>(PlanText.head(plan, action.equals("bind") ? bind : undo));
        head.add("");
        if (!notes.isEmpty()) {
            head.addAll(notes);
            head.add("");
        }
        head.addAll(List.of(
                "usage: SCRIPT [--bind | --undo] [--dry-run] [--i-know]        without a word: --" + action,
                "  --undo     gives back the drivers and overrides found by the first --bind",
                "  --dry-run  says what would be done, and does nothing",
                Shell.I_KNOW, ""));
        head.addAll(PlanText.EXIT_STATUS);
        head.addAll(List.of("", "BINDSCOPE_ROOT is put before /sys and all other folders, so that a test can use a tree of its own.",
                "Leave it unset on a real machine."));
        return "#!/bin/sh\n" + PlanText.comment("#", head)
                + Shell.start(action)
                + "state=$root" + state + "\n\n"
                + Shell.deviceTable(plan) + '\n' + Shell.SYSFS_READ + Shell.SYSFS_WRITE
                + (functions.contains(" run ") ? Shell.RUN : "") + Shell.IDENTITY + Shell.HOST_USE + functions + COMMON;
    }

    private static final String COMMON = """
            # Looks before anything is changed: refuses, or says whether there is something to do.
            must_change() {
                changes=''
                while read -r address _ _ _ driver _; do
                    ! is_done "$address" "$driver" || continue
                    changes=yes
                    [ "$(driver_of "$address")" != "$driver" ] || continue
                    vfs=$(cat "$pci/devices/$address/sriov_numvfs" 2>/dev/null)
                    [ "${vfs:-0}" = 0 ] ||
                        die 2 "$address has $vfs virtual functions, which would vanish; remove them first"
                done <<END
            $devices
            END
                [ -n "$changes" ]
            }

            # The state file has three lines a device: address, driver (- is none), override (empty: none).
            save_state() {
                [ -z "$dry" ] || return 0
                [ ! -e "$state" ] || return 0 # an earlier run knows what was there first
                mkdir -p "${state%/*}" || return 1
                while read -r address _; do
                    printf '%s\\n' "$address" "$(driver_of "$address")" "$(remember "$address")"
                done >"$state.new" <<END && mv "$state.new" "$state"
            $devices
            END
            }

            put_back() {
                failed=''
                while IFS= read -r device && IFS= read -r old_driver && IFS= read -r old_override; do
                    give_back "$device" "$old_driver" "$old_override" || failed=yes
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

            ready
            check_identity
            if [ "$action" = bind ]; then
                must_change || { say "nothing to do"; exit 0; }
                refuse_host_use
                prepare
                save_state || die 2 "cannot write $state"
                [ -n "$dry" ] || trap 'fail interrupted' HUP INT TERM
                bind_devices || fail failed
                trap - HUP INT TERM
                [ -n "$dry" ] || say "done; --undo takes it back"
            elif [ ! -e "$state" ]; then
                say "nothing to undo: there is no $state"
            else
                put_back || die 5 "not everything could be put back; $state tells what was there"
                [ -n "$dry" ] || say "undone"
            fi
            """;
}
