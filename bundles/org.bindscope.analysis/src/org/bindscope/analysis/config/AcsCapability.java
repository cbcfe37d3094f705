// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;


/**
 * The Access Control Services extended capability (id 0x000d).
 *
 * @param offset     byte offset of its header
 * @param capability ACS Capability register, offset +4
 * @param control    ACS Control register, offset +6
 */
public record AcsCapability(int offset, int capability, int control) {
}
