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
                "usage: SCRIPT [--bind | --undo] [--mapping] [--dry-run] [--i-know] VMID        without a word: --" + action,
                "  --mapping  makes a resource mapping of the cluster for each function and names that, so that another",
                "             device at the address is noticed when the machine starts",
                Shell.I_KNOW,
                "",
                "The machine type must be q35 (pcie=1). Proxmox VE binds the functions to vfio-pci when the machine",
                "starts; for a display do that at boot with the format modprobe or udev.",
                ""));
        String entries = VfioPlans.slots(plan).stream()
                .map(slot -> slot.stream().map(PlannedDevice::address).collect(Collectors.joining(";")) + ",pcie=1")
                .collect(Collectors.joining("\n"));
        String mapped = plan.devices().stream().map(device -> "mapping=" + mappingName(plan, device) + ",pcie=1")
                .collect(Collectors.joining("\n"));
        String mappings = plan.devices().stream().map(device -> mappingName(plan, device) + " path=" + device.address() + ",id="
                + device.identity().ids() + device.identity().subsystem().map(sub -> ",subsystem-id=" + sub).orElse("")
                + device.iommuGroup().filter(group -> group.chars().allMatch(Character::isDigit))
                        .map(group -> ",iommugroup=" + group).orElse("")).collect(Collectors.joining("\n"));
        return new Export(fileName, head + Shell.RUN + Shell.HOST_USE + "entries='" + entries + "'\nmapped='" + mapped
                + "'\n# name of each mapping and what it says of this node\nmappings='" + mappings + "'\naction=" + action
                + BODY);
    }

    /** Letters, digits, hyphens and underscores, and a letter first (pve-configid). */
    private static String mappingName(BindingPlan plan, PlannedDevice device) {
        return "bindscope-" + plan.id() + "-" + device.address().replace(':', '-').replace('.', '-');
    }

    private static final String BODY = """
             vmid='' know='' mapping=''

            usage() { die 1 "usage: ${0##*/} [--bind | --undo] [--mapping] [--dry-run] [--i-know] VMID"; }
            for word; do
                case $word in
                --bind) action=bind ;;
                --undo) action=undo ;;
                --mapping) mapping=yes ;;
                --dry-run) dry=yes ;;
                --i-know) know=yes ;;
                *[!0-9]* | '') usage ;;
                *) vmid=$word ;;
                esac
            done
            [ -n "$vmid" ] || usage

            key_of() { # ENTRY: hostpci number that has it, empty where none has
                printf '%s\n' "$config" | while IFS= read -r line; do
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

            has_mapping() { # NAME
                pvesh get "/cluster/mapping/pci/$1" >/dev/null 2>&1 </dev/null
            }

            make_mappings() {
                while read -r name text; do
                    ! has_mapping "$name" || continue
                    run pvesh create /cluster/mapping/pci --id "$name" --map "node=$(hostname -s),$text" || return 1
                    made="$made $name"
                done <<END
            $mappings
            END
            }

            take_out() { # the keys in $added and the mappings in $made
                failed=''
                for key in $added; do
                    run qm set "$vmid" --delete "$key" || failed=yes
                done
                for name in $made; do
                    run pvesh delete "/cluster/mapping/pci/$name" || failed=yes
                done
                [ -z "$failed" ] || die 5 "not everything could be taken out"
            }

            fail() {
                trap '' HUP INT TERM
                complain "$1; taking out what this run added"
                take_out
                exit 4
            }

            command -v qm >/dev/null || die 2 "qm is not on the PATH; this is no Proxmox VE"
            config=$(qm config "$vmid" </dev/null) || die 2 "qm config $vmid failed"
            added='' made=''
            if [ "$action" = undo ]; then
                while IFS= read -r entry; do
                    key=$(key_of "$entry")
                    added=$added${key:+ $key}
                done <<END
            $entries
            $mapped
            END
                while read -r name _; do
                    ! has_mapping "$name" || made="$made $name"
                done <<END
            $mappings
            END
                if [ -z "$added$made" ]; then say "nothing to undo"; else take_out; fi
                exit 0
            fi

            check_identity
            refuse_host_use
            case $config in *machine:*q35*) ;; *) die 2 "the machine type is not q35" ;; esac
            [ -n "$dry" ] || trap 'fail interrupted' HUP INT TERM
            if [ -n "$mapping" ]; then
                make_mappings || fail "a mapping could not be made"
                entries=$mapped
            fi
            while IFS= read -r entry; do
                [ -z "$(key_of "$entry")" ] || continue
                key=$(free_key) || fail "no hostpci number is free"
                run qm set "$vmid" "-$key" "$entry" || fail "qm set failed"
                added="$added $key"
                config="$config
            $key: $entry"
            done <<END
            $entries
            END
            trap - HUP INT TERM
            [ -n "$added$made" ] || say "nothing to do"
            """;
}
