// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.bindscope.analysis.findings.Finding;
import org.bindscope.devicetree.FdtReader;
import org.bindscope.testsupport.CorpusFiles;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares with what libfdt said of every damaged blob of the corpus. */
class BlobDiagnosticsTest {

    static List<String[]> blobs() throws IOException {
        List<String[]> rows = new ArrayList<>();
        if (CorpusFiles.corpus().isEmpty()) {
            return rows;
        }
        List<String> lines = Files.readAllLines(CorpusFiles.require("dtb/malformed/EXPECTED.tsv"));
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split("\t", -1);
            rows.add(new String[] {cells[0], cells[1].substring(cells[1].indexOf("full=") + 5)});
        }
        return rows;
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("blobs")
    void errorsHaveTheCodeOfLibfdtsVerdict(String name, String verdict) throws IOException {
        Path file = CorpusFiles.require("dtb/malformed/" + name);
        List<Finding> findings = BlobDiagnostics.of(FdtReader.readLenient(Files.readAllBytes(file)), name);
        List<String> errors = findings.stream().filter(f -> f.severity() == Finding.Severity.ERROR).map(Finding::rule)
                .distinct().toList();
        String code = verdict.replace("FDT_ERR_", "");
        String expected = switch (code) {
            case "OK" -> "";
            case "BADMAGIC" -> "fdt-bad-magic";
            case "BADVERSION" -> "fdt-bad-version";
            case "BADSTRUCTURE" -> "fdt-bad-structure";
            case "BADOFFSET" -> "fdt-bad-offset";
            case "ALIGNMENT" -> "fdt-alignment";
            default -> "fdt-truncated";
        };
        String first = errors.isEmpty() ? "" : errors.get(0).equals("fdt-rsvmap-unterminated") ? "fdt-truncated"
                : errors.get(0);
        assertEquals(expected, first, () -> verdict + " " + findings);
    }
}
