// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.bindscope.devicetree.FdtReader;
import org.bindscope.render.FdtCheckAnswer;
import org.bindscope.render.FdtCheckAnswer.Checked;

/** Checks device tree blobs. */
final class FdtCheckCommand implements Command {

    @Override
    public Grammar grammar() {
        return Format.addTo(new Grammar("bindscope fdt check", "Checks blobs as libfdt's full check does, and tells the offset of each problem.",
                "The exit status is 1 when libfdt would refuse a file.")
                        .operands("FILE", "Blobs to check."));
    }

    @Override
    public int run(Words words, Console console) throws CommandException, IOException {
        Format format = Format.of(words);
        List<Checked> checked = new ArrayList<>();
        CommandException unreadable = null;
        for (String file : words.operands()) {
            try {
                checked.add(new Checked(file, FdtReader.readLenient(InputFiles.read(file)).problems()));
            } catch (CommandException e) {
                // The other files still get their answer; the first that could not be read is told at the end.
                unreadable = unreadable == null ? e : unreadable;
            }
        }
        if (!checked.isEmpty() || unreadable == null) {
            console.answer(new FdtCheckAnswer(checked), format);
        }
        if (unreadable != null) {
            throw unreadable;
        }
        return checked.stream().allMatch(Checked::accepted) ? ANSWERED : SOMETHING_WRONG;
    }
}
