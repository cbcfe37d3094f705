// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.scenario;

/** A scenario file that cannot be read. The message is one sentence that names file, line, key and what is allowed. */
public final class ScenarioException extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * A problem at a line.
     *
     * @param file    name of the file
     * @param line    counted from 1; 0 for the whole file
     * @param message what is wrong
     */
    public ScenarioException(String file, int line, String message) {
        super(file + (line > 0 ? ":" + line : "") + ": " + message);
    }
}
