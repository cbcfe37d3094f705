// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import java.io.IOException;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.render.InspectAnswer;

/** Answers with the whole machine. */
final class InspectCommand implements Command {

    @Override
    public Grammar grammar() {
        return Suppositions.addTo(Format.addTo(SnapshotInput.addTo(new Grammar("bindscope inspect",
                "Shows the whole machine."))));
    }

    @Override
    public int run(Words words, Console console) throws CommandException, IOException {
        Format format = Format.of(words);
        MachineAnalysis analysis = Suppositions.analysis(SnapshotInput.open(words), words);
        console.answer(new InspectAnswer(analysis), format);
        return FindingStatus.of(analysis.findings());
    }
}
