// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.tree;

/** Takes what went wrong while the rest could be read. */
@FunctionalInterface
public interface Problems {

    /**
     * One thing that was skipped.
     *
     * @param file    path in the archive or tree
     * @param message one sentence
     */
    void skipped(String file, String message);
}
