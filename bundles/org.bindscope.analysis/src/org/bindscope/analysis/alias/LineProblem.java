// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.alias;

/**
 * A line that could not be read; the rest of the file counts.
 *
 * @param place   where it stands
 * @param text    the line, cut to 200 characters
 * @param message what was expected, one sentence
 */
public record LineProblem(FilePlace place, String text, String message) {

    /** Cuts the text. */
    public LineProblem {
        if (text.length() > 200) {
            text = text.substring(0, 200);
        }
    }
}
