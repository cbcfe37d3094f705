// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.bindscope.analysis.findings.Finding.EvidenceText;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;

/** What concerns each planned function by itself. */
final class DeviceChecks {

    /** Host drivers whose unbind at run time was often reported to hang (diagnostics R11). */
    private static final Set<String> HANG_ON_UNBIND = Set.of("nvidia", "amdgpu");
    private static final int MAX_PROOFS = 10;

    private final CheckContext context;

    DeviceChecks(CheckContext context) {
        this.context = context;
    }

    void run() {
        for (PlannedDevice device : context.plan().devices()) {
            context.index().find(device.address()).ifPresent(function -> check(device, function));
        }
        hanging();
        identical();
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
        if (device.forVfio()) {
            vfio(device, function);
        }
    }

    /** One finding for each driver, since its users are stopped once for all of its devices. */
    private void hanging() {
        Map<String, List<PlannedDevice>> byDriver = new LinkedHashMap<>();
        context.plan().devices().stream().filter(device -> !device.isFulfilled() && device.oldDriver().isPresent())
                .filter(device -> HANG_ON_UNBIND.contains(PlanNames.old(device)))
                .forEach(device -> byDriver.computeIfAbsent(PlanNames.old(device), name -> new ArrayList<>()).add(device));
        byDriver.forEach((driver, devices) -> context.findings().add("plan-unbind-may-hang", Severity.WARNING, addresses(devices),
                "Taking " + PlanNames.some(addresses(devices)) + " from " + driver + " at run time may hang.",
                "The driver's remove function waits for every user of the device: a console, a display server, "
                        + "a persistence daemon, an open /dev node.",
                evidence(devices, "driver"), "Stop all users first, or bind at boot with udev, modprobe or cmdline."));
    }

    /** One finding for each kind of card: those of the plan beside those that stay. */
    private void identical() {
        Map<List<Object>, List<PlannedDevice>> byIds = new LinkedHashMap<>();
        context.plan().devices().stream().filter(device -> device.target().isPresent() && !device.twins().isEmpty())
                .forEach(device -> byIds.computeIfAbsent(List.of(device.identity().idsParameter(), device.twins()),
                        key -> new ArrayList<>()).add(device));
        byIds.values().forEach(devices -> {
            List<String> twins = devices.get(0).twins();
            context.findings().add("plan-identical-devices", Severity.INFO, addresses(devices),
                    PlanNames.some(addresses(devices)) + (devices.size() == 1 ? " has" : " have") + " the same ids as "
                            + PlanNames.some(twins) + ".",
                    "An ids= entry would match them all. An override by address tells them apart.",
                    evidence(devices, "vendorId", "deviceId"),
                    "Use sysfs, driverctl, udev or systemd; modprobe and cmdline are refused for this plan.");
        });
    }

    private static List<String> addresses(List<PlannedDevice> devices) {
        return devices.stream().map(PlannedDevice::address).toList();
    }

    private List<EvidenceText> evidence(List<PlannedDevice> devices, String... features) {
        return devices.stream().flatMap(device -> context.index().find(device.address()).stream())
                .flatMap(function -> Findings.evidence(function, features).stream()).limit(MAX_PROOFS).toList();
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
        } else if (!machine.isSetIommuGroupsCaptured() && function.getIommuGroup() == null) {
            context.findings().add("plan-iommu-not-known", Severity.WARNING, subject,
                    "Whether " + device.address() + " has an IOMMU group is not known.",
                    "The snapshot does not tell of groups, and without one VFIO drivers refuse a device with EINVAL.",
                    Findings.evidence(function, "iommuGroup"), "Take a snapshot with sys/kernel/iommu_groups.");
        } else if (function.getIommuGroup() == null && function.getDriver() != null
                && machine.isSetIommuGroupsCaptured()) {
            context.findings().add("plan-no-group", Severity.ERROR, subject,
                    device.address() + " is in no IOMMU group; VFIO drivers refuse it with EINVAL.",
                    "It has a driver, and would have got a group when that driver was probed.",
                    Findings.evidence(function, "iommuGroup"), "");
        }
    }
}
