// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding.export;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import org.bindscope.binding.BindingPlan;
import org.bindscope.binding.Export;
import org.bindscope.binding.ExportFormat;
import org.bindscope.binding.PlannedDevice;

/** Calls of Proxmox VE's {@code qm} that add the plan's slots to a virtual machine, or take them out. */
public final class ProxmoxScript implements ExportFormat {

    /** Creates the format. */
    public ProxmoxScript() {
    }

    @Override
    public String name() {
        return "proxmox";
    }

    @Override
    public String title() {
        return "Proxmox VE";
    }

    @Override
    public Optional<String> obstacle(BindingPlan plan) {
        return VfioPlans.obstacle(plan).or(() -> plan.devices().stream()
                .filter(device -> !device.targetName().orElseThrow().equals("vfio-pci")).findFirst()
                .map(device -> "Proxmox VE binds to vfio-pci itself and cannot be told the driver "
                        + device.targetName().orElseThrow() + "."));
    }

    @Override
    public Export export(BindingPlan plan) {
        return script(plan, "bind", "proxmox-" + plan.id() + ".sh");
    }

    @Override
    public Export undo(BindingPlan plan) {
        return script(plan, "undo", "undo-proxmox-" + plan.id() + ".sh");
    }

    private Export script(BindingPlan plan, String action, String fileName) {
        PlanText.require(this, plan);
        String head = GuestScript.head(plan, action.equals("bind")
                ? "Adds PCI functions to a virtual machine of Proxmox VE."
                : "Takes PCI functions out of a virtual machine of Proxmox VE.", List.of(
                "usage: SCRIPT [--bind | --undo] [--dry-run] VMID        without a word: --" + action,
                "",
                "The machine type must be q35 (pcie=1). Proxmox VE binds the functions to vfio-pci when the machine",
                "starts; for a display do that at boot with the format modprobe or udev. In a cluster prefer a",
                "resource mapping, which holds id and path for each node.",
                "",
                "Exit status: 0 done, or nothing to do; 1 wrong usage; 2 refused before any change; 3 another device",
                "is at an address now; 4 failed, entries of this run taken out again; 5 failed, and not everything could",
                "be taken out.",
                ""));
        String entries = VfioPlans.slots(plan).stream()
                .map(slot -> slot.stream().map(PlannedDevice::address).collect(Collectors.joining(";")) + ",pcie=1")
                .collect(Collectors.joining("\n"));
        return new Export(fileName, head + "entries='" + entries + "'\naction=" + action + " vmid=''\n" + BODY);
    }

    private static final String BODY = """

            for word; do
                case $word in
                --bind) action=bind ;;
                --undo) action=undo ;;
                --dry-run) dry=yes ;;
                *[!0-9]* | '') die 1 "usage: ${0##*/} [--bind | --undo] [--dry-run] VMID" ;;
                *) vmid=$word ;;
                esac
            done
            [ -n "$vmid" ] || die 1 "usage: ${0##*/} [--bind | --undo] [--dry-run] VMID"

            run() {
                if [ -n "$dry" ]; then say "would run $*"; else "$@" </dev/null; fi
            }

            key_of() { # ENTRY: hostpci number that has it, empty where none has
                printf '%s\\n' "$config" | while IFS= read -r line; do
                    case $line in hostpci[0-9]*": $1") say "${line%%:*}" ;; esac
                done
            }

            free_key() {
                number=0
                while [ "$number" -lt 16 ]; do
                    case $config in
                    *"hostpci$number:"*) number=$((number + 1)) ;;
                    *) say "hostpci$number"; return 0 ;;
                    esac
                done
                return 1
            }

            take_out() { # the keys in $added
                failed=''
                for key in $added; do
                    run qm set "$vmid" --delete "$key" || failed=yes
                done
                [ -z "$failed" ]
            }

            config=$(qm config "$vmid") || die 2 "qm config $vmid failed"
            added=''
            if [ "$action" = undo ]; then
                while IFS= read -r entry; do
                    added="$added $(key_of "$entry")"
                done <<END
            $entries
            END
                [ -n "${added# }" ] || { say "nothing to undo"; exit 0; }
                take_out || die 5 "not everything could be taken out"
                exit 0
            fi

            check_identity
            while IFS= read -r entry; do
                [ -z "$(key_of "$entry")" ] || continue
                key=$(free_key) || { take_out || die 5 "not everything could be taken out"; die 4 "no hostpci number is free"; }
                if run qm set "$vmid" "-$key" "$entry"; then
                    added="$added $key"
                    config="$config
            $key: $entry"
                else
                    take_out || die 5 "not everything could be taken out"
                    die 4 "qm set failed"
                fi
            done <<END
            $entries
            END
            [ -n "$added" ] || say "nothing to do"
            """;
}
