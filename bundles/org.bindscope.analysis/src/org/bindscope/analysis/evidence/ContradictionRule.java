// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.evidence;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.Finding.EvidenceText;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.analysis.findings.FindingContext;
import org.bindscope.analysis.findings.FindingRule;
import org.bindscope.model.Evidence;

/**
 * Sources of one snapshot that contradict each other. What identifies a device or its group is a warning,
 * since then one of the sources may be of another machine; what changes while a machine runs is worth knowing.
 */
public final class ContradictionRule implements FindingRule {

    private static final String SOURCES = "sources-disagree";
    private static final String MACHINES = "inputs-of-different-kernels";
    private static final int MAX_FINDINGS = 200;
    private static final int MAX_EVIDENCE = 20;
    /** Facts that do not change while a machine runs. */
    private static final Set<String> IDENTITY = Set.of("vendorId", "deviceId", "subsystemVendorId", "subsystemId", "classCode",
            "revision", "headerType", "iommuGroup", "physicalFunction");

    @Override
    public Set<String> ids() {
        return Set.of(SOURCES, MACHINES);
    }

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        Map<String, List<Contradiction>> bySubject = new LinkedHashMap<>();
        Contradiction.of(context.machine()).forEach(each -> bySubject.computeIfAbsent(each.subject(), key -> new ArrayList<>()).add(each));
        return bySubject.entrySet().stream().limit(MAX_FINDINGS)
                .map(entry -> entry.getKey().equals("machine") ? machine(entry.getValue()) : function(entry.getKey(), entry.getValue()));
    }

    private static Finding machine(List<Contradiction> all) {
        boolean release = all.stream().anyMatch(each -> each.feature().equals("kernelRelease") || each.feature().equals("architecture"));
        return new Finding(MACHINES, release ? Severity.WARNING : Severity.INFO, List.of("machine"),
                "The sources speak of different boots: " + words(all) + ".",
                "They were taken at different times, or on different machines; then what they say together is true of none.",
                evidence(all), "Open sources of one boot of one machine together.");
    }

    private static Finding function(String subject, List<Contradiction> all) {
        boolean identity = all.stream().anyMatch(each -> IDENTITY.contains(each.feature()));
        return new Finding(SOURCES, identity ? Severity.WARNING : Severity.INFO, List.of(subject),
                "The sources disagree about " + subject + ": " + words(all) + ".",
                identity ? "Facts that differ here do not change while a machine runs, so one source may be of another machine."
                        + " What the source of more weight says counts."
                        : "The sources were taken at different times. What the source of more weight says counts.",
                evidence(all), identity ? "Check that all inputs are of one machine." : "Capture all of it at one time.");
    }

    /** One or two contradictions with what each side says, more of them by name: the evidence lists all. */
    private static String words(List<Contradiction> all) {
        if (all.size() > 2) {
            return String.join(", ", all.stream().limit(8).map(each -> words(each.feature())).toList())
                    + (all.size() > 8 ? " and " + (all.size() - 8) + " more" : "");
        }
        return String.join("; ", all.stream().map(each -> words(each.feature()) + " is " + shortened(each.effectiveText())
                + ", elsewhere " + shortened(Contradiction.text(each.others().get(0)))).toList());
    }

    /** Of the text of a link the last part, which names the driver or the group. */
    private static String shortened(String text) {
        String name = text.startsWith("../") ? text.substring(text.lastIndexOf('/') + 1) : text.strip();
        return name.length() > 60 ? name.substring(0, 60) + "…" : name;
    }

    /** {@code driverOverride} to {@code driver override}. */
    private static String words(String feature) {
        StringBuilder words = new StringBuilder();
        for (char c : feature.toCharArray()) {
            words.append(Character.isUpperCase(c) ? " " + Character.toLowerCase(c) : c == '.' ? " " : String.valueOf(c));
        }
        return words.toString();
    }

    private static List<EvidenceText> evidence(List<Contradiction> all) {
        List<EvidenceText> texts = new ArrayList<>();
        for (Contradiction each : all) {
            if (each.effective() != null) {
                texts.add(text(each.effective()));
            }
            each.others().forEach(other -> texts.add(text(other)));
        }
        return texts.stream().limit(MAX_EVIDENCE).toList();
    }

    private static EvidenceText text(Evidence evidence) {
        return new EvidenceText(evidence.getFile() + (evidence.isSetLine() ? ":" + evidence.getLine() : ""), Contradiction.text(evidence));
    }
}
