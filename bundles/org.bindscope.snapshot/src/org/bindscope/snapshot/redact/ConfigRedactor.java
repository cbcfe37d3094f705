// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.redact;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.function.Consumer;

import org.bindscope.snapshot.redact.RedactionReport.Kind;

/**
 * Replaces serial numbers inside of a configuration space: the Device Serial Number extended capability
 * (0003h, PCIe 7.9.3) and the data register of the Vital Product Data capability (03h), which may hold a part
 * of one. Nothing that matching or grouping reads is near them.
 */
final class ConfigRedactor {

    private static final int STATUS = 0x06;
    private static final int CAPABILITIES_LIST = 0x10;
    private static final int POINTER = 0x34;
    private static final int FIRST = 0x40;
    private static final int VPD = 0x03;
    private static final int VPD_SIZE = 8;
    private static final int EXTENDED = 0x100;
    private static final int SERIAL_NUMBER = 0x0003;
    private static final int SERIAL_NUMBER_SIZE = 12;

    private ConfigRedactor() {
    }

    /**
     * Replaces what identifies the device.
     *
     * @param config     bytes of the configuration space, as many as there are; not changed
     * @param pseudonyms what to put in their place
     * @param replaced   hears of each replacement
     * @return the same array when nothing was replaced
     */
    static byte[] redact(byte[] config, Pseudonyms pseudonyms, Consumer<Kind> replaced) {
        byte[] out = config.clone();
        boolean changed = vpd(out, replaced) | serialNumber(out, pseudonyms, replaced);
        return changed ? out : config;
    }

    private static boolean vpd(byte[] config, Consumer<Kind> replaced) {
        if (config.length < FIRST || (config[STATUS] & CAPABILITIES_LIST) == 0) {
            return false;
        }
        boolean changed = false;
        BitSet seen = new BitSet();
        int at = config[POINTER] & 0xfc;
        // A chain that loops or leaves the space ends here; the decoder reports it.
        while (at >= FIRST && at + VPD_SIZE <= config.length && !seen.get(at)) {
            seen.set(at);
            if (config[at] == VPD && (config[at + 4] | config[at + 5] | config[at + 6] | config[at + 7]) != 0) {
                Arrays.fill(config, at + 4, at + VPD_SIZE, (byte) 0);
                replaced.accept(Kind.VPD);
                changed = true;
            }
            at = config[at + 1] & 0xfc;
        }
        return changed;
    }

    private static boolean serialNumber(byte[] config, Pseudonyms pseudonyms, Consumer<Kind> replaced) {
        boolean changed = false;
        BitSet seen = new BitSet();
        int at = EXTENDED;
        while (at >= EXTENDED && at + SERIAL_NUMBER_SIZE <= config.length && !seen.get(at)) {
            seen.set(at);
            if ((config[at] & 0xff | (config[at + 1] & 0xff) << 8) == SERIAL_NUMBER) {
                // Lowest byte first in the registers, highest first as people and lspci write it.
                byte[] number = reversed(config, at + 4);
                byte[] pseudonym = HexFormat.of().parseHex(pseudonyms.deviceSerialNumber(HexFormat.of().formatHex(number)));
                System.arraycopy(reversed(pseudonym, 0), 0, config, at + 4, pseudonym.length);
                replaced.accept(Kind.DEVICE_SERIAL_NUMBER);
                changed = true;
            }
            at = (config[at + 2] & 0xff | (config[at + 3] & 0xff) << 8) >> 4 & 0xffc;
        }
        return changed;
    }

    private static byte[] reversed(byte[] bytes, int from) {
        byte[] out = new byte[8];
        for (int i = 0; i < out.length; i++) {
            out[i] = bytes[from + out.length - 1 - i];
        }
        return out;
    }
}
