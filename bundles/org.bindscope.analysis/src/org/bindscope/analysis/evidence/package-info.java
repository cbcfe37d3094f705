// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
/**
 * What the evidence of a machine is worth: where its sources contradict each other, and what is missing that
 * would answer more.
 */
package org.bindscope.analysis.evidence;
