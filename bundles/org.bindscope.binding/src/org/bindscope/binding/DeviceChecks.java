// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.util.List;
import java.util.Set;

import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;

/** What concerns each planned function by itself. */
final class DeviceChecks {

    /** Host drivers whose unbind at run time was often reported to hang (diagnostics R11). */
    private static final Set<String> HANG_ON_UNBIND = Set.of("nvidia", "amdgpu");

    private final CheckContext context;

    DeviceChecks(CheckContext context) {
        this.context = context;
    }

    void run() {
        for (PlannedDevice device : context.plan().devices()) {
            context.index().find(device.address()).ifPresent(function -> check(device, function));
        }
    }

    private void check(PlannedDevice device, PciFunction function) {
        List<String> subject = List.of(device.address());
        String old = PlanNames.old(device);
        if (device.isFulfilled()) {
            context.findings().add("plan-already-so", Severity.INFO, subject,
                    device.address() + " has " + (device.target().isPresent() ? old : "no driver") + " already.",
                    "The script sets the override, so that it stays so, and moves nothing.",
                    Findings.evidence(function, "driver"), "");
        }
        if (!device.isFulfilled() && device.oldDriver().isPresent() && HANG_ON_UNBIND.contains(old)) {
            context.findings().add("plan-unbind-may-hang", Severity.WARNING, subject,
                    "Taking " + device.address() + " from " + old + " at run time may hang.",
                    "The driver's remove function waits for every user of the device: a console, a display server, "
                            + "a persistence daemon, an open /dev node.",
                    Findings.evidence(function, "driver"),
                    "Stop all users first, or bind at boot with udev, modprobe or cmdline.");
        }
        if (device.forVfio()) {
            vfio(device, function);
        }
        if (device.target().isPresent() && !device.twins().isEmpty()) {
            context.findings().add("plan-identical-devices", Severity.INFO, subject,
                    device.address() + " has the same ids as " + PlanNames.some(device.twins()) + ".",
                    "An ids= entry would match them all. An override by address tells them apart.",
                    Findings.evidence(function, "vendorId", "deviceId"),
                    "Use sysfs, driverctl, udev or systemd; modprobe and cmdline are refused for this plan.");
        }
    }

    private void vfio(PlannedDevice device, PciFunction function) {
        List<String> subject = List.of(device.address());
        if (function.isSetHeaderType() && function.getHeaderType() != 0) {
            context.findings().add("plan-bridge-to-vfio", Severity.ERROR, subject,
                    device.address() + " is a bridge; VFIO drivers refuse it with EINVAL.",
                    "vfio-pci takes functions of header type 0 only. A bridge on pcieport does not keep its group "
                            + "from being used.",
                    Findings.evidence(function, "headerType"), "Leave the bridge out of the plan.");
        }
        if (function.getSriov() != null && function.getSriov().isSetNumVfs() && function.getSriov().getNumVfs() > 0) {
            context.findings().add("plan-pf-with-vfs-to-vfio", Severity.ERROR, subject,
                    "vfio-pci refuses " + device.address() + " with EBUSY while it has virtual functions.",
                    "The probe of vfio-pci checks that no virtual function is enabled.",
                    Findings.evidence(function, "sriov", "numVfs"), "Write 0 to its sriov_numvfs first.");
        }
        Machine machine = context.machine();
        boolean noIommu = machine.isSetIommuGroupsCaptured() && machine.getIommuGroups().isEmpty();
        if (noIommu) {
            context.findings().add("plan-no-iommu", Severity.ERROR, subject,
                    "The machine has no IOMMU groups; VFIO drivers refuse " + device.address() + " with EINVAL.",
                    "Either firmware or the kernel has the IOMMU off, or its driver is not loaded.",
                    Findings.evidence(machine, "iommuGroupsCaptured", "iommuGroups"),
                    "Enable it in firmware, and on the command line where the kernel's default is off "
                            + "(intel_iommu=on). On device tree systems groups appear when a driver first probes a "
                            + "device.");
        } else if (function.getIommuGroup() == null && function.getDriver() != null
                && machine.isSetIommuGroupsCaptured()) {
            context.findings().add("plan-no-group", Severity.ERROR, subject,
                    device.address() + " is in no IOMMU group; VFIO drivers refuse it with EINVAL.",
                    "It has a driver, and would have got a group when that driver was probed.",
                    Findings.evidence(function, "iommuGroup"), "");
        }
    }
}
