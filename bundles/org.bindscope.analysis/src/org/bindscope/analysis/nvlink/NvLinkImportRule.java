// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.FindingContext;
import org.bindscope.analysis.findings.FindingRule;

/**
 * Disagreements between the device tree and what drivers print, and links that are down or slow (fdt-nvlink section
 * 4.2).
 */
public final class NvLinkImportRule implements FindingRule {

    private static final int MAX_PROOFS = 10;

    @Override
    public Set<String> ids() {
        return Set.of("nvlink-import-conflict", "nvlink-import-unreadable", "nvlink-downtrained", "nvlink-errors",
                "nvlink-inactive");
    }

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        NvLinkGraph graph = context.shared(NvLinkGraph.class, c -> NvLinkAnalysis.of(c.machine()));
        return graph.conflicts().stream().map(conflict -> new Finding(conflict.rule(), conflict.severity(),
                conflict.subjects(), conflict.text(),
                explanation(conflict.rule()), conflict.proofs().stream().limit(MAX_PROOFS).map(NvLinkGraph.Proof::evidence).toList(),
                remedy(conflict.rule())));
    }

    private static String explanation(String rule) {
        return switch (rule) {
            case "nvlink-downtrained" -> "The link was trained to a lower speed after errors.";
            case "nvlink-inactive" ->
                    "The link is not trained: the other end is missing, without power, or the link failed.";
            case "nvlink-errors" -> "The driver counted errors on the link: replays and CRC errors were corrected, a"
                    + " recovery trained the link again.";
            case "nvlink-import-unreadable" -> "That part of the file was left out.";
            default -> "The negotiated state counts, then the driver's matrix, then the device tree; all are kept.";
        };
    }

    private static String remedy(String rule) {
        return switch (rule) {
            case "nvlink-downtrained",
                    "nvlink-inactive" ->
                    "Look at the link's error counters (nvidia-smi nvlink -e), reset the GPU, check the board.";
            case "nvlink-errors" -> "Capture the counters again later; if they grow, look at the board and its cables.";
            case "nvlink-import-unreadable" -> "Capture the output again.";
            default -> "Make sure that the files are of the same machine and time.";
        };
    }
}
