// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.bindscope.devicetree.FdtReader;
import org.bindscope.render.FdtCheckAnswer;
import org.bindscope.render.FdtCheckAnswer.Checked;

import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Checks device tree blobs. */
@CommandLine.Command(name = "check", description = {
    "Checks blobs as strictly as libfdt's full check does, and tells the offset of each problem.",
    "The exit status is 1 when libfdt would refuse a file."})
final class FdtCheckCommand implements Command {

    @Mixin
    private HelpOption help;

    @Mixin
    private FormatOption form;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Blobs to check.")
    private List<String> files;

    @Override
    public int run(Console console) throws CommandException, IOException {
        List<Checked> checked = new ArrayList<>();
        CommandException unreadable = null;
        for (String file : files) {
            try {
                checked.add(new Checked(file, FdtReader.readLenient(InputFiles.read(file)).problems()));
            } catch (CommandException e) {
                // The other files still get their answer; the first that could not be read is told at the end.
                unreadable = unreadable == null ? e : unreadable;
            }
        }
        if (!checked.isEmpty() || unreadable == null) {
            console.answer(new FdtCheckAnswer(checked), form.format());
        }
        if (unreadable != null) {
            throw unreadable;
        }
        return checked.stream().allMatch(Checked::accepted) ? ANSWERED : SOMETHING_WRONG;
    }
}
