// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
/**
 * Opens what users have, a folder, an archive, a device-tree blob or the live machine, as one read-only
 * file tree and as the EMF model of one machine. {@link org.bindscope.snapshot.SnapshotReader} is the entry.
 */
package org.bindscope.snapshot;
