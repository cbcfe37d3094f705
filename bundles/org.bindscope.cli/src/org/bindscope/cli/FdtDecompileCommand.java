// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

import org.bindscope.devicetree.DtsWriter;
import org.bindscope.devicetree.Fdt;
import org.bindscope.devicetree.FdtError;
import org.bindscope.devicetree.FdtProblem;
import org.bindscope.devicetree.FdtReader;

import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a device tree blob as source text. */
@CommandLine.Command(name = "decompile",
        description = "Writes a blob as source text, byte for byte as dtc 1.6.1 does.")
final class FdtDecompileCommand implements Command {

    private static final int BUFFER = 1 << 16;

    @Mixin
    private HelpOption help;

    @Parameters(index = "0", paramLabel = "FILE.dtb", description = "The blob; - reads standard input.")
    private String file;

    @Option(names = {"-o", "--output"}, paramLabel = "OUT.dts", description = "Write here instead of standard output.")
    private String output;

    @Option(names = {"-s", "--sort"},
            description = "Order properties and nodes by name and reservations by address, as dtc -s does.")
    private boolean sort;

    @Option(names = {"-f", "--force"},
            description = "Write a damaged blob as far as it goes; the exit status is 1 then.")
    private boolean force;

    @Override
    public int run(Console console) throws CommandException, IOException {
        boolean standardInput = file.equals("-");
        String name = standardInput ? "standard input" : file;
        byte[] data = standardInput ? InputFiles.readInput(console.in()) : InputFiles.read(file);
        Fdt tree = FdtReader.readLenient(data);
        Optional<FdtProblem> damage = tree.firstError();
        boolean lost = damage.isPresent() && isLoss(tree, damage.get());
        if (lost && !force) {
            throw new CommandException(name + ": " + damage.get());
        }
        if (damage.isPresent()) {
            // dtc reads such a blob, so the answer stands; libfdt and the kernel would not take it.
            console.complain(name + ": " + damage.get());
        }
        write(tree, console);
        return lost ? SOMETHING_WRONG : ANSWERED;
    }

    /** Versions that libfdt does not read and a named root cost nothing; dtc decodes them too. */
    private static boolean isLoss(Fdt tree, FdtProblem damage) {
        return !tree.complete() || damage.error() == FdtError.TRUNCATED || damage.error() == FdtError.BADMAGIC;
    }

    private void write(Fdt tree, Console console) throws CommandException, IOException {
        DtsWriter writer = new DtsWriter(sort);
        if (output == null || output.equals("-")) {
            OutputStream out = new BufferedOutputStream(console.out(), BUFFER);
            writer.write(tree, out);
            out.flush();
        } else {
            ByteArrayOutputStream text = new ByteArrayOutputStream(BUFFER);
            writer.write(tree, text);
            InputFiles.write(output, text.toByteArray());
        }
    }
}
