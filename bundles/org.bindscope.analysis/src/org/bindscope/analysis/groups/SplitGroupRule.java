// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.Finding.EvidenceText;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.analysis.findings.FindingContext;
import org.bindscope.analysis.findings.FindingRule;
import org.bindscope.model.TextFile;
import org.bindscope.model.TextFileKind;

/** R28: two guests claim members of one IOMMU group. */
public final class SplitGroupRule implements FindingRule {

    @Override
    public Set<String> ids() {
        return Set.of("R28-group-claimed-twice");
    }

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        Map<String, Set<String>> claims = new LinkedHashMap<>();
        for (TextFile file : context.machine().getTextFiles()) {
            if (file.getKind() == TextFileKind.OTHER && !file.isUnreadable() && file.getText() != null
                    && file.getPath() != null) {
                Set<String> addresses = GuestDevices.in(file.getPath(), file.getText());
                if (!addresses.isEmpty()) {
                    claims.put(file.getPath(), addresses);
                }
            }
        }
        List<Finding> findings = new ArrayList<>();
        for (GroupReport group : Groups.of(context).reports()) {
            List<EvidenceText> proof = new ArrayList<>();
            Set<String> subjects = new LinkedHashSet<>(List.of("group " + group.number()));
            claims.forEach((file, addresses) -> {
                Set<String> own = new TreeSet<>();
                group.devices().stream().filter(device -> addresses.contains(device)
                        || addresses.contains(device.substring(0, device.length() - 2))).forEach(own::add);
                if (!own.isEmpty()) {
                    proof.add(new EvidenceText(file, String.join(" ", own)));
                    subjects.addAll(own);
                }
            });
            if (proof.size() > 1) {
                findings.add(new Finding("R28-group-claimed-twice", Severity.ERROR, List.copyOf(subjects),
                        proof.size() + " guests claim devices of group " + group.number() + ".",
                        "All devices of a group share one I/O address space, so only one guest can have them at a time.", proof,
                        "Give the whole group to one guest, or never run them together."));
            }
        }
        return findings.stream();
    }
}
