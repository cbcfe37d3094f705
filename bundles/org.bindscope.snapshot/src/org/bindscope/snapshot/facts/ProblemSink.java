// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.facts;

/** Takes what a reader of texts had to leave out. */
@FunctionalInterface
public interface ProblemSink {

    /**
     * One thing that was left out.
     *
     * @param place   where
     * @param message one sentence that names the file
     */
    void problem(Place place, String message);
}
