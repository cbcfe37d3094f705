// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.analysis.findings.FindingContext;
import org.bindscope.analysis.findings.FindingRule;
import org.bindscope.analysis.nvlink.MachineIndex;
import org.bindscope.model.PciFunction;

/** R09: the sound, USB or USB-C function of a card was left on the host while the card goes to user space. */
public final class SiblingOnHostRule implements FindingRule {

    private static final Set<String> COMPANIONS = Set.of("snd_hda_intel", "xhci_hcd", "nvidia-gpu");

    @Override
    public Set<String> ids() {
        return Set.of("R09-sibling-function-on-host");
    }

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        VfioTargets targets = VfioTargets.of(context);
        Groups groups = Groups.of(context);
        ResetAnalysis resets = Groups.resets(context);
        return targets.functions().stream().flatMap(target -> siblings(context, target)
                .filter(sibling -> !targets.contains(sibling.getAddress()))
                .flatMap(sibling -> coupling(groups, resets, target, sibling)
                .map(why -> finding(target, sibling, Bindings.of(context).driver(sibling).driver().orElseThrow(), why))));
    }

    private static Stream<PciFunction> siblings(FindingContext context, PciFunction target) {
        PciAddress address = MachineIndex.address(target).orElseThrow();
        return MachineIndex.functions(context.machine()).stream()
                .filter(other -> other != target && MachineIndex.address(other).orElseThrow().sameSlot(address))
                .filter(other -> Bindings.of(context).driver(other).driver().filter(COMPANIONS::contains).isPresent());
    }

    private static Stream<String> coupling(Groups groups, ResetAnalysis resets, PciFunction target,
            PciFunction sibling) {
        if (groups.groupOf(target.getAddress()).filter(group -> group.devices().contains(sibling.getAddress()))
                .isPresent()) {
            return Stream.of("Both are in IOMMU group " + groups.groupOf(target.getAddress()).get().number()
                    + ", which goes as a whole.");
        }
        ResetAnalysis.Report reset = resets.of(target);
        return reset.alone().filter(alone -> !alone).isPresent() && reset.together().contains(sibling.getAddress())
                ? Stream.of("A reset of " + target.getAddress() + " resets " + sibling.getAddress() + " too.")
                : Stream.empty();
    }

    private static Finding finding(PciFunction target, PciFunction sibling, String driver, String why) {
        return new Finding("R09-sibling-function-on-host", Severity.WARNING,
                List.of(sibling.getAddress(), target.getAddress()),
                sibling.getAddress() + " is still on " + driver + " while " + target.getAddress()
                + " of the same card goes to user space.",
                why, Proof.driver(sibling), "Move " + sibling.getAddress() + " to the VFIO driver together with "
                + target.getAddress() + ".");
    }
}
