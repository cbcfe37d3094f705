// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import org.bindscope.devicetree.DirectoryTreeReader;
import org.bindscope.devicetree.DtsWriter;
import org.bindscope.devicetree.Fdt;
import org.bindscope.devicetree.FdtError;
import org.bindscope.devicetree.FdtProblem;
import org.bindscope.devicetree.FdtReader;
import org.bindscope.devicetree.PathTreeDirectory;

/** Writes a device tree blob as source text. */
final class FdtDecompileCommand implements Command {

    private static final int BUFFER = 1 << 16;

    @Override
    public Grammar grammar() {
        return new Grammar("bindscope fdt decompile", "Writes a blob as source text, byte for byte as dtc 1.6.1 does.",
                "A folder of blobs is written to the folder that --output names, on all processors.")
                .operand("FILE.dtb", "The blob, a folder of blobs, or a tree as /proc/device-tree; - reads standard input.")
                .value("-o,--output", "OUT.dts", "Write here instead of standard output.")
                .flag("-s,--sort", "Order properties and nodes by name and reservations by address, as dtc -s.")
                .flag("-f,--force", "Write a damaged blob as far as it goes; the exit status is 1 then.");
    }

    @Override
    public int run(Words words, Console console) throws CommandException, IOException {
        String file = words.operands().get(0);
        if (!file.equals("-") && Files.isDirectory(InputFiles.path(file))) {
            return isDirectoryForm(file) ? directoryForm(file, words, console) : folder(file, words, console);
        }
        boolean standardInput = file.equals("-");
        String name = standardInput ? "standard input" : file;
        byte[] data = standardInput ? InputFiles.readInput(console.in()) : InputFiles.read(file);
        Fdt tree = FdtReader.readLenient(data);
        Optional<FdtProblem> damage = tree.firstError();
        boolean lost = damage.isPresent() && isLoss(tree, damage.get());
        if (lost && !words.has("--force")) {
            throw new CommandException(name + ": " + damage.get());
        }
        if (damage.isPresent()) {
            // dtc reads such a blob, so the answer stands; libfdt and the kernel would not take it.
            console.complain(name + ": " + damage.get());
        }
        write(tree, words, console);
        return lost ? SOMETHING_WRONG : ANSWERED;
    }

    /** Whether a folder is a tree as /proc/device-tree shows it: the root node always has one of these properties. */
    private static boolean isDirectoryForm(String folder) throws CommandException {
        Path path = InputFiles.path(folder);
        return Files.isRegularFile(path.resolve("compatible")) || Files.isRegularFile(path.resolve("#address-cells"));
    }

    private static int directoryForm(String folder, Words words, Console console) throws CommandException {
        try {
            Fdt tree = DirectoryTreeReader.read(new PathTreeDirectory(InputFiles.path(folder)));
            tree.problems().forEach(problem -> console.complain(folder + ": " + problem));
            write(tree, words, console);
            return tree.complete() ? ANSWERED : SOMETHING_WRONG;
        } catch (IOException e) {
            throw InputFiles.failed(folder, "read", e);
        }
    }

    private static int folder(String folder, Words words, Console console) throws CommandException {
        String output = words.value("--output", "-");
        if (output.equals("-")) {
            throw new CommandException(folder + ": is a folder, so --output must name the folder for the texts");
        }
        return new FdtFolder(InputFiles.path(folder), InputFiles.path(output), words.has("--sort"), words.has("--force"))
                .run(console) ? ANSWERED : SOMETHING_WRONG;
    }

    /** Versions that libfdt does not read and a named root cost nothing; dtc decodes them too. */
    static boolean isLoss(Fdt tree, FdtProblem damage) {
        return !tree.complete() || damage.error() == FdtError.TRUNCATED || damage.error() == FdtError.BADMAGIC;
    }

    private static void write(Fdt tree, Words words, Console console) throws CommandException, IOException {
        DtsWriter writer = new DtsWriter(words.has("--sort"));
        String output = words.value("--output", "-");
        if (output.equals("-")) {
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
