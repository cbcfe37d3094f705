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

/** Applies overlays to a blob. */
final class FdtOverlayCommand implements Command {

    @Override
    public Grammar grammar() {
        return new Grammar("bindscope fdt overlay", "Applies overlays to a blob, one after the other, as fdtoverlay does.")
                .operand("BASE", "The blob; compiled with dtc -@ where overlays name its labels.")
                .operands("OVERLAY", "Overlays in their order.")
                .value("-o,--output", "OUT.dtb", "Write the merged blob here (must be given); - is standard output.");
    }

    @Override
    public int run(Words words, Console console) throws CommandException, IOException {
        String output = words.value("--output", "");
        if (output.isEmpty()) {
            throw new CommandException("missing -o OUT.dtb (see bindscope fdt overlay --help)");
        }
        String base = words.operands().get(0);
        List<String> overlays = words.operands().subList(1, words.operands().size());
        byte[] baseData = readBlob(base);
        List<byte[]> data = new ArrayList<>();
        for (String overlay : overlays) {
            data.add(readBlob(overlay));
        }
        byte[] merged = apply(base, baseData, overlays, data).blob();
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

    private static OverlayResult apply(String base, byte[] baseData, List<String> overlays, List<byte[]> data) throws CommandException {
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
