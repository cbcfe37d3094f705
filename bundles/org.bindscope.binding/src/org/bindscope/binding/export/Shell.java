// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding.export;

import java.util.stream.Collectors;

import org.bindscope.binding.BindingPlan;
import org.bindscope.binding.HostDriver;
import org.bindscope.binding.PlannedDevice;

/**
 * Parts of POSIX sh that several formats use. They run in dash, busybox sh and bash and are clean
 * under shellcheck. Values of a snapshot come in through {@link #deviceTable} only, whose fields all
 * have a strict syntax without blanks or quotes.
 */
final class Shell {

    private static final String START = """
            set -u

            say() { printf '%s\\n' "$*"; }
            complain() { printf '%s: %s\\n' "${0##*/}" "$*" >&2; }
            die() { status=$1; shift; complain "$*"; exit "$status"; }

            root=${BINDSCOPE_ROOT:-}
            pci=$root/sys/bus/pci

            """;

    private static final String WORDS = """
            action=@ACTION@ dry='' know=''
            for word; do
                case $word in
                --bind) action=bind ;;
                --undo) action=undo ;;
                --dry-run) dry=yes ;;
                --i-know) know=yes ;;
                *) die 1 "usage: ${0##*/} [--bind | --undo] [--dry-run] [--i-know]" ;;
                esac
            done

            """;

    /** Functions for messages, and where the machine's files are. */
    static String start() {
        return START;
    }

    /** The same, and the words that most scripts take; {@code action} is what a call without words does. */
    static String start(String action) {
        return START + WORDS.replace("@ACTION@", action);
    }

    /** Functions that read sysfs. */
    static final String SYSFS_READ = """
            driver_of() { # ADDRESS: its driver, or -
                if link=$(readlink "$pci/devices/$1/driver"); then say "${link##*/}"; else say -; fi
            }

            override_of() { # ADDRESS: its override, empty where unset
                text=$(cat "$pci/devices/$1/driver_override")
                [ "$text" = "(null)" ] || say "$text"
            }

            """;

    /** Runs a command, or says that it would. */
    static final String RUN = """
            run() { # COMMAND ...: its standard input is not the table that a loop reads
                if [ -n "$dry" ]; then say "would run $*"; else "$@" </dev/null; fi
            }

            """;

    /** Functions that write sysfs and load modules. */
    static final String SYSFS_WRITE = """
            override_for() { # DRIVER: the name to write; no driver is called none, so it keeps all away
                if [ "$1" = - ]; then say none; else say "$1"; fi
            }

            put() { # VALUE FILE: one write; tee passes on what the kernel answers
                if [ -n "$dry" ]; then say "would write '$1' to $2"; return 0; fi
                printf '%s\\n' "$1" | tee "$2" >/dev/null
            }

            load() { # DRIVER MODULE
                [ "$2" != - ] || die 2 "driver $1 is not there, and its module is not known; load it first"
                if [ -n "$dry" ]; then say "would run modprobe $2"; return 0; fi
                modprobe "$2" </dev/null || die 2 "modprobe $2 failed"
                [ -d "$pci/drivers/$1" ] || die 2 "modprobe $2 did not bring the driver $1"
            }

            """;

    /** Functions that move a device by override, unbind and probe, and give it back. */
    static final String SYSFS_MOVE = """
            set_override() { # ADDRESS NAME: an empty name clears it
                [ "$(override_of "$1")" = "$2" ] || put "$2" "$pci/devices/$1/driver_override"
            }

            move() { # ADDRESS DRIVER
                now=$(driver_of "$1")
                [ "$now" != "$2" ] || return 0
                if [ "$now" != - ]; then # waits as long as a program has the device open
                    put "$1" "$pci/devices/$1/driver/unbind" || return 1
                fi
                if [ "$2" != - ]; then
                    put "$1" "$pci/drivers_probe" || return 1
                fi
                # The kernel reports success whatever came of the probe; only the link tells.
                [ -n "$dry" ] || [ "$(driver_of "$1")" = "$2" ] || {
                    complain "$1: driver is $(driver_of "$1"), not $2; see the kernel log"
                    return 1
                }
            }

            remember() { override_of "$1"; }

            # The old driver is named by an override meanwhile, or another that fits could be faster.
            give_back() { # ADDRESS DRIVER OVERRIDE
                set_override "$1" "$(override_for "$2")" && move "$1" "$2"
                moved=$?
                set_override "$1" "$3" && return "$moved"
            }
            """;

