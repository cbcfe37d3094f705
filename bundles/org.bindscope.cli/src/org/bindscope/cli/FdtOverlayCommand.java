// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bindscope.devicetree.FdtChecker;
import org.bindscope.devicetree.FdtException;
import org.bindscope.devicetree.FdtProblem;
import org.bindscope.devicetree.OverlayApplier;
import org.bindscope.devicetree.OverlayException;
import org.bindscope.devicetree.OverlayResult;

import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Applies overlays to a blob. */
@CommandLine.Command(name = "overlay", description = "Applies overlays to a blob, one after the other, as fdtoverlay does.")
final class FdtOverlayCommand implements Command {

    @Mixin
    private HelpOption help;

    @Parameters(index = "0", paramLabel = "BASE", description = "The blob; for overlays with labels compiled with dtc -@.")
    private String base;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "OVERLAY", description = "Overlays in their order.")
    private List<String> overlays;

    @Option(names = {"-o", "--output"}, required = true, paramLabel = "OUT.dtb",
            description = "Write the merged blob here; - is standard output.")
    private String output;

    @Override
    public int run(Console console) throws CommandException, IOException {
        byte[] baseData = readBlob(base);
        List<byte[]> data = new ArrayList<>();
        for (String overlay : overlays) {
            data.add(readBlob(overlay));
        }
        byte[] merged = apply(baseData, data).blob();
        if (output.equals("-")) {
            console.out().write(merged);
            console.out().flush();
        } else {
            InputFiles.write(output, merged);
        }
        return ANSWERED;
    }

    private static byte[] readBlob(String file) throws CommandException {
        byte[] data = InputFiles.read(file);
        Optional<FdtProblem> problem = FdtChecker.check(data);
        if (problem.isPresent()) {
            throw new CommandException(file + ": " + problem.get());
        }
        return data;
    }

    private OverlayResult apply(byte[] baseData, List<byte[]> data) throws CommandException {
        try {
            return OverlayApplier.apply(baseData, data);
        } catch (FdtException e) {
            throw new CommandException(base + ": the merged tree cannot be written: " + e.getMessage(), e);
        } catch (OverlayException e) {
            StringBuilder place = new StringBuilder(overlays.get(e.overlayIndex()));
            e.fragment().ifPresent(fragment -> place.append(", ").append(fragment));
            e.label().ifPresent(label -> place.append(", label ").append(label));
            throw new CommandException(place + ": " + e.error().libfdtName() + ": " + e.getMessage(), e);
        }
    }
}
