// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.analysis.groups.ResetAnalysis;
import org.bindscope.analysis.nvlink.DtIndex;
import org.bindscope.analysis.nvlink.DtValues;
import org.bindscope.model.DeviceTree;
import org.bindscope.model.DtNode;
import org.bindscope.model.PciFunction;
import org.eclipse.emf.ecore.EObject;

/** Functions that belong to planned ones and were left out. */
final class CompanionChecks {

    private static final int DISPLAY = 0x03;

    private final CheckContext context;

    CompanionChecks(CheckContext context) {
        this.context = context;
    }

    void run() {
        slots();
        resets();
        npus();
        virtualFunctions();
    }

    private void slots() {
        Set<String> reported = new LinkedHashSet<>();
        for (PciFunction function : context.planned().toList()) {
            if (function.getPhysicalFunction() != null || !context.toVfio(function)) {
                continue;
            }
            List<PciFunction> others = MachineIndex.slot(function).stream()
                    .filter(other -> context.missing(other) && other.getPhysicalFunction() == null)
                    .filter(other -> !other.isSetHeaderType() || other.getHeaderType() == 0)
                    .toList();
            List<PciFunction> companions = baseClass(function) == DISPLAY
                    ? others.stream().filter(CompanionChecks::isCompanion).toList() : List.of();
            List<PciFunction> rest = others.stream().filter(other -> !companions.contains(other)).toList();
            for (PciFunction companion : companions) {
                if (reported.add(companion.getAddress())) {
                    context.findings().add("plan-companion-missing", Severity.WARNING, List.of(companion.getAddress()),
                            companion.getAddress() + ", the " + kind(companion) + " function of the display controller "
                                    + function.getAddress() + ", is not in the plan.",
                            "Functions of one card share its power and reset; a guest driver expects all of them, and "
                                    + "without isolation between them they share an IOMMU group.",
                            Findings.evidence(companion, "driver", "classCode"), "Add it to the plan.");
                }
            }
            List<String> restAddresses = rest.stream().map(PciFunction::getAddress).filter(reported::add).toList();
            if (!restAddresses.isEmpty()) {
                context.findings().add("plan-slot-incomplete", Severity.WARNING, restAddresses,
                        PlanNames.some(restAddresses) + " of the same slot as " + function.getAddress()
                                + (restAddresses.size() == 1 ? " is" : " are") + " not in the plan.",
                        "Functions of one slot may share reset and IOMMU group; VFIO resets the slot only when it has "
                                + "all of them.",
                        rest.stream().flatMap(other -> Findings.evidence(other, "driver", "classCode").stream()).toList(),
                        "Add them, unless the host shall keep them.");
            }
        }
    }

    /** Functions that can be reset only together with others, which do not come along (vfio_pci_core.c, hot reset). */
    private void resets() {
        Set<String> reported = new LinkedHashSet<>();
        Map<String, ResetAnalysis.Report> resets = context.resets();
        for (PciFunction function : context.toVfio()) {
            Optional<ResetAnalysis.Report> reset = Optional.ofNullable(resets.get(function.getAddress()))
                    .filter(report -> report.alone().filter(alone -> !alone).isPresent());
            List<String> left = reset.map(ResetAnalysis.Report::others).orElse(List.of()).stream()
                    .flatMap(address -> context.index().find(address).stream())
                    .filter(other -> !context.toVfio(other) && (!other.isSetHeaderType() || other.getHeaderType() == 0))
                    .filter(other -> !onVfio(other))
                    .map(PciFunction::getAddress).toList();
            if (!left.isEmpty() && reported.addAll(left)) {
                context.findings().add("plan-reset-reaches-others", Severity.WARNING, left,
                        function.getAddress() + " can only be reset together with " + PlanNames.some(left)
                                + ", which the plan leaves to the host.",
                        reset.get().why() + " VFIO does it only for a user who has all of them, so the guest gets the device as it is.",
                        Findings.evidence(function, "resetMethods", "configSpace"),
                        "Add them with a VFIO driver, or do without a reset between guests.");
            }
        }
    }

