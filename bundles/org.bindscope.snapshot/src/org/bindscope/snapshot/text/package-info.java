// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
/**
 * Readers of what tools print about PCI functions: lspci, udevadm, virsh, and reports that contain such
 * texts. Each answers with statements that name the line of the text.
 */
package org.bindscope.snapshot.text;
