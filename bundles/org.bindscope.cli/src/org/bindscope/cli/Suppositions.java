// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.model.Machine;

/** What to suppose instead of what the snapshot says. */
final class Suppositions {

    private static final String RULES = "--rules";

    private Suppositions() {
    }

    /** Adds the options to a grammar. */
    static Grammar addTo(Grammar grammar) {
        return grammar.value(RULES, "NAME", "Kernel rules: A, B, C, D, E, S, S-nocompat, R, or a kernel release such",
                "as 6.12. Default: those of the snapshot's kernel.");
    }

    /** The analysis under these suppositions. */
    static MachineAnalysis analysis(Machine machine, Words words) throws CommandException {
        MachineAnalysis analysis = MachineAnalysis.of(machine);
        if (!words.has(RULES)) {
            return analysis;
        }
        try {
            return analysis.withRules(KernelRules.named(words.value(RULES, "")));
        } catch (IllegalArgumentException e) {
            throw new CommandException("--rules: " + e.getMessage(), e);
        }
    }
}
