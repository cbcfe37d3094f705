// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.alias;

/**
 * A line of a captured file.
 *
 * @param file path inside the snapshot, or the name under which the text was given
 * @param line counted from 1; 0 where a whole file is meant
 */
public record FilePlace(String file, int line) {

    /** The form {@code file:line}, or the file alone. */
    @Override
    public String toString() {
        return line == 0 ? file : file + ":" + line;
    }
}
