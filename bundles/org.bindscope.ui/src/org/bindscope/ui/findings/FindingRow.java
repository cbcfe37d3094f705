// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.findings;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.bindscope.analysis.findings.Finding;
import org.bindscope.ui.session.ModelSelection;
import org.bindscope.ui.text.Sign;
import org.eclipse.emf.ecore.EObject;

/**
 * A finding in the table.
 *
 * @param finding      the finding
 * @param modelObjects what it is about, as far as the machine has it
 */
public record FindingRow(Finding finding, List<EObject> modelObjects) implements ModelSelection {

    /** Copies the list. */
    public FindingRow {
        modelObjects = List.copyOf(modelObjects);
    }

    /**
     * A row.
     *
     * @param finding the finding
     * @param index   finds its subjects
     * @return the row
     */
    public static FindingRow of(Finding finding, SubjectIndex index) {
        return new FindingRow(finding, finding.subjects().stream().map(index::find).flatMap(Optional::stream).toList());
    }

    /**
     * The sign of its severity.
     *
     * @return a sign
     */
    public Sign sign() {
        return sign(finding.severity());
    }

    /**
     * The sign of a severity.
     *
     * @param severity the severity
     * @return a sign
     */
    public static Sign sign(Finding.Severity severity) {
        return switch (severity) {
            case ERROR -> Sign.BAD;
            case WARNING -> Sign.WARNING;
            case INFO -> Sign.INFO;
        };
    }

    /**
     * The severity in one word.
     *
     * @return {@code error}, {@code warning} or {@code info}
     */
    public String severity() {
        return finding.severity().name().toLowerCase(Locale.ROOT);
    }

    /**
     * The subjects in one cell.
     *
     * @return up to three, and how many more
     */
    public String subjects() {
        List<String> all = finding.subjects();
        return all.size() <= 3 ? String.join(", ", all)
                : String.join(", ", all.subList(0, 3)) + " and " + (all.size() - 3) + " more";
    }

    /**
     * Whether a word stands anywhere in the finding.
     *
     * @param lowerCase what to look for, in lower case
     * @return true when it does; also for the empty word
     */
    public boolean contains(String lowerCase) {
        if (lowerCase.isEmpty() || severity().contains(lowerCase)) {
            return true;
        }
        return has(finding.rule(), lowerCase) || has(finding.summary(), lowerCase)
                || has(finding.explanation(), lowerCase) || has(finding.remedy(), lowerCase)
                || finding.subjects().stream().anyMatch(subject -> has(subject, lowerCase));
    }

    private static boolean has(String text, String lowerCase) {
        return text.toLowerCase(Locale.ROOT).contains(lowerCase);
    }
}
