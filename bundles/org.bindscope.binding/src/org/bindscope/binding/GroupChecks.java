// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.bindscope.analysis.findings.Finding.EvidenceText;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.model.IommuGroup;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;

/** Whether the IOMMU groups of functions that go to VFIO can be used after the plan. */
final class GroupChecks {

    private final Machine machine;
    private final BindingPlan plan;
    private final MachineIndex index;
    private final Findings findings;

    GroupChecks(Machine machine, BindingPlan plan, MachineIndex index, Findings findings) {
        this.machine = machine;
        this.plan = plan;
        this.index = index;
        this.findings = findings;
    }

    void run() {
        Set<IommuGroup> groups = new LinkedHashSet<>();
        for (PlannedDevice device : plan.devices()) {
            if (device.forVfio()) {
                index.find(device.address()).map(PciFunction::getIommuGroup).ifPresent(groups::add);
            }
        }
        groups.forEach(this::check);
    }

    private void check(IommuGroup group) {
        GroupRules rules = GroupRules.of(machine);
        List<String> blockers = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        List<EvidenceText> evidence = new ArrayList<>();
        List<String> idle = new ArrayList<>();
        for (PciFunction member : group.getFunctions()) {
            Optional<PlannedDevice> planned = plan.device(member.getAddress());
            Optional<String> driver = driverAfter(plan, member);
            Optional<String> why = rules.blocks(member, driver);
            if (why.isPresent()) {
                blockers.add(member.getAddress());
                reasons.add(member.getAddress() + ": " + why.get() + ".");
                evidence.addAll(Findings.evidence(member, "driver"));
            } else if (planned.isEmpty() && driver.isEmpty()) {
                idle.add(member.getAddress());
            }
        }
        String number = SafeText.label(String.valueOf(group.getNumber()));
        if (!blockers.isEmpty()) {
            findings.add("plan-group-incomplete", Severity.ERROR, blockers,
                    "IOMMU group " + number + " stays unusable for VFIO: " + String.join(", ", blockers)
                            + (blockers.size() == 1 ? " keeps its host driver." : " keep their host drivers."),
                    String.join(" ", reasons) + " User space gets EPERM or EINVAL when it opens the group.",
                    evidence, "Add them to the plan, with vfio-pci or no driver.");
        }
        if (!idle.isEmpty()) {
            findings.add("plan-group-idle-members", Severity.INFO, idle,
                    String.join(", ", idle) + " of IOMMU group " + number + " has no driver and is not in the plan.",
                    "That does not keep the group from being used, but a driver that is loaded later may take it and "
                            + "make the group unusable.",
                    List.of(), "Add it with no driver or vfio-pci, so that an override holds it.");
        }
    }

    /** The driver that a function has once the plan is carried out. */
    static Optional<String> driverAfter(BindingPlan plan, PciFunction function) {
        Optional<Wish> wish = plan.wish(function.getAddress());
        if (wish.isPresent()) {
            return wish.get().driver();
        }
        return Optional.ofNullable(function.getDriver()).map(driver -> driver.getName());
    }
}
