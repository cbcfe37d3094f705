// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot;

import java.util.List;

import org.bindscope.model.Machine;
import org.bindscope.snapshot.inputs.Input;

/**
 * An opened snapshot.
 *
 * @param machine what the files say
 * @param files   the files themselves, for showing evidence; empty for a lone device-tree blob but for
 *                the blob
 * @param inputs  the files and folders that were opened, those of more weight first; at least one
 */
public record Snapshot(Machine machine, FileTree files, List<Input> inputs) {

    /** Copies the list. */
    public Snapshot {
        inputs = List.copyOf(inputs);
    }
}
