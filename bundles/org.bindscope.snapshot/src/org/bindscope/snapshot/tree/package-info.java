// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
/**
 * Read-only file trees: folders, archives and the live machine, with links that never leave the tree and
 * bounds on everything.
 */
package org.bindscope.snapshot.tree;
