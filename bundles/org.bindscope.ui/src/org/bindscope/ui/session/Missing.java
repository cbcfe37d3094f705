// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.session;

import java.util.Optional;

/**
 * What a view says in place of a picture that the snapshot has no facts for.
 *
 * @param sentence what is missing, one sentence
 * @param command  the one command that would collect it on the machine; empty where none could
 */
public record Missing(String sentence, Optional<String> command) {

    /**
     * Nothing can collect it, or nothing needs to be.
     *
     * @param sentence one sentence
     * @return the state
     */
    public static Missing because(String sentence) {
        return new Missing(sentence, Optional.empty());
    }

    /**
     * A command collects it.
     *
     * @param sentence what is missing, one sentence
     * @param command  a shell command line, to be run on the machine of the snapshot
     * @return the state
     */
    public static Missing collectWith(String sentence, String command) {
        return new Missing(sentence, Optional.of(command));
    }
}
