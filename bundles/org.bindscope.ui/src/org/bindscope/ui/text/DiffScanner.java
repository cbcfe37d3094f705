// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.text;

import org.eclipse.jface.text.rules.EndOfLineRule;
import org.eclipse.jface.text.rules.RuleBasedScanner;
import org.eclipse.jface.text.rules.SingleLineRule;

/** Highlights the unified format of diff: whole lines, by their first character. */
public final class DiffScanner extends RuleBasedScanner {

    /** Creates the scanner. */
    public DiffScanner() {
        setDefaultReturnToken(CodeToken.PLAIN.token());
        setRules(lineRule("--- ", CodeToken.COMMENT), lineRule("+++ ", CodeToken.COMMENT), lineRule("@@", CodeToken.KEY),
                lineRule("-", CodeToken.REMOVED), lineRule("+", CodeToken.ADDED), lineRule(" ", CodeToken.PLAIN));
    }

    private static SingleLineRule lineRule(String start, CodeToken kind) {
        EndOfLineRule rule = new EndOfLineRule(start, kind.token());
        rule.setColumnConstraint(0);
        return rule;
    }
}
