// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding.export;

import java.util.List;
import java.util.Optional;

import org.bindscope.binding.BindingPlan;
import org.bindscope.binding.Export;
import org.bindscope.binding.ExportFormat;
import org.bindscope.binding.PlannedDevice;

/** A script that starts QEMU with the plan's devices, through a VFIO container or iommufd. */
public final class QemuScript implements ExportFormat {

    /** Creates the format. */
    public QemuScript() {
    }

    @Override
    public String name() {
        return "qemu";
    }

    @Override
    public String title() {
        return "QEMU arguments";
    }

    @Override
    public Optional<String> obstacle(BindingPlan plan) {
        return VfioPlans.obstacle(plan);
    }

    @Override
    public Export export(BindingPlan plan) {
        PlanText.require(this, plan);
        String head = GuestScript.head(plan, "Runs a QEMU command with PCI functions of the host added to it.", List.of(
                "usage: SCRIPT [--iommufd] [--dry-run] QEMU [ARGUMENT ...]",
                "  for example: SCRIPT qemu-system-x86_64 -machine q35,accel=kvm -m 8G ...",
                "  --iommufd  uses /dev/iommu (QEMU 9 and later) instead of a VFIO container",
                "  --dry-run  prints the whole command, one argument a line, and runs nothing",
                "",
                "The machine must have PCI Express (q35, virt). The devices must be on their VFIO drivers; who runs",
                "QEMU needs access to /dev/vfio and a memory lock limit above the guest's memory.",
                "",
                "Exit status: that of QEMU; before it runs 1 wrong usage, 2 refused, 3 another device is at an",
                "address now.",
                ""));
        StringBuilder text = new StringBuilder(head).append(GuestScript.CHECK_DRIVERS).append("""
                iommufd=''
                while [ $# -gt 0 ]; do
                    case $1 in
                    --iommufd) iommufd=,iommufd=bindscope-iommu; shift ;;
                    --dry-run) dry=yes; shift ;;
                    *) break ;;
                    esac
                done
                [ $# -gt 0 ] || die 1 "usage: ${0##*/} [--iommufd] [--dry-run] QEMU [ARGUMENT ...]"

                # QEMU needs no write access to sysfs, so that is not asked for.
                wanted=$dry dry=yes
                check_identity
                dry=$wanted
                [ -n "$dry" ] || check_drivers

                [ -z "$iommufd" ] || set -- "$@" -object iommufd,id=bindscope-iommu
                """);
        int slotNumber = 0;
        for (List<PlannedDevice> slot : VfioPlans.slots(plan)) {
            slotNumber++;
            String port = "bindscope-port" + slotNumber;
            text.append("set -- \"$@\" -device pcie-root-port,id=").append(port).append(",chassis=")
                    .append(100 + slotNumber).append('\n');
            for (int function = 0; function < slot.size(); function++) {
                PlannedDevice device = slot.get(function);
                text.append("set -- \"$@\" -device \"vfio-pci,host=").append(device.address())
                        .append(",id=bindscope-").append(slotNumber).append('-').append(function)
                        .append(",bus=").append(port).append(",addr=0x0.").append(function)
                        .append(function == 0 && slot.size() > 1 ? ",multifunction=on" : "")
                        .append("$iommufd\"\n");
            }
        }
        return new Export("qemu-" + plan.id() + ".sh", text.append("""

                if [ -n "$dry" ]; then printf '%s\\n' "$@"; exit 0; fi
                exec "$@"
                """).toString());
    }

    @Override
    public Export undo(BindingPlan plan) {
        PlanText.require(this, plan);
        return new Export("undo-qemu-" + plan.id() + ".sh", "#!/bin/sh\n" + PlanText.comment("#", PlanText.head(plan,
                "Nothing to take back: QEMU lets go of the devices when it ends."))
                + "echo 'nothing to undo: QEMU lets go of the devices when it ends; the drivers are bound by another plan format'\n");
    }
}
