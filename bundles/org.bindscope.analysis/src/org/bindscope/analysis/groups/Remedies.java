// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

import org.bindscope.analysis.config.AcsBit;
import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.groups.GroupReport.Because;
import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.analysis.rules.KernelVersion;

/** What would split a group (driver-match sections 16.1, 16.7 and 16.8). */
final class Remedies {

    private static final KernelVersion CONFIG_ACS = KernelVersion.of(6, 12);

    private Remedies() {
    }

    static List<String> of(SortedSet<PciAddress> members, List<Because> because, MachineTopology topology,
            KernelRules rules,
            Platform platform) {
        if (members.size() < 2) {
            return List.of();
        }
        Set<String> remedies = new LinkedHashSet<>();
        for (Because reason : because) {
            Optional<TopologyFunction> via = reason.via().flatMap(PciAddress::parse)
                    .flatMap(address -> Optional.ofNullable(topology.functions().get(address)));
            switch (reason.rule()) {
                case PATH_NOT_ISOLATED -> via.ifPresent(hop -> path(hop, rules, remedies));
                case SAME_ALIAS -> via.ifPresent(hop -> remedies.add("Move the device to a slot that is not behind "
                        + hop.address()
                        + "; nothing else separates what shares a requester id."));
                case BUS_ALIAS -> remedies.add("Nothing separates functions that send under one requester id.");
                case SAME_SLOT_NO_ACS -> remedies.add("The functions " + String.join(" and ", reason.devices())
                        + " go together unless the kernel gets a quirk that vouches for the device; pcie_acs_override=multifunction"
                        + " would part them on paper and hide that they may reach each other.");
                case SAME_PE,
                        NVLINK_COMPOUND ->
                        remedies.add("On PowerNV the firmware's partitionable endpoints decide; only another"
                        + " slot separates devices" + (reason.rule() == JoinRule.NVLINK_COMPOUND
                                ? ", and GPUs of one NVLink unit always go together" : "") + ".");
                case SAME_HOST_BRIDGE ->
                        remedies.add("In a POWER guest the host decides: give the device a host bridge of its own.");
                case REPORTED ->
                        remedies.add("The snapshot does not tell what joins these functions: capture it as root, so that"
                        + " configuration space is complete.");
            }
        }
        return List.copyOf(remedies);
    }

    private static void path(TopologyFunction hop, KernelRules rules, Set<String> remedies) {
        Isolation isolation = AcsRule.of(hop);
        if (isolation.verdict() == Isolation.Verdict.UNKNOWN) {
            remedies.add("Capture the configuration space of " + hop.address()
                    + " as root to learn what would split the group.");
            return;
        }
        if (hop.acs() instanceof AcsState.Registers && isolation.lacks() != 0) {
            remedies.add(rules.version().atLeast(CONFIG_ACS)
                    ? "The kernel parameter pci=config_acs=" + flags(isolation.lacks()) + "@" + hop.address()
                    + " enables "
                            + AcsBit.words(isolation.lacks()) + " there."
                    : "A kernel from 6.12 on can enable " + AcsBit.words(isolation.lacks()) + " of " + hop.address()
                            + " with pci=config_acs=" + flags(isolation.lacks()) + "@" + hop.address() + ".");
            return;
        }
        remedies.add("Move the device to a slot below another port: " + hop.address() + " " + isolation.why() + ".");
        if (hop.pcie().isPresent()) {
            remedies.add("A kernel quirk that vouches for " + hop.address()
                    + " would split it; pcie_acs_override=downstream would do so"
                    + " on paper and hide that devices below it may reach each other past the IOMMU.");
        }
    }

    /** The bit string of {@code config_acs=}: most significant bit first, {@code x} leaves a bit as it is. */
    private static String flags(int bits) {
        StringBuilder text = new StringBuilder();
        for (int bit = 31 - Integer.numberOfLeadingZeros(bits); bit >= 0; bit--) {
            text.append((bits >> bit & 1) != 0 ? '1' : 'x');
        }
        return text.toString();
    }
}
