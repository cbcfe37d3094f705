// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.analysis.match.DeviceVerdict;
import org.bindscope.render.MatchAnswer;

/** Answers with the verdict about functions. */
final class MatchCommand implements Command {

    private static final String DEVICE = "--device";

    @Override
    public Grammar grammar() {
        return Suppositions.addTo(Format.addTo(SnapshotInput.addTo(new Grammar("bindscope match",
                "Tells for each PCI function which driver has it, which would get it, and why."))
                        .values(DEVICE, "ADDR", "Only this function; may be repeated.")));
    }

    @Override
    public int run(Words words, Console console) throws CommandException, IOException {
        Format format = Format.of(words);
        MachineAnalysis analysis = Suppositions.analysis(SnapshotInput.open(words), words);
        Set<String> asked = new HashSet<>();
        for (String word : words.values(DEVICE)) {
            asked.add(Suppositions.address(DEVICE, word, analysis));
        }
        List<DeviceVerdict> verdicts = new ArrayList<>();
        for (DeviceVerdict verdict : analysis.verdicts()) {
            if (asked.isEmpty() || asked.contains(verdict.address())) {
                verdicts.add(verdict);
            }
        }
        console.answer(new MatchAnswer(analysis.rules(), analysis.whatIfs(), verdicts), format);
        return ANSWERED;
    }
}
