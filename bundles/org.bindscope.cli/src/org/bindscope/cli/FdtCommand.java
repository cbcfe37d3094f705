// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import java.io.IOException;

import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Groups the commands for device trees. */
@CommandLine.Command(name = "fdt", synopsisSubcommandLabel = "COMMAND",
        description = "Flattened device trees: source text, checks, overlays.")
final class FdtCommand implements Command {

    @Mixin
    private HelpOption help;

    @Spec
    private CommandSpec spec;

    @Override
    public int run(Console console) throws IOException {
        console.print(spec.commandLine().getUsageMessage(Ansi.OFF));
        return ANSWERED;
    }
}
