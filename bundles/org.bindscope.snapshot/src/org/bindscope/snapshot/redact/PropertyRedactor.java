// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.redact;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces what identifies a machine in properties of the device tree (Devicetree Specification 2.3 and 4.1,
 * and those of IBM's firmware). The length of a value stays, so that a blob keeps its form.
 */
final class PropertyRedactor {

    private static final Set<String> TEXTS = Set.of("serial-number", "system-id", "host-serial", "serial#", "board-serial",
            "ibm,partition-uuid", "ibm,partition-name", "vm,uuid");
    private static final Set<String> ADDRESSES = Set.of("local-mac-address", "mac-address");
    /** Ends of the names of properties that hold location codes. */
    private static final List<String> LOCATIONS = List.of("loc-code", "location-code", "slot-label");
    /** Raw Vital Product Data: keywords of two letters, a length and a value, serial numbers among them. */
    private static final String VPD = "ibm,vpd";
    /** Location codes U78D3.001.WZS004A-P1-C5 and UOPWR.7887E6A-Node0: a word of seven is a serial number. */
    private static final Pattern LOCATION = Pattern.compile("^U[0-9A-Z]{4}(?:\\.[0-9A-Z]{3})?\\.([0-9A-Z]{7})(?![0-9A-Z])");
    private static final int MAC = 6;

    private final Pseudonyms pseudonyms;

    PropertyRedactor(Pseudonyms pseudonyms) {
        this.pseudonyms = pseudonyms;
    }

    /**
     * The value to write.
     *
     * @param name  name of the property
     * @param value its bytes; not changed
     * @return the same array when nothing in it identifies a machine
     */
    byte[] redact(String name, byte[] value) {
        if (TEXTS.contains(name)) {
            int end = value.length;
            while (end > 0 && value[end - 1] == 0) {
                end--;
            }
            return end == 0 ? value : with(value, 0, end);
        }
        if (ADDRESSES.contains(name) && value.length == MAC) {
            String mac = HexFormat.ofDelimiter(":").formatHex(value);
            return HexFormat.ofDelimiter(":").parseHex(pseudonyms.mac(mac));
        }
        if (name.equals(VPD)) {
            return new byte[value.length];
        }
        if (LOCATIONS.stream().anyMatch(name::endsWith)) {
            Matcher code = LOCATION.matcher(new String(value, StandardCharsets.ISO_8859_1));
            return code.find() ? with(value, code.start(1), code.end(1)) : value;
        }
        return value;
    }

    private byte[] with(byte[] value, int from, int to) {
        byte[] out = Arrays.copyOf(value, value.length);
        String text = new String(value, from, to - from, StandardCharsets.ISO_8859_1);
        byte[] pseudonym = pseudonyms.sameLength(text).getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(pseudonym, 0, out, from, pseudonym.length);
        return out;
    }
}
