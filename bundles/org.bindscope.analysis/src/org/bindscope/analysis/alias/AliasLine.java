// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.alias;

/**
 * One alias: a pattern that a modalias may fit, and the module that it asks for.
 *
 * @param pattern shell-style pattern as written
 * @param module  module name as written
 * @param place   file and line
 */
public record AliasLine(String pattern, String module, FilePlace place) {
}
