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
import org.bindscope.model.TextFile;
import org.bindscope.model.TextFileKind;

/** R15: a member of a wanted group carries a mounted file system, swap space or the default route. */
public final class HostInUseRule implements FindingRule {

    private static final Set<TextFileKind> KINDS = Set.of(TextFileKind.MOUNTS, TextFileKind.SWAPS, TextFileKind.ROUTES);

    private static final int IPV6_WORDS = 10;
    private static final String IPV6_ANY = "0".repeat(32);

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
        return Set.of("R15-host-needs-device");
    }

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        VfioTargets targets = VfioTargets.of(context);
        List<Finding> findings = new ArrayList<>();
        for (GroupReport group : Groups.of(context).reports()) {
            if (targets.anyOf(group.devices())) {
                for (String device : group.devices()) {
                    check(context, device, findings);
                }
            }
        }
        targets.functions().stream().filter(function -> function.getIommuGroup() == null)
                .forEach(function -> check(context, function.getAddress(), findings));
        return findings.stream();
    }

    private void check(FindingContext context, String device, List<Finding> findings) {
        List<String> disks = use.blockDevices().getOrDefault(device, List.of());
        List<String> interfaces = use.networkInterfaces().getOrDefault(device, List.of());
        for (TextFile file : context.machine().getTextFiles()) {
            if (!KINDS.contains(file.getKind()) || file.isUnreadable() || file.getText() == null) {
                continue;
            }
            String[] lines = file.getText().split("\n");
            for (int i = 0; i < lines.length; i++) {
                String[] words = lines[i].strip().split("\\s+");
                EvidenceText proof = Proof.line(file.getPath(), i + 1, lines[i]);
                if (file.getKind() == TextFileKind.MOUNTS && words.length > 2
                        && disks.stream().anyMatch(disk -> isOn(words[0], disk))) {
                    findings.add(finding(device, "holds the file system mounted at " + words[1],
                            "The kernel lets the driver be unbound; every write fails from then on.", proof));
                } else if (file.getKind() == TextFileKind.SWAPS
                        && disks.stream().anyMatch(disk -> isOn(words[0], disk))) {
                    findings.add(finding(device, "holds the swap space " + words[0],
                            "Processes with pages there are killed.", proof));
                } else if (file.getKind() == TextFileKind.ROUTES) {
                    defaultRoute(words).filter(interfaces::contains).ifPresent(name -> findings.add(finding(device,
                            "carries the default route (" + name + ")",
                            "The host loses its network when the driver is unbound.", proof)));
                }
            }
        }
    }

    /** The interface of a default route, from a line of /proc/net/route or, with ten words, of /proc/net/ipv6_route. */
    private static Optional<String> defaultRoute(String[] words) {
        if (words.length == IPV6_WORDS) {
            boolean everywhere = words[0].equals(IPV6_ANY) && words[1].equals("00") && !words[4].equals(IPV6_ANY);
            return everywhere ? Optional.of(words[9]) : Optional.empty();
        }
        return words.length > 7 && words[1].equals("00000000") && words[7].equals("00000000") ? Optional.of(words[0])
                : Optional.empty();
    }

    private static Finding finding(String device, String what, String why, EvidenceText proof) {
        return new Finding("R15-host-needs-device", Severity.ERROR, List.of(device), device
                + " goes to user space with its group, and it "
                + what + ".", why, List.of(proof),
                "Leave the group to the host, or move what the host needs to another device first.");
    }

    /** Whether a device node is the disk or a partition of it; a disk whose name ends in a digit has a p between. */
    private static boolean isOn(String node, String disk) {
        if (disk.startsWith("mapper/")) {
            return node.equals("/dev/" + disk);
        }
        if (!node.startsWith("/dev/" + disk)) {
            return false;
        }
        String rest = node.substring(5 + disk.length());
        if (!rest.isEmpty() && Character.isDigit(disk.charAt(disk.length() - 1))) {
            if (rest.charAt(0) != 'p') {
                return false;
            }
            rest = rest.substring(1);
        }
        return rest.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
