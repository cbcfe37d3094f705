// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import java.io.IOException;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.render.GroupsAnswer;

/** Answers with the IOMMU groups. */
final class GroupsCommand implements Command {

    @Override
    public Grammar grammar() {
        return Suppositions.addTo(Format.addTo(SnapshotInput.addTo(new Grammar("bindscope groups",
                "Shows IOMMU groups, why each is as it is, and whether VFIO may have it."))));
    }

    @Override
    public int run(Words words, Console console) throws CommandException, IOException {
        Format format = Format.of(words);
        MachineAnalysis analysis = Suppositions.analysis(SnapshotInput.open(words), words);
        console.answer(new GroupsAnswer(analysis.machine(), analysis.groups()), format);
        return ANSWERED;
    }
}
