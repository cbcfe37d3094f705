// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

/**
 * One entry of the memory reservation block.
 *
 * @param address physical start address, unsigned
 * @param size    length in bytes, unsigned, never 0 in a list read from a blob
 */
public record MemoryReservation(long address, long size) {
}
