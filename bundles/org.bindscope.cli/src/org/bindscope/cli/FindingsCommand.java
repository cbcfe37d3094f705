// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import java.io.IOException;
import java.util.List;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.render.FindingsAnswer;

/** Answers with what is wrong or worth knowing. */
final class FindingsCommand implements Command {

    @Override
    public Grammar grammar() {
        return Suppositions.addTo(Format.addTo(SnapshotInput.addTo(new Grammar("bindscope findings",
                "Tells what is wrong or worth knowing, with evidence and remedy.",
                "The exit status is 1 when one of the findings is an error."))));
    }

    @Override
    public int run(Words words, Console console) throws CommandException, IOException {
        Format format = Format.of(words);
        MachineAnalysis analysis = Suppositions.analysis(SnapshotInput.open(words), words);
        console.answer(new FindingsAnswer(analysis.findings().orElse(List.of())), format);
        return FindingStatus.of(analysis.findings());
    }
}
