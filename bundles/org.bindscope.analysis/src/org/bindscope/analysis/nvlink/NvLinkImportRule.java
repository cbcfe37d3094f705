// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.Finding.EvidenceText;
import org.bindscope.analysis.findings.FindingContext;
import org.bindscope.analysis.findings.FindingRule;

/**
 * Disagreements between the device tree and what drivers print, and links that are down or slow (fdt-nvlink section
 * 4.2).
 */
public final class NvLinkImportRule implements FindingRule {

    @Override
    public Set<String> ids() {
        return Set.of("nvlink-import-conflict", "nvlink-import-unreadable", "nvlink-downtrained",
                "nvlink-inactive");
    }

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        NvLinkGraph graph = context.shared(NvLinkGraph.class, c -> NvLinkAnalysis.of(c.machine()));
        return graph.conflicts().stream().map(conflict -> new Finding(conflict.rule(), conflict.severity(),
                conflict.subjects(), conflict.text(),
                explanation(conflict.rule()), List.of(new EvidenceText(conflict.file(), conflict.text())),
                remedy(conflict.rule())));
    }

    private static String explanation(String rule) {
        return switch (rule) {
            case "nvlink-downtrained" -> "The link was trained to a lower speed after errors.";
            case "nvlink-inactive" ->
                    "The link is not trained: the other end is missing, without power, or the link failed.";
            case "nvlink-import-unreadable" -> "That part of the file was left out.";
            default -> "The negotiated state counts, then the driver's matrix, then the device tree; all are kept.";
        };
    }

    private static String remedy(String rule) {
        return switch (rule) {
            case "nvlink-downtrained",
                    "nvlink-inactive" ->
                    "Look at the link's error counters (nvidia-smi nvlink -e), reset the GPU, check the board.";
            case "nvlink-import-unreadable" -> "Capture the output again.";
            default -> "Make sure that the files are of the same machine and time.";
        };
    }
}
