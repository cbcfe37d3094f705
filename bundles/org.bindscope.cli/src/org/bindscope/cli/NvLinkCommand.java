// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import java.io.IOException;
import java.util.List;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.analysis.nvlink.NvLinkGraph;
import org.bindscope.analysis.nvlink.NvLinkMatrix;
import org.bindscope.analysis.nvlink.NvLinkSilence;
import org.bindscope.render.NvLinkAnswer;

/** Answers with the NVLink graph. */
final class NvLinkCommand implements Command {

    @Override
    public Grammar grammar() {
        return Format.addTo(SnapshotInput.addTo(new Grammar("bindscope nvlink",
                "Shows the NVLink graph.")));
    }

    @Override
    public int run(Words words, Console console) throws CommandException, IOException {
        Format format = Format.of(words);
        MachineAnalysis analysis = MachineAnalysis.of(SnapshotInput.open(words).machine());
        NvLinkGraph graph = analysis.nvLink();
        console.answer(new NvLinkAnswer(graph, NvLinkMatrix.of(graph, analysis.machine()),
                graph.endpoints().isEmpty() ? NvLinkSilence.of(analysis.machine()) : List.of()), format);
        return ANSWERED;
    }
}
