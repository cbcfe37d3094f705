// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.util.ArrayList;
import java.util.List;

import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.Finding.EvidenceText;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.model.Evidence;
import org.bindscope.model.Evidenced;

/** Collects the findings about one plan. */
final class Findings {

    private final List<Finding> findings = new ArrayList<>();

    void add(String rule, Severity severity, List<String> subjects, String summary, String explanation,
            List<EvidenceText> evidence, String remedy) {
        findings.add(new Finding(rule, severity, subjects, summary, explanation, evidence, remedy));
    }

    List<Finding> all() {
        return List.copyOf(findings);
    }

    /** What the snapshot says about features of an object; empty where its source was not kept. */
    static List<EvidenceText> evidence(Evidenced object, String... features) {
        List<String> wanted = List.of(features);
        return object.getEvidence().stream()
                .filter(evidence -> wanted.contains(evidence.getFeature()))
                .map(Findings::text)
                .toList();
    }

    private static EvidenceText text(Evidence evidence) {
        String file = evidence.getFile() == null ? "" : evidence.getFile();
        return new EvidenceText(evidence.isSetLine() ? file + ":" + evidence.getLine() : file,
                evidence.getText() == null ? "" : evidence.getText());
    }
}
