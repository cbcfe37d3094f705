// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.match;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.analysis.match.DeviceVerdict;
import org.bindscope.analysis.match.MatchAnalysis;
import org.bindscope.analysis.match.WhatIf;
import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.model.PciFunction;
import org.bindscope.ui.labels.ModelWalk;
import org.bindscope.ui.labels.ObjectText;

/** Two sets of kernel rules side by side: the functions whose verdict differs. */
final class RulesComparison {

    /**
     * One function.
     *
     * @param address its address
     * @param name    what it is called
     * @param first   who gets it by the first rules
     * @param second  who gets it by the second rules
     * @param why     the sentence of the second verdict
     */
    record Row(String address, String name, String first, String second, String why) {
    }

    private RulesComparison() {
    }

    /**
     * Compares. Takes time: not on the UI thread.
     *
     * @param analysis the machine; what is supposed besides the rules holds for both sides
     * @param first    rules
     * @param second   other rules
     * @return by address
     */
    static List<Row> of(MachineAnalysis analysis, KernelRules first, KernelRules second) {
        MatchAnalysis before = under(analysis, first);
        MatchAnalysis after = under(analysis, second);
        Map<String, PciFunction> functions = new HashMap<>();
        ModelWalk.functions(analysis.machine()).forEach(function -> functions.put(function.getAddress(), function));
        return before.differences(after).stream().map(difference -> new Row(difference.address(),
                Optional.ofNullable(functions.get(difference.address())).map(ObjectText::name).orElse(""),
                who(difference.before(), difference.after()), who(difference.after(), difference.before()),
                difference.after().sentence())).toList();
    }

    private static MatchAnalysis under(MachineAnalysis analysis, KernelRules rules) {
        List<WhatIf> whatIfs = new ArrayList<>(analysis.whatIfs());
        whatIfs.removeIf(WhatIf.Rules.class::isInstance);
        whatIfs.add(0, new WhatIf.Rules(rules));
        return analysis.with(whatIfs).match();
    }

    /** Who gets it, with the reason where both sides give it to the same driver. */
    private static String who(DeviceVerdict verdict, DeviceVerdict other) {
        String who = MatchContent.who(verdict);
        if (!who.equals(MatchContent.who(other))) {
            return who;
        }
        return who + " (" + (verdict.reason() == other.reason() ? "other steps"
                : verdict.reason().name().toLowerCase(Locale.ROOT).replace('_', ' ')) + ")";
    }
}
