// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import java.io.IOException;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.render.InspectAnswer;

import picocli.CommandLine;
import picocli.CommandLine.Mixin;

/** Answers with the whole machine. */
@CommandLine.Command(name = "inspect", description = "Shows the whole machine.")
final class InspectCommand implements Command {

    @Mixin
    private HelpOption help;

    @Mixin
    private SnapshotOptions snapshot;

    @Mixin
    private FormatOption form;

    @Mixin
    private WhatIfOptions whatIf;

    @Override
    public int run(Console console) throws CommandException, IOException {
        MachineAnalysis analysis = whatIf.analysis(snapshot.open().machine());
        console.answer(new InspectAnswer(analysis), form.format());
        return FindingStatus.of(analysis.findings());
    }
}
