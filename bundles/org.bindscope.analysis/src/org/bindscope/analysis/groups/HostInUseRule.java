// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.Finding.EvidenceText;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.analysis.findings.FindingContext;
import org.bindscope.analysis.findings.FindingRule;

/** R15: a member of a wanted group carries a mounted file system, swap space or the default route. */
public final class HostInUseRule implements FindingRule {

    private final HostUse use;

    /**
     * A rule for one snapshot.
     *
     * @param use block devices and network interfaces by function
     */
    public HostInUseRule(HostUse use) {
        this.use = use;
    }

    @Override
    public Set<String> ids() {
        return Set.of("R15-host-needs-device", "R15-zfs-pool-not-known");
    }

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        VfioTargets targets = VfioTargets.of(context);
        HostNeeds needs = new HostNeeds(context.machine(), use);
        List<Finding> findings = new ArrayList<>();
        for (GroupReport group : Groups.of(context).reports()) {
            if (targets.anyOf(group.devices())) {
                for (String device : group.devices()) {
                    check(needs, device, findings);
                }
            }
        }
        targets.functions().stream().filter(function -> function.getIommuGroup() == null)
                .forEach(function -> check(needs, function.getAddress(), findings));
        return findings.stream();
    }

    private void check(HostNeeds needs, String device, List<Finding> findings) {
        boolean held = false;
        for (HostNeeds.Need need : needs.of(device)) {
            switch (need.kind()) {
                case MOUNT -> findings.add(finding(device, "holds the file system mounted at " + need.name(),
                        "The kernel lets the driver be unbound; every write fails from then on.", need));
                case SWAP -> findings.add(finding(device, "holds the swap space " + need.name(),
                        "Processes with pages there are killed.", need));
                case DEFAULT_ROUTE -> findings.add(finding(device, "carries the default route (" + need.name() + ")",
                        "The host loses its network when the driver is unbound.", need));
                case ROUTE -> {
                    // An interface beside the one that the host is reached by.
                }
            }
            held |= need.kind() == HostNeeds.Kind.MOUNT;
        }
        Optional<EvidenceText> pool = needs.zfs();
        if (!held && pool.isPresent() && !use.blockDevices().getOrDefault(device, List.of()).isEmpty()) {
            findings.add(new Finding("R15-zfs-pool-not-known", Severity.WARNING, List.of(device), device
                    + " goes to user space with its group; whether its disks belong to a ZFS pool of the host is not known.",
                    "The host has ZFS file systems, and no file of sysfs tells which disks a pool is on.", List.of(pool.get()),
                    "Compare the disks with zpool status first."));
        }
    }

    private static Finding finding(String device, String what, String why, HostNeeds.Need need) {
        return new Finding("R15-host-needs-device", Severity.ERROR, List.of(device), device
                + " goes to user space with its group, and it "
                + what + ".", why, List.of(need.proof()),
                "Leave the group to the host, or move what the host needs to another device first.");
    }
}
