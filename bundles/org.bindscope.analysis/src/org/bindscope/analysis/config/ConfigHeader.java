// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

import java.util.OptionalInt;

/**
 * The common part of the header, offsets 0x00 to 0x3f.
 *
 * @param vendorId        offset 0x00, 16 bits; 0xffff for a virtual function
 * @param deviceId        offset 0x02, 16 bits; 0xffff for a virtual function
 * @param command         offset 0x04, 16 bits
 * @param status          offset 0x06, 16 bits
 * @param revision        offset 0x08, 8 bits
 * @param classCode       offsets 0x09 to 0x0b, 24 bits
 * @param layout          offset 0x0e, bits 6:0: 0 endpoint, 1 bridge, 2 CardBus bridge
 * @param multifunction   offset 0x0e, bit 7
 * @param capabilityStart first pointer of the capability list with its two low bits cleared; empty
 *                        when the Status register says that there is no list
 * @param secondaryBus    offset 0x19 of a bridge
 * @param subordinateBus  offset 0x1a of a bridge
 */
public record ConfigHeader(int vendorId, int deviceId, int command, int status, int revision,
        int classCode, int layout, boolean multifunction, OptionalInt capabilityStart,
        OptionalInt secondaryBus, OptionalInt subordinateBus) {

    /** Layout value of a function that is no bridge. */
    public static final int ENDPOINT = 0;
    /** Layout value of a PCI-to-PCI bridge. */
    public static final int BRIDGE = 1;
    /** Layout value of a CardBus bridge. */
    public static final int CARDBUS = 2;
}
