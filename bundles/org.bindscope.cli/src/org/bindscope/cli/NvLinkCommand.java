// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import java.io.IOException;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.render.NvLinkAnswer;

import picocli.CommandLine;
import picocli.CommandLine.Mixin;

/** Answers with the NVLink graph. */
@CommandLine.Command(name = "nvlink", description = "Shows the NVLink graph.")
final class NvLinkCommand implements Command {

    @Mixin
    private HelpOption help;

    @Mixin
    private SnapshotOptions snapshot;

    @Mixin
    private FormatOption form;

    @Override
    public int run(Console console) throws CommandException, IOException {
        MachineAnalysis analysis = MachineAnalysis.of(snapshot.open().machine());
        console.answer(new NvLinkAnswer(analysis.nvLink()), form.format());
        return ANSWERED;
    }
}
