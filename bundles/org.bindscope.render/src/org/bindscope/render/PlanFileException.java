// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render;

/** A file is no saved plan. The message is one sentence that names the file, and the line or the key. */
public final class PlanFileException extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * Says what is wrong.
     *
     * @param message one sentence
     */
    public PlanFileException(String message) {
        super(message);
    }
}
