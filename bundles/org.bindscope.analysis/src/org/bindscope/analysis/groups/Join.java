// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.Optional;

import org.bindscope.analysis.config.PciAddress;

/**
 * One step that put a function into a group that was there.
 *
 * @param joined  the function that joined
 * @param partner the member that it joined
 * @param rule    the first rule that applied
 * @param via     the bridge or function that does not isolate, or owns the alias
 * @param why     one sentence
 */
public record Join(PciAddress joined, PciAddress partner, JoinRule rule, Optional<PciAddress> via, String why) {
}
