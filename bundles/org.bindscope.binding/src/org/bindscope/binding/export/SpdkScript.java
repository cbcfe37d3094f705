// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding.export;

import java.util.Optional;

import org.bindscope.binding.BindingPlan;
import org.bindscope.binding.Export;
import org.bindscope.binding.ExportFormat;

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
                .or(() -> VfioPlans.obstacle(plan))
                .or(() -> plan.devices().stream().map(device -> device.targetName().orElse("")).distinct().count() > 1
                        ? Optional.of("setup.sh gives all controllers to one driver, and the plan names several.")
                        : Optional.empty());
    }

    @Override
    public Export export(BindingPlan plan) {
        return script(plan, "bind", "spdk-" + plan.id() + ".sh");
    }

    @Override
    public Export undo(BindingPlan plan) {
        return script(plan, "undo", "undo-spdk-" + plan.id() + ".sh");
    }

    private Export script(BindingPlan plan, String action, String fileName) {
        PlanText.require(this, plan);
        String driver = plan.devices().get(0).targetName().orElseThrow();
        return new Export(fileName, new RunTimeScript(plan,
                "Gives NVMe controllers to SPDK with its setup.sh, until the next boot.",
                "Gives NVMe controllers back to the host with SPDK's setup.sh.",
                "/run/bindscope/spdk-" + plan.id() + ".state", FUNCTIONS.replace("@DRIVER@", driver))
                .note("SPDK_DIR is SPDK's source folder; HUGEMEM (MiB) is passed on. setup.sh leaves a controller alone",
                        "that has a mounted file system, and sets up or gives back huge pages besides.")
                .text(action));
    }

    private static final String FUNCTIONS = """
            setup=${SPDK_DIR:-}/scripts/setup.sh

            ready() { [ -x "$setup" ] || die 2 "SPDK_DIR does not name SPDK's source folder"; }

            is_done() { [ "$(driver_of "$1")" = "$2" ]; } # ADDRESS DRIVER

            prepare() { :; } # setup.sh loads the module itself

            allowed() { # prints the addresses with blanks between
                while read -r address _; do printf '%s ' "$address"; done <<END
            $devices
            END
            }

            bind_devices() {
                run env PCI_ALLOWED="$(allowed)" DRIVER_OVERRIDE=@DRIVER@ "$setup" config || return 1
                while read -r address _ _ _ driver _; do
                    # setup.sh passes controllers over that are in use, and reports success.
                    [ -n "$dry" ] || is_done "$address" "$driver" || { complain "$address is not on $driver"; return 1; }
                done <<END
            $devices
            END
            }

            remember() { override_of "$1"; }

            give_back() { # ADDRESS DRIVER OVERRIDE
                is_done "$1" "$2" || run env PCI_ALLOWED="$1" "$setup" reset || return 1
                [ "$(override_of "$1")" = "$3" ] || put "$3" "$pci/devices/$1/driver_override" || return 1
                [ -n "$dry" ] || is_done "$1" "$2" || { complain "$1: driver is $(driver_of "$1"), not $2"; return 1; }
            }

            """;
}
