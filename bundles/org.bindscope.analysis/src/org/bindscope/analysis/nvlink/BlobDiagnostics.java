// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.ArrayList;
import java.util.List;

import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.Finding.EvidenceText;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.devicetree.Fdt;
import org.bindscope.devicetree.FdtError;
import org.bindscope.devicetree.FdtProblem;

/** What is wrong with the form of a flattened device tree (fdt-nvlink section 4.1, first two rows). */
public final class BlobDiagnostics {

    private BlobDiagnostics() {
    }

    /**
     * The problems of a blob as findings.
     *
     * @param fdt  blob as it was read leniently
     * @param file its name in messages
     * @return by offset; empty for an intact blob
     */
    public static List<Finding> of(Fdt fdt, String file) {
        List<Finding> findings = new ArrayList<>();
        for (FdtProblem problem : fdt.problems()) {
            String place = problem.offset() == FdtProblem.NO_OFFSET ? file : file + ": offset 0x"
                    + Long.toHexString(problem.offset());
            findings.add(new Finding(rule(problem), severity(problem), List.of(file), problem.message(),
                    problem.severity() == FdtProblem.Severity.ERROR ? "libfdt refuses the blob ("
                    + problem.error().libfdtName() + ")."
                            : "libfdt accepts the blob; other readers may not.",
                    List.of(new EvidenceText(file, place)), "Write the blob again with dtc or libfdt."));
        }
        return findings;
    }

    private static String rule(FdtProblem problem) {
        FdtError error = problem.error();
        boolean refused = problem.severity() == FdtProblem.Severity.ERROR;
        if (error == FdtError.BADLAYOUT) {
            return "fdt-trailing-data";
        }
        if (!refused && error != FdtError.ALIGNMENT) {
            return "fdt-reader-disagreement";
        }
        if (error == FdtError.TRUNCATED && problem.message().startsWith("The memory reservations")) {
            return "fdt-rsvmap-unterminated";
        }
        return switch (error) {
            case BADMAGIC -> "fdt-bad-magic";
            case BADVERSION -> "fdt-bad-version";
            case TRUNCATED -> "fdt-truncated";
            case ALIGNMENT -> "fdt-alignment";
            case BADOFFSET -> "fdt-bad-offset";
            default -> "fdt-bad-structure";
        };
    }

    private static Severity severity(FdtProblem problem) {
        return switch (problem.severity()) {
            case ERROR -> Severity.ERROR;
            case WARNING -> Severity.WARNING;
            case NOTE -> Severity.INFO;
        };
    }
}
