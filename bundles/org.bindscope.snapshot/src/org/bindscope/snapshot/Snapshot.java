// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot;

import org.bindscope.model.Machine;

/**
 * An opened snapshot.
 *
 * @param machine what the files say
 * @param files   the files themselves, for showing evidence; empty for a lone device-tree blob but for
 *                the blob
 */
public record Snapshot(Machine machine, FileTree files) {
}
