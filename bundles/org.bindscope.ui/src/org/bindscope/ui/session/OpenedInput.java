// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.session;

import java.util.List;

import org.bindscope.snapshot.Snapshot;

/**
 * What came of opening an input.
 *
 * @param input    the parts that opened
 * @param snapshot what they tell
 * @param refused  the parts that did not open; none of an input that has one part
 */
public record OpenedInput(DocumentInput input, Snapshot snapshot, List<Refusal> refused) {

    /** Copies the list. */
    public OpenedInput {
        refused = List.copyOf(refused);
    }

    /**
     * A part that did not open.
     *
     * @param part     the part
     * @param sentence why, with its name
     */
    public record Refusal(DocumentInput part, String sentence) {
    }
}
