// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.model.Machine;

import picocli.CommandLine.Option;

/** What to suppose instead of what the snapshot says. */
final class WhatIfOptions {

    @Option(names = "--rules", paramLabel = "NAME", description = {
        "Kernel rules: A, B, C, D, E, S, S-nocompat, R, or a kernel release such as 6.12.",
        "Default: those of the snapshot's kernel."})
    private String rules;

    /** The analysis under these suppositions. */
    MachineAnalysis analysis(Machine machine) throws CommandException {
        MachineAnalysis analysis = MachineAnalysis.of(machine);
        if (rules == null) {
            return analysis;
        }
        try {
            return analysis.withRules(KernelRules.named(rules));
        } catch (IllegalArgumentException e) {
            throw new CommandException("--rules: " + e.getMessage(), e);
        }
    }
}
