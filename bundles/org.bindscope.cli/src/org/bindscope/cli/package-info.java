// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
/**
 * The command line. It starts without OSGi and without a display. The words, the keys of the JSON and
 * the exit statuses are a contract: 0 answered, 1 answered and something is wrong, 2 bad input.
 */
package org.bindscope.cli;
