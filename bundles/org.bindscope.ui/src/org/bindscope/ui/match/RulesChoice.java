// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.match;

import java.util.ArrayList;
import java.util.List;

import org.bindscope.analysis.rules.KernelRules;

/**
 * Sets of kernel rules to choose from: those of the snapshot's kernel first, then the eras of the specification.
 *
 * @param own the rules that the snapshot asks for
 */
record RulesChoice(KernelRules own) {

    private static final String OWN = "as captured: ";

    /** What is offered, in order. */
    List<String> items() {
        List<String> items = new ArrayList<>(List.of(OWN + own.label()));
        KernelRules.NAMES.forEach(name -> items.add(KernelRules.named(name).label()));
        return items;
    }

    /** What a set of rules is called here. */
    String text(KernelRules rules) {
        return rules.equals(own) ? OWN + own.label() : rules.label();
    }

    /**
     * The rules that the user chose or typed.
     *
     * @param text one of the items, the name of an era, or a release; nothing stands for the snapshot's own
     * @throws IllegalArgumentException with a sentence that says what is expected
     */
    KernelRules read(String text) {
        int index = items().indexOf(text);
        if (text.isBlank() || index == 0) {
            return own;
        }
        return KernelRules.named(index > 0 ? KernelRules.NAMES.get(index - 1) : text.strip());
    }
}
