// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;


/**
 * Something in the captured bytes that no intact configuration space holds.
 *
 * @param offset  byte offset in configuration space
 * @param message one sentence that names what was found and what was expected
 */
public record ConfigProblem(int offset, String message) {
}
