// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.text;

import java.util.Optional;

import org.bindscope.ui.theme.ThemeColors;

/** The signs that mean the same in every view. No sign is told by its colour alone. */
public enum Sign {
    /** Changed by a what-if or a plan. */
    CHANGED("\u25c6", "changed", ThemeColors.CHANGED),
    /** A finding or a warning. */
    WARNING("\u25b2", "warning", ThemeColors.WARNING),
    /** A check that holds. */
    GOOD("\u2714", "yes", ThemeColors.OK),
    /** A check that does not hold. */
    BAD("\u2716", "no", ThemeColors.ERROR),
    /** Worth knowing. */
    INFO("\u2139", "information", ThemeColors.MUTED),
    /** The files do not tell. */
    UNKNOWN("?", "not known", ThemeColors.MUTED);

    private final String text;
    private final String word;
    private final ThemeColors tint;

    Sign(String text, String word, ThemeColors tint) {
        this.text = text;
        this.word = word;
        this.tint = tint;
    }

    /**
     * The character.
     *
     * @return one character
     */
    public String text() {
        return text;
    }

    /**
     * What a screen reader says.
     *
     * @return a word in lower case
     */
    public String word() {
        return word;
    }

    /**
     * Its colour.
     *
     * @return a themed colour
     */
    public ThemeColors tint() {
        return tint;
    }

    /**
     * The sign of a check.
     *
     * @param answer empty where the files do not tell
     * @return a sign
     */
    public static Sign of(Optional<Boolean> answer) {
        return answer.map(yes -> yes ? GOOD : BAD).orElse(UNKNOWN);
    }
}