    /** Looks whether the host needs a device (the rules of the analysis' HostNeeds, on the machine itself). */
    static final String HOST_USE = """
            # Says what the host has on a device; nothing where it needs nothing of it.
            host_use() { # ADDRESS
                for link in "$root"/sys/class/block/*; do
                    case $(readlink "$link") in */"$1"/*) ;; *) continue ;; esac
                    name=${link##*/}
                    case $name in nvme*c*n*) name=${name%%c*}n${name##*n} ;; esac # nvme0c0n1 is a path to nvme0n1
                    ! grep -qs "^/dev/$name\\(p[0-9]*\\)\\{0,1\\}[[:space:]]" "$root/proc/mounts" "$root/proc/swaps" ||
                        say "/dev/$name is mounted or swap space"
                    [ -z "$(ls "$link/holders" 2>/dev/null)" ] || say "/dev/$name is part of another block device"
                done
                for link in "$pci/devices/$1"/net/*; do
                    [ -e "$link" ] || continue
                    ! grep -qs "^${link##*/}[[:space:]]" "$root/proc/net/route" || say "${link##*/} has a route"
                    [ ! -e "$link/master" ] || say "${link##*/} is part of a bridge or bond"
                done
            }

            # Refuses to take a device from a driver that the host uses it with.
            refuse_host_use() {
                [ -z "$know" ] || return 0
                while read -r address _ _ _ driver _; do
                    [ "$(driver_of "$address")" != "$driver" ] || continue
                    use=$(host_use "$address")
                    [ -z "$use" ] || die 2 "$address: $use; --i-know goes on all the same"
                done <<END
            $devices
            END
            }

            """;

    /** The check that the devices are still those of the snapshot. */
    static final String IDENTITY = """
            # Refuses unless every address still has the device of the snapshot.
            check_identity() {
                while read -r address ids subsystem path _; do
                    dev=$pci/devices/$address
                    [ -d "$dev" ] || die 3 "$address: no device there now"
                    now=$(cat "$dev/vendor"):$(cat "$dev/device")
                    [ "$now" = "$ids" ] || die 3 "$address is $now now, not $ids"
                    now=$(cat "$dev/subsystem_vendor"):$(cat "$dev/subsystem_device")
                    [ "$subsystem" = - ] || [ "$now" = "$subsystem" ] ||
                        die 3 "$address has the subsystem $now now, not $subsystem"
                    now=$(cd -P "$dev" && pwd)
                    case $path:$now in
                    -:* | "$path":*/"$path") ;;
                    *) die 3 "$address is at $now now, not at $path" ;;
                    esac
                    [ -n "$dry" ] || [ -w "$dev/driver_override" ] ||
                        die 2 "$dev/driver_override cannot be written; are you root?"
                done <<END
            $devices
            END
            }

            """;

    /** Lines of the head about words that every script takes. */
    static final String I_KNOW = "  --i-know   goes on although the host uses a device";

    private Shell() {
    }

    /** The devices of a plan in the order of {@link BindingPlan#inOrder}, one line each. */
    static String deviceTable(BindingPlan plan) {
        return """
                # address, vendor:device, subsystem, place below the host bridge, driver, its module; - is none
                # or not known
                devices='"""
                + plan.inOrder().stream().map(Shell::line).collect(Collectors.joining("\n")) + "'\n";
    }

    private static String line(PlannedDevice device) {
        return String.join(" ", device.address(), prefixed(device.identity().ids()),
                device.identity().subsystem().map(Shell::prefixed).orElse("-"),
                device.identity().slotPath().orElse("-"),
                device.targetName().orElse("-"),
                device.target().flatMap(HostDriver::module).orElse("-"));
    }

    /** Ids as sysfs writes them: 0x10de:0x2204. */
    private static String prefixed(String ids) {
        return "0x" + ids.replace(":", ":0x");
    }
}
