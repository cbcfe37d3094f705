// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

import org.bindscope.binding.BindingPlan;
import org.bindscope.binding.PlanBuilder;
import org.bindscope.binding.PlanTransfer;
import org.bindscope.binding.SafeText;
import org.bindscope.binding.SavedPlan;
import org.bindscope.binding.Wish;
import org.bindscope.model.Machine;
import org.bindscope.render.PlanFile;
import org.bindscope.render.PlanFileException;

/**
 * The wishes of a command line: those of a saved plan first, then those of words, which replace them.
 *
 * @param saved  the plan of the file; empty where none is named
 * @param wishes wishes of the words
 * @param rules  name of the kernel rules; the words' before the file's
 * @param accepted rules that the words or the file accept
 */
record PlanWords(Optional<SavedPlan> saved, List<Wish> wishes, Optional<String> rules, Collection<String> accepted) {

    private static final String PLAN = "--plan";

    /** Adds the options to a grammar. */
    static Grammar addTo(Grammar grammar) {
        return grammar.values("--bind", "ADDR=DRIVER", "Give the function to this driver; may be repeated.")
                .values("--unbind", "ADDR", "Take the function from its driver; may be repeated.")
                .value(PLAN, "FILE", "Take the wishes of a saved plan; its devices are looked for in SNAPSHOT.")
                .values("--accept", "RULE", "Write the plan although this finding of severity error speaks",
                        "against it; may be repeated.");
    }

    /** Reads the options and the file that they name. */
    static PlanWords of(Words words, Console console) throws CommandException {
        Optional<SavedPlan> saved = words.has(PLAN) ? Optional.of(read(words.value(PLAN, ""), console)) : Optional.empty();
        List<Wish> wishes = wishes(words);
        if (saved.isEmpty() && wishes.isEmpty()) {
            throw new CommandException("the plan is empty, expected --bind ADDR=DRIVER, --unbind ADDR or --plan FILE");
        }
        Collection<String> accepted = new TreeSet<>(words.values("--accept"));
        saved.ifPresent(plan -> accepted.addAll(plan.accepted()));
        return new PlanWords(saved, wishes, Suppositions.rulesName(words).or(() -> saved.flatMap(SavedPlan::rules)), accepted);
    }

    private static SavedPlan read(String file, Console console) throws CommandException {
        byte[] content = file.equals("-") ? InputFiles.readInput(console.in()) : InputFiles.read(file);
        try {
            return PlanFile.read(file.equals("-") ? "standard input" : file, content);
        } catch (PlanFileException e) {
            throw new CommandException(e.getMessage(), e);
        }
    }

    private static List<Wish> wishes(Words words) throws CommandException {
        List<Wish> wishes = new ArrayList<>();
        for (String bind : words.values("--bind")) {
            int equals = bind.indexOf('=');
            if (equals <= 0 || equals == bind.length() - 1) {
                throw new CommandException("--bind: '" + bind + "' is no wish, expected ADDR=DRIVER such as 0000:01:00.0=vfio-pci");
            }
            wishes.add(Wish.bind(address("--bind", bind.substring(0, equals)), bind.substring(equals + 1)));
        }
        for (String unbind : words.values("--unbind")) {
            wishes.add(Wish.unbind(address("--unbind", unbind)));
        }
        return wishes;
    }

    private static String address(String option, String word) throws CommandException {
        return SafeText.canonicalAddress(word).orElseThrow(() -> new CommandException(option + ": '" + word
                + "' is no PCI address, expected dddd:bb:dd.f such as 0000:01:00.0"));
    }

    /** Where the devices of the saved plan are in a machine; empty where no file is named. */
    Optional<PlanTransfer> transfer(Machine machine) {
        return saved.map(plan -> PlanTransfer.of(plan, machine));
    }

    /** The plan for a machine. */
    BindingPlan plan(Machine machine, Optional<PlanTransfer> transfer) {
        PlanBuilder builder = new PlanBuilder(machine);
        transfer.ifPresent(found -> found.wishes().forEach(builder::wish));
        wishes.forEach(builder::wish);
        transfer.ifPresent(found -> builder.order(found.order()));
        return builder.accept(accepted).build();
    }
}
