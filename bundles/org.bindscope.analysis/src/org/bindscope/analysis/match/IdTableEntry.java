// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import java.util.Optional;

import org.bindscope.analysis.alias.FilePlace;

/**
 * One entry of a driver's id table or one dynamic id (struct pci_device_id,
 * include/linux/mod_devicetable.h). Ids are compared after widening to 32 bits, so 0x0000ffff is a
 * literal and only {@link #ANY} is a wildcard.
 *
 * @param vendor       Vendor ID or {@link #ANY}
 * @param device       Device ID or {@link #ANY}
 * @param subvendor    Subsystem Vendor ID or {@link #ANY}
 * @param subdevice    Subsystem ID or {@link #ANY}
 * @param classCode    class code to compare with
 * @param classMask    bits of the class that count; 0 ignores the class
 * @param overrideOnly whether it is usable only while an override is set
 * @param driverData   the driver's private value
 * @param place        file and line it was read from; empty where no file says it
 */
public record IdTableEntry(int vendor, int device, int subvendor, int subdevice, int classCode, int classMask,
        boolean overrideOnly, long driverData, Optional<FilePlace> place) {

    /** Fits every id. */
    public static final int ANY = 0xffffffff;

    /** What {@link #parse(String)} accepts, for messages. */
    public static final String NOTATION =
            "vendor:device[:subvendor:subdevice][/class/mask][!][#data], hexadecimal, * for any";

    /**
     * An entry without class.
     *
     * @param vendor Vendor ID or {@link #ANY}
     * @param device Device ID or {@link #ANY}
     * @return an ordinary entry
     */
    public static IdTableEntry of(int vendor, int device) {
        return new IdTableEntry(vendor, device, ANY, ANY, 0, 0, false, 0, Optional.empty());
    }

    /**
     * Whether the entry fits a function (pci_match_one_device, drivers/pci/pci.h).
     *
     * @param identity the function
     * @return true when all four ids are equal or any, and the masked class is equal
     */
    public boolean fits(DeviceIdentity identity) {
        return (vendor == ANY || vendor == identity.vendor())
                && (device == ANY || device == identity.device())
                && (subvendor == ANY || subvendor == identity.subvendor())
                && (subdevice == ANY || subdevice == identity.subdevice())
                && ((classCode ^ identity.classCode()) & classMask) == 0;
    }

    /**
     * Whether a table ends here (pci_match_id, drivers/pci/pci-driver.c).
     *
     * @return true when vendor, subvendor and class mask are 0; the rest is not looked at
     */
    public boolean isTerminator() {
        return vendor == 0 && subvendor == 0 && classMask == 0;
    }

    /**
     * The same entry with a place.
     *
     * @param where file and line
     * @return a copy
     */
    public IdTableEntry at(FilePlace where) {
        return new IdTableEntry(vendor, device, subvendor, subdevice, classCode, classMask, overrideOnly, driverData,
                Optional.of(where));
    }

    /**
     * Reads the compact notation of driver-match, section 1.
     *
     * @param text for example {@code 10de:*&#47;030000/ff0000!#1}
     * @return the entry
     * @throws IllegalArgumentException with a sentence that names the notation
     */
    public static IdTableEntry parse(String text) {
        String rest = text.strip();
        long data = 0;
        int hash = rest.indexOf('#');
        if (hash >= 0) {
            data = hex(text, rest.substring(hash + 1), 16);
            rest = rest.substring(0, hash);
        }
        boolean flagged = rest.endsWith("!");
        if (flagged) {
            rest = rest.substring(0, rest.length() - 1);
        }
        String[] slashes = rest.split("/", -1);
        String[] ids = slashes[0].split(":", -1);
        if (slashes.length != 1 && slashes.length != 3 || ids.length != 2 && ids.length != 4) {
            throw malformed(text);
        }
        int[] fields = { ANY, ANY, ANY, ANY };
        for (int i = 0; i < ids.length; i++) {
            fields[i] = "*".equals(ids[i]) ? ANY : (int) hex(text, ids[i], 8);
        }
        int classCode = slashes.length == 3 ? (int) hex(text, slashes[1], 8) : 0;
        int mask = slashes.length == 3 ? (int) hex(text, slashes[2], 8) : 0;
        return new IdTableEntry(fields[0], fields[1], fields[2], fields[3], classCode, mask, flagged, data,
                Optional.empty());
    }

    private static long hex(String whole, String digits, int most) {
        if (digits.isEmpty() || digits.length() > most) {
            throw malformed(whole);
        }
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) < 128 ? Character.digit(digits.charAt(i), 16) : -1;
            if (digit < 0) {
                throw malformed(whole);
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException("\"" + text + "\" is no id; expected " + NOTATION);
    }

    /**
     * The compact notation.
     *
     * @return what {@link #parse(String)} reads
     */
    public String text() {
        StringBuilder out = new StringBuilder();
        out.append(id(vendor)).append(':').append(id(device));
        if (subvendor != ANY || subdevice != ANY) {
            out.append(':').append(id(subvendor)).append(':').append(id(subdevice));
        }
        if (classMask != 0 || classCode != 0) {
            Hex.lower(out.append('/'), classCode & 0xffffffffL, 6);
            Hex.lower(out.append('/'), classMask & 0xffffffffL, 6);
        }
        if (overrideOnly) {
            out.append('!');
        }
        if (driverData != 0) {
            out.append('#').append(Long.toHexString(driverData));
        }
        return out.toString();
    }

    private static String id(int value) {
        return value == ANY ? "*" : Hex.lower(new StringBuilder(8), value & 0xffffffffL, 4).toString();
    }
}
