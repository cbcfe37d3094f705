// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import java.io.IOException;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.render.GroupsAnswer;

import picocli.CommandLine;
import picocli.CommandLine.Mixin;

/** Answers with the IOMMU groups. */
@CommandLine.Command(name = "groups", description = "Shows IOMMU groups, why each is as it is, and whether VFIO may have it.")
final class GroupsCommand implements Command {

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
        console.answer(new GroupsAnswer(analysis.machine(), analysis.groups()), form.format());
        return ANSWERED;
    }
}
