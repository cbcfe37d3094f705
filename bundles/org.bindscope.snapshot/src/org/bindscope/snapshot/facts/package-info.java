// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
/**
 * What sources say and how it becomes facts of the model: answers with their places, and the one rule by
 * which the first source of weight wins and all others are kept as evidence.
 */
package org.bindscope.snapshot.facts;