    /** Whether a function that the plan does not name is on a VFIO driver already. */
    private boolean onVfio(PciFunction function) {
        return context.missing(function) && context.after(function).driver().filter(HostDriver::isVfio).isPresent();
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

    /** NPU functions of a GPU and the reverse, by ibm,npu and ibm,gpu of the device tree. */
    private void npus() {
        Set<String> reported = new LinkedHashSet<>();
        Map<DeviceTree, DtIndex> trees = new HashMap<>();
        for (PciFunction function : context.planned().toList()) {
            DtNode node = function.getDeviceTreeNode();
            if (node == null || !context.toVfio(function)) {
                continue;
            }
            check(function, referenced(trees, node, "ibm,npu"), "NPU", reported);
            check(function, referenced(trees, node, "ibm,gpu"), "GPU", reported);
        }
    }

    /** Functions of the nodes whose phandles a property lists, in the tree that the node is in. */
    private static List<PciFunction> referenced(Map<DeviceTree, DtIndex> trees, DtNode node, String property) {
        if (!DtValues.has(node, property)) {
            return List.of();
        }
        for (EObject at = node; at != null; at = at.eContainer()) {
            if (at instanceof DeviceTree tree) {
                DtIndex index = trees.computeIfAbsent(tree, DtIndex::new);
                return DtValues.cells(node, property).stream().flatMap(phandle -> index.resolve(phandle).stream())
                        .flatMap(target -> target.getPciFunctions().stream()).toList();
            }
        }
        return List.of();
    }

    private void check(PciFunction function, Collection<PciFunction> partners, String kind, Set<String> reported) {
        List<String> left = partners.stream().filter(context::missing).map(PciFunction::getAddress)
                .filter(reported::add).toList();
        if (!left.isEmpty()) {
            context.findings().add("plan-npu-incomplete", Severity.WARNING, left,
                    "The " + kind + (left.size() == 1 ? " function " : " functions ") + String.join(", ", left)
                            + " linked by NVLink to " + function.getAddress() + " are not in the plan.",
                    "On PowerNV a GPU and the NPU functions of its links are one compound IOMMU group, and a guest "
                            + "needs all of them to use the links (Linux 5.0 to 5.12).",
                    Findings.evidence(function, "deviceTreeNode"), "Add them to the plan.");
        }
    }

    private void virtualFunctions() {
        for (PciFunction function : context.planned().toList()) {
            PlannedDevice device = context.plan().device(function.getAddress()).orElseThrow();
            List<String> virtual = function.getVirtualFunctions().stream().map(PciFunction::getAddress).toList();
            if (!virtual.isEmpty() && !device.isFulfilled()) {
                context.findings().add("plan-vfs-lost", Severity.ERROR, virtual,
                        "Taking " + function.getAddress() + " from its driver removes its "
                                + virtual.size() + " virtual functions.",
                        "The driver of a physical function disables SR-IOV when it is unbound; whoever uses a virtual "
                                + "function loses it.",
                        Findings.evidence(function, "driver", "virtualFunctions"),
                        "Move the users away and write 0 to sriov_numvfs first, or plan the virtual functions instead.");
            }
            PciFunction physical = function.getPhysicalFunction();
            if (physical != null && context.plan().wish(physical.getAddress()).isEmpty() && context.toVfio(function)
                    && physical.getDriver() != null && HostDriver.isVfio(String.valueOf(physical.getDriver().getName()))) {
                context.findings().add("plan-vf-needs-token", Severity.INFO, List.of(function.getAddress()),
                        "The physical function " + physical.getAddress() + " is on a VFIO driver.",
                        "Whoever opens the virtual function must then give the token that the user of the physical "
                                + "function set.",
                        Findings.evidence(physical, "driver"), "");
            }
        }
    }
}
