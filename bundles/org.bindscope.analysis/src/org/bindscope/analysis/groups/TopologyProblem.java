// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.List;

import org.bindscope.analysis.findings.Finding.EvidenceText;

/**
 * A contradiction in what a snapshot says about bridges and groups.
 *
 * @param text     one sentence
 * @param subjects addresses of the functions, and groups, that it is about
 * @param evidence where the snapshot says so
 */
public record TopologyProblem(String text, List<String> subjects, List<EvidenceText> evidence) {

    /** Copies the lists. */
    public TopologyProblem {
        subjects = List.copyOf(subjects);
        evidence = List.copyOf(evidence);
    }
}
