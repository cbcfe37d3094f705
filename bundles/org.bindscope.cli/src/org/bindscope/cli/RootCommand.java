// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import java.io.IOException;

import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What is left when no command is named. */
@CommandLine.Command(name = "bindscope", synopsisSubcommandLabel = "COMMAND", description = {
    "Reads a device tree or a sysfs snapshot of a machine and explains which driver has each PCI",
    "function, which would get it, and why.", "",
    "SNAPSHOT is a directory, an archive (tar, tar.gz, tar.xz, tar.zst, tar.bz2, zip), a .dtb,",
    "/ for this very machine, or sample:NAME for one that ships with Bindscope.",
    "Without a command, or with file names only, the desktop starts."}, footerHeading = "%nExit status:%n", footer = {
    "  0  answered",
    "  1  answered, and something is wrong: a finding of severity error, a plan that cannot be",
    "     carried out, an expectation of a scenario that does not hold, a damaged device tree",
    "  2  the input or the words were bad; one line on standard error says where and why"})
final class RootCommand implements Command {

    @Mixin
    private HelpOption help;

    @Option(names = {"-V", "--version"}, versionHelp = true, description = "Show the version and exit.")
    private boolean version;

    @Spec
    private CommandSpec spec;

    @Override
    public int run(Console console) throws IOException {
        console.print(spec.commandLine().getUsageMessage(Ansi.OFF));
        return ANSWERED;
    }
}
