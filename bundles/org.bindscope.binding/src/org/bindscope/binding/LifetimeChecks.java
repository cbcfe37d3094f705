// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.findings.Finding.EvidenceText;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.analysis.nvlink.NpuPartners;
import org.bindscope.analysis.rules.KernelChange;
import org.bindscope.analysis.rules.KernelVersion;
import org.bindscope.model.PciFunction;

/** What a plan does not survive: a boot, another kernel, other bus numbers. */
final class LifetimeChecks {

    private static final KernelVersion NVLINK2_REMOVED = KernelVersion.of(5, 13);
    private static final int MAX_PROOFS = 10;

    private final CheckContext context;

    LifetimeChecks(CheckContext context) {
        this.context = context;
    }

    void run() {
        boot();
        kernel();
        nvLink2();
        addresses();
    }

    private void boot() {
        List<PlannedDevice> changed = context.plan().devices().stream().filter(device -> !device.isFulfilled()).toList();
        if (!changed.isEmpty()) {
            context.findings().add("plan-not-persistent", Severity.INFO, changed.stream().map(PlannedDevice::address).toList(),
                    "A binding made at run time lasts until the next boot.",
                    "An override belongs to the kernel's device object: it is lost by a boot, by remove and rescan, "
                            + "and for virtual functions when sriov_numvfs changes.",
                    functions(changed.stream()).flatMap(function -> Findings.evidence(function, "driver", "driverOverride").stream())
                            .limit(MAX_PROOFS).toList(),
                    "For a lasting one use a format that works at boot: udev, driverctl, systemd, modprobe "
                            + "or cmdline.");
        }
    }

    private void kernel() {
        DriverCatalog drivers = new DriverCatalog(context.machine());
        Map<String, HostDriver> modules = new LinkedHashMap<>();
        context.plan().devices().stream().flatMap(device -> device.target().stream())
                .filter(driver -> driver.module().isPresent() && !driver.knownBuiltin())
                .forEach(driver -> modules.putIfAbsent(driver.module().get(), driver));
        modules.forEach((module, driver) -> {
            List<String> subjects = context.plan().devices().stream().filter(device -> device.target().equals(Optional.of(driver)))
                    .map(PlannedDevice::address).toList();
            Optional<EvidenceText> file = drivers.file(module);
            if (file.filter(path -> !path.text().startsWith("kernel/")).isPresent()) {
                context.findings().add("plan-module-out-of-tree", Severity.WARNING, subjects,
                        "The driver " + driver.name() + " does not come with the kernel: its module is "
                                + SafeText.label(file.get().text()) + ".",
                        "After a kernel update the devices are without it until the module is built for the new kernel.",
                        List.of(file.get()), "See that the module is built anew for each kernel (DKMS), or use one that the kernel has.");
            } else {
                context.findings().add("plan-kernel-update", Severity.INFO, subjects,
                        "After a kernel update the new kernel must have the module " + module + " and call its driver "
                                + driver.name() + ".",
                        "Variant drivers came with different kernels, a kernel that has vfio-pci built in does not read its options in "
                                + "modprobe.d, and each kernel has an initial RAM file system of its own.",
                        file.map(List::of).orElse(List.of()), "Check the plan with a snapshot of the new kernel, or with --modules-alias.");
            }
        });
    }

    /** The support for NVLink2 in vfio-pci came with Linux 5.0 and went with 5.13 (commit b392a1989170). */
    private void nvLink2() {
        List<PciFunction> withNode = context.toVfio().stream().filter(function -> function.getDeviceTreeNode() != null).toList();
        if (withNode.isEmpty()) {
            return;
        }
        NpuPartners partners = NpuPartners.of(context.machine());
        List<PciFunction> ends = withNode.stream()
                .filter(function -> PciAddress.parse(function.getAddress()).filter(partners::nvLink2).isPresent()).toList();
        if (ends.isEmpty()) {
            return;
        }
        boolean gone = !context.analysis().rules().has(KernelChange.NVLINK2);
        boolean removed = context.analysis().rules().version().atLeast(NVLINK2_REMOVED);
        context.findings().add(gone ? "plan-nvlink2-not-supported" : "plan-nvlink2-ends-with-5.13",
                gone ? Severity.WARNING : Severity.INFO, ends.stream().map(PciFunction::getAddress).toList(),
                gone ? "This kernel has no NVLink2 for guests: the GPUs work there without their links."
                        : "From Linux 5.13 on guests get these GPUs without NVLink.",
                "vfio-pci gave guests NVLink2 of POWER9 from Linux 5.0 to 5.12; 5.13 removed it.",
                ends.stream().flatMap(function -> Findings.evidence(function, "deviceTreeNode").stream()).limit(MAX_PROOFS).toList(),
                !gone ? "Stay with a kernel before 5.13." : removed ? "Use a kernel before 5.13 where the links are needed."
                        : "Use Linux 5.0 to 5.12 where the links are needed, or see whether this kernel's distributor added the part.");
    }

    private void addresses() {
        List<PlannedDevice> below = context.plan().devices().stream()
                .filter(device -> device.identity().slotPath().filter(path -> path.indexOf('/') != path.lastIndexOf('/')).isPresent())
                .toList();
        if (!below.isEmpty()) {
            context.findings().add("plan-address-may-move", Severity.INFO, below.stream().map(PlannedDevice::address).toList(),
                    "Bus numbers below a bridge change when cards are added or removed.",
                    "The kernel gives buses their numbers in the order in which it finds them. Scripts of this plan compare ids and "
                            + "place first and refuse where another device has the address.",
                    below.stream().limit(MAX_PROOFS).map(device -> new EvidenceText("sys/bus/pci/devices/" + device.address(),
                            device.identity().slotPath().orElse(""))).toList(),
                    "Save the plan, and apply it to a new snapshot after such a change.");
        }
    }

    private Stream<PciFunction> functions(Stream<PlannedDevice> devices) {
        return devices.flatMap(device -> context.index().find(device.address()).stream());
    }
}
