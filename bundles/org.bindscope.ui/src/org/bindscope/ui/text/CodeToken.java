// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.text;

import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.jface.text.rules.IToken;
import org.eclipse.jface.text.rules.Token;

/** Kinds of words in highlighted code. */
public enum CodeToken {
    /** A word of the language, a node's name. */
    KEY(ThemeColors.KEYWORD, false),
    /** A name that is defined here: a property, a variable, a function. */
    NAME(null, true),
    /** A text in quotation marks. */
    STRING(ThemeColors.STRING, false),
    /** A number. */
    NUMBER(ThemeColors.NUMBER, false),
    /** A comment. */
    COMMENT(ThemeColors.COMMENT, false),
    /** A line that is only in the newer text of a comparison. */
    ADDED(ThemeColors.OK, false),
    /** A line that is only in the older text of a comparison. */
    REMOVED(ThemeColors.ERROR, false),
    /** Everything else. */
    PLAIN(null, false);

    private final ThemeColors tint;
    private final boolean bold;

    CodeToken(ThemeColors tint, boolean bold) {
        this.tint = tint;
        this.bold = bold;
    }

    /**
     * Its colour.
     *
     * @return null for the colour of plain text
     */
    ThemeColors tint() {
        return tint;
    }

    /** Whether it is bold. */
    boolean bold() {
        return bold;
    }

    /**
     * A token for a scanner.
     *
     * @return a token whose data is this kind
     */
    public IToken token() {
        return new Token(this);
    }
}
