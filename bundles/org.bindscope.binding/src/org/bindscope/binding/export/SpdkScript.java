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

/** A call of SPDK's {@code scripts/setup.sh} for the plan's NVMe controllers only. */
public final class SpdkScript implements ExportFormat {

    private static final int NVME = 0x010802;

    /** Creates the format. */
    public SpdkScript() {
    }

    @Override
    public String name() {
        return "spdk";
    }

    @Override
    public String title() {
        return "SPDK setup.sh";
    }

    @Override
    public Optional<String> obstacle(BindingPlan plan) {
        return plan.devices().stream().filter(device -> device.classCode() != NVME).findFirst()
                .map(device -> device.address() + " is no NVMe controller.")
                .or(() -> VfioPlans.obstacle(plan));
    }

    @Override
    public Export export(BindingPlan plan) {
        return script(plan, "config", "spdk-" + plan.id() + ".sh");
    }

    @Override
    public Export undo(BindingPlan plan) {
        return script(plan, "reset", "undo-spdk-" + plan.id() + ".sh");
    }

    private Export script(BindingPlan plan, String action, String fileName) {
        PlanText.require(this, plan);
        String head = GuestScript.head(plan, action.equals("config")
                ? "Gives NVMe controllers to SPDK with its setup.sh, until the next boot."
                : "Gives NVMe controllers back to the host with SPDK's setup.sh.", List.of(
                "usage: SCRIPT [--bind | --undo] [--dry-run]        without a word: "
                        + (action.equals("config") ? "--bind" : "--undo"),
                "SPDK_DIR is SPDK's source folder; HUGEMEM (MiB) is passed on. setup.sh leaves a controller alone",
                "that has a mounted file system.",
                "",
                "Exit status: 0 done, or nothing to do; 1 wrong usage; 2 refused before any change; 3 another device",
                "is at an address now; 4 failed, put back; 5 failed, and not everything could be put back.",
                ""));
        String allowed = plan.devices().stream().map(PlannedDevice::address).collect(Collectors.joining(" "));
        return new Export(fileName, head + "PCI_ALLOWED='" + allowed + "'\nDRIVER_OVERRIDE="
                + plan.devices().get(0).targetName().orElseThrow() + "\nexport PCI_ALLOWED DRIVER_OVERRIDE\naction="
                + action + '\n' + BODY);
    }

    private static final String BODY = """

            for word; do
                case $word in
                --bind) action=config ;;
                --undo) action=reset ;;
                --dry-run) dry=yes ;;
                *) die 1 "usage: ${0##*/} [--bind | --undo] [--dry-run]" ;;
                esac
            done

            on_target() { # true where every device is on the driver of the plan
                while read -r address _ _ _ driver _; do
                    [ "$(driver_of "$address")" = "$driver" ] || return 1
                done <<END
            $devices
            END
            }

            check_identity
            setup=${SPDK_DIR:-}/scripts/setup.sh
            if [ "$action" = config ] && on_target; then say "nothing to do"; exit 0; fi
            if [ -n "$dry" ]; then
                say "would run PCI_ALLOWED='$PCI_ALLOWED' DRIVER_OVERRIDE=$DRIVER_OVERRIDE $setup $action"
                exit 0
            fi
            [ -x "$setup" ] || die 2 "SPDK_DIR does not name SPDK's source folder"
            if [ "$action" = reset ]; then
                "$setup" reset || die 5 "setup.sh reset failed"
            elif ! "$setup" config || ! on_target; then
                "$setup" reset || die 5 "setup.sh failed, and so did its reset"
                die 4 "setup.sh did not bind every controller; it was reset"
            fi
            """;
}
