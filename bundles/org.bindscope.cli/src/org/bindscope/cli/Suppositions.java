// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.analysis.groups.HostUse;
import org.bindscope.analysis.match.WhatIf;
import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.binding.SafeText;
import org.bindscope.render.HostDeviceNames;
import org.bindscope.snapshot.Snapshot;

/** What to suppose instead of what the snapshot says. Options of one kind apply in their order. */
final class Suppositions {

    private static final String RULES = "--rules";
    private static final String SET_OVERRIDE = "--set-override";
    private static final String CLEAR_OVERRIDE = "--clear-override";
    private static final String NEW_ID = "--new-id";
    private static final String LOAD = "--load";
    private static final String UNLOAD = "--unload";
    private static final String OPTION = "--option";
    private static final String MODULES_ALIAS = "--modules-alias";

    private Suppositions() {
    }

    /** Adds the options to a grammar. */
    static Grammar addTo(Grammar grammar) {
        return grammar.value(RULES, "NAME", "Kernel rules: A, B, C, D, E, S, S-nocompat, R, or a kernel release such",
                "as 6.12. Default: those of the snapshot's kernel.")
                .values(SET_OVERRIDE, "ADDR=DRIVER", "Suppose that driver_override of the function has this name.")
                .values(CLEAR_OVERRIDE, "ADDR", "Suppose that driver_override of the function is not set.")
                .values(NEW_ID, "DRIVER=ID", "Suppose a dynamic id, VVVV:DDDD[:SV:SD[:CLASS[:MASK]]].")
                .values(LOAD, "MODULE", "Suppose that the module is loaded.")
                .values(UNLOAD, "MODULE", "Suppose that the module is not loaded.")
                .values(OPTION, "MODULE.PARAM=VALUE", "Suppose that the module has this parameter.")
                .value(MODULES_ALIAS, "FILE", "Suppose another modules.alias, for example of the next kernel.");
    }

    /** The analysis under these suppositions. */
    static MachineAnalysis analysis(Snapshot snapshot, Words words) throws CommandException {
        return analysis(snapshot, words, rulesName(words));
    }

    /** The kernel rules that the words name. */
    static Optional<String> rulesName(Words words) {
        return words.has(RULES) ? Optional.of(words.value(RULES, "")) : Optional.empty();
    }

    /** The analysis under these suppositions and other rules than the words name. */
    static MachineAnalysis analysis(Snapshot snapshot, Words words, Optional<String> rules) throws CommandException {
        HostUse host = HostDeviceNames.of(snapshot.files());
        MachineAnalysis captured = MachineAnalysis.of(snapshot.machine(), host);
        List<WhatIf> suppositions = new ArrayList<>();
        if (rules.isPresent()) {
            suppositions.add(rules(rules.get()));
        }
        if (words.has(MODULES_ALIAS)) {
            String file = words.value(MODULES_ALIAS, "");
            suppositions.add(WhatIf.ModulesAlias.of(file, new String(InputFiles.read(file), StandardCharsets.ISO_8859_1)));
        }
        for (String module : words.values(LOAD)) {
            suppositions.add(new WhatIf.Load(module));
        }
        for (String module : words.values(UNLOAD)) {
            suppositions.add(new WhatIf.Unload(module));
        }
        for (String option : words.values(OPTION)) {
            suppositions.add(parsed(OPTION, () -> WhatIf.Option.parse(option)));
        }
        for (String id : words.values(NEW_ID)) {
            suppositions.add(parsed(NEW_ID, () -> WhatIf.NewId.parse(id)));
        }
        for (String override : words.values(SET_OVERRIDE)) {
            int equals = override.indexOf('=');
            if (equals <= 0 || equals == override.length() - 1) {
                throw new CommandException(SET_OVERRIDE + ": '" + override
                        + "' is no override, expected ADDR=DRIVER such as 0000:01:00.0=vfio-pci");
            }
            suppositions.add(new WhatIf.SetOverride(address(SET_OVERRIDE, override.substring(0, equals), captured),
                    override.substring(equals + 1)));
        }
        for (String word : words.values(CLEAR_OVERRIDE)) {
            suppositions.add(new WhatIf.ClearOverride(address(CLEAR_OVERRIDE, word, captured)));
        }
        return suppositions.isEmpty() ? captured : captured.with(suppositions);
    }

    private static WhatIf rules(String name) throws CommandException {
        return parsed(RULES, () -> new WhatIf.Rules(KernelRules.named(name)));
    }

    private static WhatIf parsed(String option, Supplier<WhatIf> parser) throws CommandException {
        try {
            return parser.get();
        } catch (IllegalArgumentException e) {
            throw new CommandException(option + ": " + e.getMessage(), e);
        }
    }

    /** The full form of an address that the machine has. */
    static String address(String option, String word, MachineAnalysis analysis) throws CommandException {
        String address = SafeText.canonicalAddress(word).orElseThrow(() -> new CommandException(option + ": '" + word
                + "' is no PCI address, expected dddd:bb:dd.f such as 0000:01:00.0"));
        if (analysis.verdict(address).isEmpty()) {
            throw new CommandException(option + ": the snapshot has no function at " + address);
        }
        return address;
    }
}
