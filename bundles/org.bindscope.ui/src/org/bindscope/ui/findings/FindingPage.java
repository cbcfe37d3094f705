// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.findings;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import org.bindscope.analysis.findings.Finding;
import org.bindscope.model.PciBridge;
import org.bindscope.model.PciFunction;
import org.bindscope.ui.text.RichDocument;
import org.bindscope.ui.text.RichDocument.Style;
import org.bindscope.ui.text.Sign;
import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.emf.ecore.EObject;

/** Writes one finding in full: the sentence first, the proof below it, then what to do. */
public final class FindingPage {

    /** Rules whose remedy is a binding. */
    private static final List<String> BINDING = List.of("R01-", "R06-", "R09-", "iommu-group-not-viable");

    private final SubjectIndex index;
    private final Consumer<EObject> open;
    private final Consumer<Finding.EvidenceText> showEvidence;
    private final Consumer<List<PciFunction>> plan;

    /**
     * A writer.
     *
     * @param index        finds the subjects
     * @param open         shows a subject elsewhere
     * @param showEvidence shows the file
     * @param plan         adds devices to the binding plan
     */
    public FindingPage(SubjectIndex index, Consumer<EObject> open, Consumer<Finding.EvidenceText> showEvidence,
            Consumer<List<PciFunction>> plan) {
        this.index = index;
        this.open = open;
        this.showEvidence = showEvidence;
        this.plan = plan;
    }

    /**
     * Writes a finding.
     *
     * @param finding the finding
     * @return the page
     */
    public RichDocument of(Finding finding) {
        Sign sign = FindingRow.sign(finding.severity());
        RichDocument out = new RichDocument();
        out.hanging(3).add(sign.text(), sign.tint(), Style.BOLD).add("\t").add(finding.summary(), Style.BOLD).line();
        out.add(finding.rule(), ThemeColors.MUTED, Style.MONO).add("  about ", ThemeColors.MUTED);
        String gap = "";
        for (String subject : finding.subjects()) {
            out.add(gap, ThemeColors.MUTED);
            Optional<EObject> object = index.find(subject);
            if (object.isPresent()) {
                out.link(subject, () -> open.accept(object.get()), Style.MONO);
            } else {
                out.add(subject, Style.MONO);
            }
            gap = ", ";
        }
        out.line();
        if (!finding.explanation().isBlank()) {
            paragraphs(out, finding.explanation());
        }
        if (!finding.evidence().isEmpty()) {
            out.heading("Evidence");
            for (Finding.EvidenceText evidence : finding.evidence()) {
                out.hanging(2).link(evidence.file(), () -> showEvidence.accept(evidence), Style.MONO);
                if (!evidence.text().isBlank()) {
                    out.add("  " + evidence.text().strip(), Style.MONO);
                }
                out.line();
            }
        }
        if (!finding.remedy().isBlank()) {
            out.heading("Remedy");
            for (String line : finding.remedy().strip().split("\n")) {
                out.add(line).line();
            }
            List<PciFunction> devices = devices(finding);
            if (!devices.isEmpty()) {
                out.link(devices.size() == 1 ? "Add " + devices.get(0).getAddress() + " to the binding plan"
                        : "Add these " + devices.size() + " devices to the binding plan", () -> plan.accept(devices)).line();
            }
        }
        return out;
    }

    /** The devices that the remedy binds to another driver; none for other remedies. */
    private List<PciFunction> devices(Finding finding) {
        if (BINDING.stream().noneMatch(finding.rule()::startsWith)) {
            return List.of();
        }
        return finding.subjects().stream().map(index::find).flatMap(Optional::stream)
                .filter(PciFunction.class::isInstance).map(PciFunction.class::cast)
                .filter(function -> !(function instanceof PciBridge)).toList();
    }

    private static void paragraphs(RichDocument out, String text) {
        boolean first = true;
        for (String line : text.strip().split("\n")) {
            if (first) {
                out.above();
            }
            out.add(line).line();
            first = false;
        }
    }
}
