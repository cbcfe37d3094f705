// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.acpi;

/**
 * Something wrong with a table.
 *
 * @param file    path in the snapshot
 * @param offset  byte offset in the table
 * @param message a clause without a full stop
 */
public record TableProblem(String file, int offset, String message) {
}
