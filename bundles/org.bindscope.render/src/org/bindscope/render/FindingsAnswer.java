// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;

import org.bindscope.analysis.findings.Finding;

/**
 * What is wrong or worth knowing.
 *
 * @param findings in the order in which they are written
 */
public record FindingsAnswer(List<Finding> findings) implements Answer {

    /** Copies the list. */
    public FindingsAnswer {
        findings = List.copyOf(findings);
    }

    /**
     * Whether something is broken.
     *
     * @return true when a finding is an error
     */
    public boolean hasErrors() {
        return findings.stream().anyMatch(finding -> finding.severity() == Finding.Severity.ERROR);
    }

    @Override
    public void writeJson(Writer out) throws IOException {
        JsonText json = new JsonText(out).array();
        FindingsJson.write(json, findings);
        json.endArray().finish(out);
    }

    @Override
    public void writeText(Writer out) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Finding finding : findings) {
            if (text.length() > 0) {
                text.append('\n');
            }
            head(text, finding);
            line(text, "  ", finding.explanation());
            for (Finding.EvidenceText evidence : finding.evidence()) {
                line(text, "  evidence: ", evidence.file().isEmpty() ? evidence.text()
                        : evidence.file() + ": " + evidence.text());
            }
            line(text, "  remedy: ", finding.remedy());
        }
        if (!findings.isEmpty()) {
            text.append('\n');
        }
        out.append(text.append(counts(findings)).append('\n'));
        out.flush();
    }

    /** Appends severity, rule, subjects and summary in one line. */
    static void head(StringBuilder text, Finding finding) {
        text.append(finding.severity().name().toLowerCase(Locale.ROOT)).append("  ").append(VisibleText.of(finding.rule()))
                .append("  ").append(VisibleText.of(String.join(", ", finding.subjects()))).append(": ")
                .append(VisibleText.of(finding.summary())).append('\n');
    }

    private static void line(StringBuilder text, String before, String sentence) {
        if (!sentence.isEmpty()) {
            text.append(before).append(VisibleText.of(sentence)).append('\n');
        }
    }

    /** How many of which severity. */
    static String counts(List<Finding> findings) {
        int[] count = new int[Finding.Severity.values().length];
        for (Finding finding : findings) {
            count[finding.severity().ordinal()]++;
        }
        return plural(count[Finding.Severity.ERROR.ordinal()], "error") + ", "
                + plural(count[Finding.Severity.WARNING.ordinal()], "warning") + ", "
                + count[Finding.Severity.INFO.ordinal()] + " for information";
    }

    /** A number with its noun. */
    static String plural(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
