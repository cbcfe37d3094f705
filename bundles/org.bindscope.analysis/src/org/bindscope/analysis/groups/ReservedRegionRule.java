// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.Finding.EvidenceText;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.analysis.findings.FindingContext;
import org.bindscope.analysis.findings.FindingRule;
import org.bindscope.analysis.groups.GroupReport.Region;
import org.bindscope.model.TextFile;
import org.bindscope.model.TextFileKind;

/** R13: firmware asks for memory that must stay mapped for a device (RMRR, unity mappings). */
public final class ReservedRegionRule implements FindingRule {

    private static final List<String> WORDS = List.of("ineligible for IOMMU domain attach", "requested 1:1 mapping",
            "requires 1:1 mapping",
            "Firmware has requested this device have a 1:1");

    @Override
    public Set<String> ids() {
        return Set.of("R13-reserved-direct");
    }

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        VfioTargets targets = VfioTargets.of(context);
        FirmwareMemory firmware = new FirmwareMemory(context.machine(), Groups.topology(context).hierarchy());
        Stream<Finding> regions = Groups.of(context).reports().stream().filter(GroupReport::forbiddenByRegion)
                .map(group -> {
            Region region = group.reservedRegions().stream().filter(Region::forbids).findFirst().orElseThrow();
            return finding(targets.anyOf(group.devices()), Stream.concat(Stream.of("group " + group.number()),
                    group.devices().stream()).toList(),
                    "Group " + group.number() + " has memory that firmware wants mapped for its devices.",
                    Stream.concat(Stream.of(new EvidenceText("sys/kernel/iommu_groups/" + group.number() + "/reserved_regions",
                            String.format("0x%016x 0x%016x %s", region.start(), region.end(), region.kind()))),
                            firmware.of(group.devices()).stream().map(FirmwareMemory.Claim::proof)).toList());
        });
        return Stream.of(regions, logged(context, targets), claimed(context, targets, firmware)).flatMap(each -> each);
    }

    /** What firmware's tables say where the kernel's file does not: no group yet, or a kernel before 4.11. */
    private static Stream<Finding> claimed(FindingContext context, VfioTargets targets, FirmwareMemory firmware) {
        return targets.functions().stream().filter(function -> function.getIommuGroup() == null
                || function.getIommuGroup().getReservedRegions().isEmpty()).flatMap(function -> {
            List<EvidenceText> proof = firmware.of(List.of(function.getAddress())).stream().filter(claim -> !claim.relaxable())
                    .map(FirmwareMemory.Claim::proof).toList();
            return proof.isEmpty() ? Stream.empty() : Stream.of(finding(true, List.of(function.getAddress()),
                    "Firmware wants memory mapped for " + function.getAddress() + ", so the kernel will refuse it to user space.", proof));
        });
    }

    private static Stream<Finding> logged(FindingContext context, VfioTargets targets) {
        List<Finding> findings = new ArrayList<>();
        for (TextFile file : context.machine().getTextFiles()) {
            if (file.getKind() != TextFileKind.KERNEL_LOG || file.getText() == null) {
                continue;
            }
            String[] lines = file.getText().split("\n");
            for (int i = 0; i < lines.length && findings.size() < 100; i++) {
                String line = lines[i];
                if (WORDS.stream().anyMatch(line::contains)) {
                    EvidenceText proof = Proof.line(file.getPath(), i + 1, line);
                    targets.functions().stream().filter(f -> line.contains(f.getAddress())).findFirst()
                            .ifPresent(f -> findings.add(finding(true, List.of(f.getAddress()),
                                    "The kernel refused to give " + f.getAddress()
                                    + " to user space: firmware wants memory mapped for it.",
                                    List.of(proof))));
                }
            }
        }
        return findings.stream();
    }

    private static Finding finding(boolean wanted, List<String> subjects, String summary, List<EvidenceText> proof) {
        return new Finding("R13-reserved-direct", wanted ? Severity.ERROR : Severity.WARNING, subjects, summary,
                "A region of kind direct must stay mapped at the same address as long as the device works, which user space cannot"
                        + " promise; regions of the kinds direct-relaxable, reserved and msi forbid nothing.", proof,
                "Look for a firmware setting that switches the region off (on HPE: RMRR of the slot), or use another slot.");
    }
}
