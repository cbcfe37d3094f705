// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

import java.util.Arrays;

/** Writes configuration space by hand, for tests. */
public final class ConfigBytes {

    private final byte[] bytes;
    private int lastPointer = 0x34;
    private int lastExtended = -1;

    private ConfigBytes(int length) {
        this.bytes = new byte[length];
    }

    /** An endpoint's header in a space of the given length (at least 64). */
    public static ConfigBytes endpoint(int length, int vendor, int device) {
        ConfigBytes config = new ConfigBytes(length);
        config.put16(0, vendor);
        config.put16(2, device);
        return config;
    }

    /** Sets the header type register. */
    public ConfigBytes headerType(int value) {
        bytes[0x0e] = (byte) value;
        return this;
    }

    /** Appends a capability; the payload starts behind the two-byte header. */
    public ConfigBytes capability(int offset, int id, int... payload) {
        put16(6, 0x10);
        bytes[lastPointer] = (byte) offset;
        bytes[offset] = (byte) id;
        for (int i = 0; i < payload.length; i++) {
            bytes[offset + 2 + i] = (byte) payload[i];
        }
        lastPointer = offset + 1;
        return this;
    }

    /** Appends a PCI Express capability of the given port type with nothing else in it. */
    public ConfigBytes pcie(int offset, PcieType type) {
        return capability(offset, ConfigSpace.CAP_PCIE, 2 | type.code() << 4);
    }

    /** Appends an extended capability; the first must be at 0x100. */
    public ConfigBytes extended(int offset, int id, int version, int... payload) {
        if (lastExtended >= 0) {
            put32(lastExtended, get32(lastExtended) & 0xfffff | offset << 20);
        }
        put32(offset, id | version << 16);
        for (int i = 0; i < payload.length; i++) {
            bytes[offset + 4 + i] = (byte) payload[i];
        }
        lastExtended = offset;
        return this;
    }

    /** Appends an ACS capability. */
    public ConfigBytes acs(int offset, int capability, int control) {
        return extended(offset, ConfigSpace.ECAP_ACS, 1, capability, 0, control, 0);
    }

    /** Sets one byte. */
    public ConfigBytes put8(int offset, int value) {
        bytes[offset] = (byte) value;
        return this;
    }

    /** Sets two bytes. */
    public ConfigBytes put16(int offset, int value) {
        return put8(offset, value).put8(offset + 1, value >> 8);
    }

    /** Sets four bytes. */
    public ConfigBytes put32(int offset, int value) {
        return put16(offset, value).put16(offset + 2, value >> 16);
    }

    private int get32(int offset) {
        return bytes[offset] & 0xff | (bytes[offset + 1] & 0xff) << 8 | (bytes[offset + 2] & 0xff) << 16
                | (bytes[offset + 3] & 0xff) << 24;
    }

    /** The bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The first bytes. */
    public byte[] bytes(int length) {
        return Arrays.copyOf(bytes, length);
    }
}
