// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The PCI Express capability (id 0x10).
 *
 * @param offset             byte offset of its header
 * @param version            Capability Version, bits 3:0 of offset +2
 * @param typeCode           Device/Port Type, bits 7:4 of offset +2
 * @param slotImplemented    bit 8 of offset +2
 * @param deviceCapabilities offset +4, 32 bits
 * @param linkCapabilities   offset +0xc, 32 bits
 * @param linkStatus         offset +0x12, 16 bits
 * @param deviceCapabilities2 offset +0x24, 32 bits; 0 where version 1 has no such register
 */
public record PcieCapability(int offset, int version, int typeCode, boolean slotImplemented,
        long deviceCapabilities, long linkCapabilities, int linkStatus, long deviceCapabilities2) {

    private static final double[] SPEEDS = {0, 2.5, 5.0, 8.0, 16.0, 32.0, 64.0};

    static PcieCapability of(ConfigBlock block) {
        ConfigRegister flags = block.register("PCIeCap").orElseThrow();
        return new PcieCapability(block.offset(), (int) raw(flags, "Capability Version"), (int) raw(flags, "Device/Port Type"),
                raw(flags, "Slot Implemented") != 0, raw(block, "DevCap"), raw(block, "LnkCap"), (int) raw(block, "LnkSta"),
                raw(block, "DevCap2"));
    }

    private static long raw(ConfigRegister register, String field) {
        return register.field(field).orElseThrow().raw();
    }

    private static long raw(ConfigBlock block, String register) {
        return block.register(register).map(ConfigRegister::raw).orElse(0L);
    }

    /**
     * The type by name.
     *
     * @return empty for a reserved value
     */
    public Optional<PcieType> type() {
        return PcieType.of(typeCode);
    }

    /**
     * Whether the function can reset itself alone (Function Level Reset Capability, bit 28).
     *
     * @return the bit
     */
    public boolean functionLevelReset() {
        return (deviceCapabilities >> 28 & 1) != 0;
    }

    /**
     * Fastest speed of the port.
     *
     * @return GT/s per lane; empty for a value that has no meaning
     */
    public OptionalDouble maxSpeedGTs() {
        return speed((int) (linkCapabilities & 0xf));
    }

    /**
     * Widest link of the port.
     *
     * @return lanes, 0 to 63
     */
    public int maxWidth() {
        return (int) (linkCapabilities >> 4 & 0x3f);
    }

    /**
     * Speed in use.
     *
     * @return GT/s per lane; empty for a value that has no meaning
     */
    public OptionalDouble speedGTs() {
        return speed(linkStatus & 0xf);
    }

    /**
     * Width in use.
     *
     * @return lanes, 0 to 63; 0 where there is no link
     */
    public int width() {
        return linkStatus >> 4 & 0x3f;
    }

    private static OptionalDouble speed(int code) {
        return code > 0 && code < SPEEDS.length ? OptionalDouble.of(SPEEDS[code]) : OptionalDouble.empty();
    }
}
