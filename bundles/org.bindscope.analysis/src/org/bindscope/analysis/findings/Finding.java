// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.findings;

import java.util.List;

/**
 * Something that is wrong with a machine or worth knowing, with its proof.
 *
 * @param rule        id of the rule with a readable tail, for example {@code R01-group-not-viable};
 *                    device-tree rules carry the code of the specification, for example
 *                    {@code phandle-dangling}
 * @param severity    how much it matters
 * @param subjects    what it is about: PCI addresses, group numbers or node paths; never empty
 * @param summary     one sentence
 * @param explanation why it is so and what it leads to
 * @param evidence    where the snapshot says so
 * @param remedy      what to do; empty when nothing can be done
 */
public record Finding(String rule, Severity severity, List<String> subjects, String summary,
        String explanation, List<EvidenceText> evidence, String remedy) {

    /** How much a finding matters. */
    public enum Severity {
        /** Something does not work, or will not. */
        ERROR,
        /** Something may not work, or costs. */
        WARNING,
        /** Worth knowing. */
        INFO
    }

    /**
     * A place in the snapshot and what it says.
     *
     * @param file path inside the snapshot, with {@code :line} where lines exist
     * @param text what stands there
     */
    public record EvidenceText(String file, String text) {
    }

    /** Copies the lists. */
    public Finding {
        subjects = List.copyOf(subjects);
        evidence = List.copyOf(evidence);
    }
}
