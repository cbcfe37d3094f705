// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.model.DtNode;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;

/** Functions that belong to planned ones and were left out. */
final class CompanionChecks {

    private static final int DISPLAY = 0x03;
    private static final int NVIDIA = 0x10de;

    private final Machine machine;
    private final BindingPlan plan;
    private final MachineIndex index;
    private final Findings findings;

    CompanionChecks(Machine machine, BindingPlan plan, MachineIndex index, Findings findings) {
        this.machine = machine;
        this.plan = plan;
        this.index = index;
        this.findings = findings;
    }

    void run() {
        slots();
        npus();
        virtualFunctions();
        nvSwitches();
    }

    private List<PciFunction> planned() {
        return plan.devices().stream().flatMap(device -> index.find(device.address()).stream()).toList();
    }

    private void slots() {
        Set<String> reported = new LinkedHashSet<>();
        for (PciFunction function : planned()) {
            if (function.getPhysicalFunction() != null || !toVfio(function)) {
                continue;
            }
            List<PciFunction> others = MachineIndex.slot(function).stream()
                    .filter(other -> missing(other) && other.getPhysicalFunction() == null)
                    .filter(other -> !other.isSetHeaderType() || other.getHeaderType() == 0)
                    .toList();
            List<PciFunction> companions = baseClass(function) == DISPLAY
                    ? others.stream().filter(CompanionChecks::isCompanion).toList() : List.of();
            List<PciFunction> rest = others.stream().filter(other -> !companions.contains(other)).toList();
            for (PciFunction companion : companions) {
                if (reported.add(companion.getAddress())) {
                    findings.add("plan-companion-missing", Severity.WARNING, List.of(companion.getAddress()),
                            companion.getAddress() + ", the " + kind(companion) + " function of the display controller "
                                    + function.getAddress() + ", is not in the plan.",
                            "Functions of one card share its power and reset; a guest driver expects all of them, and "
                                    + "without isolation between them they share an IOMMU group.",
                            Findings.evidence(companion, "driver", "classCode"), "Add it to the plan.");
                }
            }
            List<String> restAddresses = rest.stream().map(PciFunction::getAddress).filter(reported::add).toList();
            if (!restAddresses.isEmpty()) {
                findings.add("plan-slot-incomplete", Severity.WARNING, restAddresses,
                        String.join(", ", restAddresses) + " of the same slot as " + function.getAddress()
                                + " is not in the plan.",
                        "Functions of one slot may share reset and IOMMU group; VFIO resets the slot only when it has "
                                + "all of them.",
                        List.of(), "Add them, unless the host shall keep them.");
            }
        }
    }

    private boolean toVfio(PciFunction function) {
        return plan.device(function.getAddress()).map(PlannedDevice::forVfio).orElse(false);
    }

    /** Multimedia, USB and serial bus functions that graphics cards carry: audio, xHCI, UCSI. */
    private static boolean isCompanion(PciFunction function) {
        int base = baseClass(function);
        return base == 0x04 || base == 0x0c;
    }

    private static String kind(PciFunction function) {
        return switch (function.getClassCode() >> 8) {
            case 0x0403, 0x0401 -> "audio";
            case 0x0c03 -> "USB";
            case 0x0c80 -> "UCSI (USB-C)";
            default -> "companion";
        };
    }

    private static int baseClass(PciFunction function) {
        return function.isSetClassCode() ? function.getClassCode() >> 16 : -1;
    }

    private boolean missing(PciFunction function) {
        return plan.wish(function.getAddress()).isEmpty();
    }

    /** NPU functions of a GPU and the reverse, by ibm,npu and ibm,gpu of the device tree. */
    private void npus() {
        Set<String> reported = new LinkedHashSet<>();
        DtPhandles phandles = new DtPhandles(machine);
        for (PciFunction function : planned()) {
            DtNode node = function.getDeviceTreeNode();
            if (node == null || !toVfio(function)) {
                continue;
            }
            check(function, phandles.referenced(node, "ibm,npu"), "NPU", reported);
            check(function, phandles.referenced(node, "ibm,gpu"), "GPU", reported);
        }
    }

    private void check(PciFunction function, Collection<PciFunction> partners, String kind, Set<String> reported) {
        List<String> left = partners.stream().filter(this::missing).map(PciFunction::getAddress)
                .filter(reported::add).toList();
        if (!left.isEmpty()) {
            findings.add("plan-npu-incomplete", Severity.WARNING, left,
                    "The " + kind + (left.size() == 1 ? " function " : " functions ") + String.join(", ", left)
                            + " linked by NVLink to " + function.getAddress() + " are not in the plan.",
                    "On PowerNV a GPU and the NPU functions of its links are one compound IOMMU group, and a guest "
                            + "needs all of them to use the links (Linux 5.0 to 5.12).",
                    Findings.evidence(function, "deviceTreeNode"), "Add them to the plan.");
        }
    }

    private void virtualFunctions() {
        for (PciFunction function : planned()) {
            PlannedDevice device = plan.device(function.getAddress()).orElseThrow();
            List<String> virtual = function.getVirtualFunctions().stream().map(PciFunction::getAddress).toList();
            if (!virtual.isEmpty() && !device.isFulfilled()) {
                findings.add("plan-vfs-lost", Severity.ERROR, virtual,
                        "Taking " + function.getAddress() + " from its driver removes its "
                                + virtual.size() + " virtual functions.",
                        "The driver of a physical function disables SR-IOV when it is unbound; whoever uses a virtual "
                                + "function loses it.",
                        Findings.evidence(function, "driver", "virtualFunctions"),
                        "Move the users away and write 0 to sriov_numvfs first, or plan the virtual functions instead.");
            }
            PciFunction physical = function.getPhysicalFunction();
            if (physical != null && plan.wish(physical.getAddress()).isEmpty() && toVfio(function)
                    && physical.getDriver() != null && HostDriver.isVfio(String.valueOf(physical.getDriver().getName()))) {
                findings.add("plan-vf-needs-token", Severity.INFO, List.of(function.getAddress()),
                        "The physical function " + physical.getAddress() + " is on a VFIO driver.",
                        "Whoever opens the virtual function must then give the token that the user of the physical "
                                + "function set.",
                        Findings.evidence(physical, "driver"), "");
            }
        }
    }

    private void nvSwitches() {
        List<String> gpus = planned().stream()
                .filter(function -> function.getVendorId() == NVIDIA && baseClass(function) == DISPLAY && toVfio(function))
                .map(PciFunction::getAddress).toList();
        if (gpus.isEmpty()) {
            return;
        }
        List<String> switches = new ArrayList<>();
        for (PciFunction function : index.all()) {
            if (function.isSetVendorId() && function.getVendorId() == NVIDIA && function.isSetClassCode()
                    && function.getClassCode() >> 8 == 0x0680 && missing(function)) {
                switches.add(function.getAddress());
            }
        }
        if (!switches.isEmpty()) {
            findings.add("plan-nvswitch-missing", Severity.WARNING, switches,
                    "NVSwitches stay with the host: " + String.join(", ", switches) + ".",
                    "GPUs on an NVSwitch fabric do not start work until a fabric manager has set the switches up, "
                            + "either in the guest that has them or on the host in shared mode.",
                    List.of(), "Add them, or run the host's fabric manager in shared mode.");
        }
    }
}
