// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.bindscope.analysis.findings.Finding.EvidenceText;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.analysis.groups.GroupReport;
import org.bindscope.analysis.groups.Viability;
import org.bindscope.model.IommuGroup;
import org.bindscope.model.PciFunction;

/** Whether the IOMMU groups of functions that go to VFIO can be used after the plan. */
final class GroupChecks {

    private final CheckContext context;

    GroupChecks(CheckContext context) {
        this.context = context;
    }

    void run() {
        Set<IommuGroup> groups = new LinkedHashSet<>();
        context.toVfio().stream().map(PciFunction::getIommuGroup).filter(group -> group != null).forEach(groups::add);
        groups.forEach(this::check);
        held();
    }

    /** Devices that a guest has open: an unbind waits for it, and no host driver gets into the group meanwhile. */
    private void held() {
        Map<String, List<String>> moving = new LinkedHashMap<>();
        context.plan().devices().stream().filter(device -> !device.isFulfilled()).filter(device -> device.iommuGroup().isPresent())
                .forEach(device -> moving.computeIfAbsent(device.iommuGroup().get(), number -> new ArrayList<>()).add(device.address()));
        for (GroupReport report : moving.isEmpty() ? List.<GroupReport>of() : context.analysis().groups().groups()) {
            List<String> addresses = moving.getOrDefault(SafeText.label(report.number()), List.of());
            if (!addresses.isEmpty()) {
                report.hold().ifPresent(hold -> held(report.number(), hold, addresses));
            }
        }
    }

    private void held(String number, GroupReport.Hold hold, List<String> addresses) {
        boolean known = hold.held().isPresent();
        if (known && !hold.held().get()) {
            return;
        }
        context.findings().add(known ? "plan-group-held" : "plan-group-hold-not-known", known ? Severity.ERROR : Severity.WARNING,
                addresses, known ? "A program has devices of IOMMU group " + SafeText.label(number) + " open, a guest for example."
                        : "Whether a program has devices of IOMMU group " + SafeText.label(number) + " open is not known.",
                hold.why() + " Taking an open device from its driver waits until it is closed, and meanwhile no host driver can"
                        + " have a member of the group (EBUSY).",
                evidence(addresses, "driver", "enabled"), "Stop the guest first.");
    }

    private void check(IommuGroup group) {
        String number = SafeText.label(String.valueOf(group.getNumber()));
        Viability after = GroupAfter.of(group, context.plan(), context.analysis().rules());
        List<String> blockers = after.blockers().stream().map(Viability.Blocker::address).toList();
        if (!blockers.isEmpty()) {
            context.findings().add("plan-group-incomplete", Severity.ERROR, blockers,
                    "IOMMU group " + number + " stays unusable for VFIO: " + String.join(", ", blockers)
                            + (blockers.size() == 1 ? " keeps its host driver." : " keep their host drivers."),
                    after.blockers().stream().map(blocker -> blocker.address() + ": " + blocker.why())
                            .collect(Collectors.joining(" ")),
                    evidence(blockers, "driver", "headerType"), "Add them to the plan, with vfio-pci or no driver.");
        }
        if (blockers.isEmpty() && !after.unknown().isEmpty()) {
            context.findings().add("plan-group-not-known", Severity.WARNING, after.unknown(),
                    "Whether IOMMU group " + number + " can be used is not known: the snapshot does not tell the driver of "
                            + PlanNames.some(after.unknown()) + ".",
                    "A member on a host driver keeps user space from the whole group.",
                    evidence(after.unknown(), "iommuGroup"), "Add them to the plan, or take a snapshot that has their drivers.");
        }
        List<String> idle = group.getFunctions().stream()
                .filter(member -> context.missing(member) && context.after(member).known()
                        && context.after(member).driver().isEmpty())
                .map(PciFunction::getAddress).toList();
        if (!idle.isEmpty()) {
            context.findings().add("plan-group-idle-members", Severity.INFO, idle,
                    PlanNames.some(idle) + " of IOMMU group " + number + (idle.size() == 1 ? " has" : " have")
                            + " no driver and " + (idle.size() == 1 ? "is" : "are") + " not in the plan.",
                    "That does not keep the group from being used, but a driver that is loaded later may take it and "
                            + "make the group unusable.",
                    evidence(idle, "driver", "iommuGroup"), "Add it with no driver or vfio-pci, so that an override holds it.");
        }
        report(group).ifPresent(report -> memory(report, members(group)));
    }

    /** What the group is like, whoever has its drivers. */
    private void memory(GroupReport report, List<String> members) {
        List<String> subjects = members.stream().filter(address -> context.plan().wish(address).isPresent()).toList();
        String number = SafeText.label(report.number());
        if (report.forbiddenByRegion()) {
            context.findings().add("plan-group-direct-memory", Severity.ERROR, subjects,
                    "Firmware demands memory that stays mapped for IOMMU group " + number + ": VFIO refuses it with EPERM.",
                    "A region of the kind direct (RMRR of Intel, unity mapping of AMD) must be reachable for the device at all "
                            + "times, which user space cannot promise (drivers/vfio/vfio_iommu_type1.c).",
                    report.reservedRegions().stream().filter(GroupReport.Region::forbids)
                            .map(region -> new EvidenceText("sys/kernel/iommu_groups/" + number + "/reserved_regions",
                                    String.format("0x%016x 0x%016x %s", region.start(), region.end(), region.kind()))).toList(),
                    "Switch the feature that needs the memory off in firmware, or leave the group to the host.");
        }
        report.explanation().override().ifPresent(hidden -> context.findings().add("plan-isolation-not-proven", Severity.WARNING,
                subjects, "The groups of this kernel do not prove that hardware keeps the devices of group " + number + " apart.",
                hidden, context.machine().getProvenance() == null ? List.of()
                        : Findings.evidence(context.machine().getProvenance(), "commandLine"),
                "Do without pcie_acs_override where guests are not trusted."));
    }

    private Optional<GroupReport> report(IommuGroup group) {
        return context.analysis().groups().groups().stream()
                .filter(report -> report.number().equals(group.getNumber())).findFirst();
    }

    private static List<String> members(IommuGroup group) {
        return group.getFunctions().stream().map(PciFunction::getAddress).toList();
    }

    private List<EvidenceText> evidence(List<String> addresses, String... features) {
        return addresses.stream().flatMap(address -> context.index().find(address).stream())
                .flatMap(function -> Findings.evidence(function, features).stream()).toList();
    }
}
