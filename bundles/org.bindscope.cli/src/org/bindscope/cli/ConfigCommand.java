// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.model.PciFunction;
import org.bindscope.render.ConfigAnswer;

/** Answers with decoded configuration space. */
final class ConfigCommand implements Command {

    private static final String DEVICE = "--device";
    private static final String HEX = "--hex";

    @Override
    public Grammar grammar() {
        return Format.addTo(SnapshotInput.addTo(new Grammar("bindscope config",
                "Shows the registers and fields of PCI configuration space."))
                        .values(DEVICE, "ADDR", "Only this function; may be repeated.")
                        .flag("-x," + HEX, "Show the bytes, too, as lspci -x does."));
    }

    @Override
    public int run(Words words, Console console) throws CommandException, IOException {
        Format format = Format.of(words);
        MachineAnalysis analysis = MachineAnalysis.of(SnapshotInput.open(words).machine());
        Set<String> asked = new HashSet<>();
        for (String word : words.values(DEVICE)) {
            asked.add(Suppositions.address(DEVICE, word, analysis));
        }
        List<PciFunction> functions = analysis.machine().getDomains().stream().flatMap(domain -> domain.getBuses().stream())
                .flatMap(bus -> bus.getFunctions().stream())
                .filter(function -> asked.isEmpty() || asked.contains(function.getAddress())).toList();
        console.answer(new ConfigAnswer(functions, words.has(HEX)), format);
        return ANSWERED;
    }
}
