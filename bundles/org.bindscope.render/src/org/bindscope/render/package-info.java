// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
/**
 * Answers as JSON and as text. One class writes one answer in one form; none of them concludes
 * anything. The keys of the JSON and their order are a contract: keys may be added behind the others,
 * none is renamed or dropped, and a fact that the snapshot does not hold is {@code null}.
 */
package org.bindscope.render;
