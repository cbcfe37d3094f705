// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

/**
 * A PCI address of three cells (PCI Bus Binding to IEEE 1275, section 2.2.1).
 *
 * @param high    the first cell, phys.hi: {@code npt000ss bbbbbbbb dddddfff rrrrrrrr}
 * @param address the other two cells as one 64-bit number
 */
public record PciAddress(int high, long address) {

    /** What an address belongs to (bits 25 and 24). */
    public enum Space {
        /** Configuration space. */
        CONFIGURATION("configuration"),
        /** I/O space. */
        IO("I/O"),
        /** Memory below 4 GiB. */
        MEMORY_32("32-bit memory"),
        /** Memory anywhere. */
        MEMORY_64("64-bit memory");

        private final String text;

        Space(String text) {
            this.text = text;
        }

        /** {@return the name in words} */
        public String text() {
            return text;
        }
    }

    /** {@return the space of the address} */
    public Space space() {
        return Space.values()[high >>> 24 & 3];
    }

    /** {@return whether the address cannot be moved (bit 31)} */
    public boolean nonRelocatable() {
        return high < 0;
    }

    /** {@return whether the memory is prefetchable (bit 30)} */
    public boolean prefetchable() {
        return (high & 0x40000000) != 0;
    }

    /** {@return whether the address is aliased or below a low limit (bit 29)} */
    public boolean aliased() {
        return (high & 0x20000000) != 0;
    }

    /** {@return the bus number, 0 to 255; below bridges of hand-written trees often 0 and meaningless} */
    public int bus() {
        return high >>> 16 & 0xff;
    }

    /** {@return the device number, 0 to 31} */
    public int device() {
        return high >>> 11 & 0x1f;
    }

    /** {@return the function number, 0 to 7} */
    public int function() {
        return high >>> 8 & 7;
    }

    /** {@return the register, 0 for configuration space as such, else the offset of a base address register} */
    public int register() {
        return high & 0xff;
    }

    /** {@return device and function in one byte as Linux counts them} */
    public int devfn() {
        return high >>> 8 & 0xff;
    }

    /** {@return the address in words: space, flags, bus:device.function, register and number as far as they are not 0} */
    public String describe() {
        StringBuilder text = new StringBuilder(space().text());
        if (prefetchable()) {
            text.append(" prefetchable");
        }
        if (nonRelocatable()) {
            text.append(" non-relocatable");
        }
        if (aliased()) {
            text.append(" aliased");
        }
        if (space() == Space.CONFIGURATION || (high & 0xffff00) != 0) {
            text.append(String.format(" %02x:%02x.%x", bus(), device(), function()));
        }
        if (register() != 0) {
            text.append(String.format(" register 0x%02x", register()));
        }
        if (space() != Space.CONFIGURATION || address != 0) {
            text.append(" 0x").append(Long.toHexString(address));
        }
        return text.toString();
    }
}
