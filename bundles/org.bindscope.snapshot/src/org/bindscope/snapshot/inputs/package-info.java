// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
/**
 * Tells what files and folders are by their content, and arranges several of them as one machine.
 */
package org.bindscope.snapshot.inputs;
