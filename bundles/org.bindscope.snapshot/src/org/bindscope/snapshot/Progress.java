// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot;

import java.util.concurrent.CancellationException;

/** Hears how far opening a snapshot has come, and can stop it. Called from the opening thread. */
public interface Progress {

    /**
     * A new piece of work begins.
     *
     * @param text what it is, for people
     */
    void task(String text);

    /**
     * How much of the whole is done.
     *
     * @param fraction 0 to 1, never falling
     */
    void worked(double fraction);

    /**
     * Whether the user wants to stop.
     *
     * @return true to stop soon
     */
    boolean isCancelled();

    /**
     * Stops when the user wants to.
     *
     * @throws CancellationException when cancelled
     */
    default void check() {
        if (isCancelled()) {
            throw new CancellationException("Opening was cancelled");
        }
    }

    /**
     * Nobody listens.
     *
     * @return a listener that does nothing and never cancels
     */
    static Progress none() {
        return new Progress() {
            @Override
            public void task(String text) {
                // Nobody listens.
            }

            @Override
            public void worked(double fraction) {
                // Nobody listens.
            }

            @Override
            public boolean isCancelled() {
                return false;
            }
        };
    }
}
