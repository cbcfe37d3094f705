// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.bindscope.snapshot.capture.CaptureScript;

/** Prints the script that makes a snapshot on a machine without Java. */
final class CaptureCommand implements Command {

    @Override
    public Grammar grammar() {
        return new Grammar("bindscope capture",
                "Prints the POSIX sh script that makes a snapshot on a machine without Java.",
                "Copy it to the machine and run it there: sh " + CaptureScript.FILE_NAME + " --help")
                .value("-o,--output", "FILE.sh", "Write here instead of standard output.");
    }

    @Override
    public int run(Words words, Console console) throws CommandException, IOException {
        byte[] script = CaptureScript.text().getBytes(StandardCharsets.UTF_8);
        String output = words.value("--output", "-");
        if (output.equals("-")) {
            console.out().write(script);
            console.out().flush();
        } else {
            InputFiles.write(output, script);
        }
        return ANSWERED;
    }
}
