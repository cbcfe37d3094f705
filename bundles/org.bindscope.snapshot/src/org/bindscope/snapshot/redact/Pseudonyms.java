// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.redact;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;

/**
 * Names in place of what identifies a machine. The same value under the same key gives the same pseudonym,
 * so that two redacted snapshots can still be compared; without the key nobody can work out the value. The
 * capture script makes the same pseudonyms from the same key.
 */
public final class Pseudonyms {

    private static final int DIGITS = 32;

    private final String key;
    private final boolean keepOui;

    /**
     * Creates them.
     *
     * @param key     any text that strangers do not know
     * @param keepOui whether MAC addresses and EUI-64 numbers keep the part that names the vendor
     */
    public Pseudonyms(String key, boolean keepOui) {
        this.key = Objects.requireNonNull(key);
        this.keepOui = keepOui;
    }

    private String digest(String value) {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest((key + ':' + value).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sum).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /**
     * In place of a MAC address: a locally administered one.
     *
     * @param mac six bytes in hexadecimal, parted by colons
     * @return the same form
     */
    public String mac(String mac) {
        String value = mac.toLowerCase(Locale.ROOT);
        String digest = digest(value);
        String head = keepOui ? value.substring(0, 8) : "02:" + digest.substring(0, 2) + ':' + digest.substring(2, 4);
        return head + ':' + digest.substring(4, 6) + ':' + digest.substring(6, 8) + ':' + digest.substring(8, 10);
    }

    /**
     * In place of a UUID.
     *
     * @param uuid a UUID as text
     * @return the same form
     */
    public String uuid(String uuid) {
        String digest = digest(uuid.toLowerCase(Locale.ROOT));
        return digest.substring(0, 8) + '-' + digest.substring(8, 12) + '-' + digest.substring(12, 16) + '-'
                + digest.substring(16, 20) + '-' + digest.substring(20);
    }

    /**
     * In place of a serial number.
     *
     * @param serial any text
     * @return a word that says it is one
     */
    public String serial(String serial) {
        return "redacted-" + digest(serial).substring(0, 12);
    }

    /**
     * In place of a text whose length must stay, as inside of a device tree blob.
     *
     * @param serial any text
     * @return upper-case hexadecimal digits of the same length
     */
    public String sameLength(String serial) {
        String digits = digest(serial).toUpperCase(Locale.ROOT);
        return digits.repeat(serial.length() / DIGITS + 1).substring(0, serial.length());
    }

    /**
     * In place of the name of a host.
     *
     * @param host the name
     * @return a name that says it is one
     */
    public String host(String host) {
        return "host-" + digest(host).substring(0, 8);
    }

    /**
     * In place of a Device Serial Number, which for many network adapters is the MAC address in EUI-64 form.
     *
     * @param serial 16 hexadecimal digits in lower case, the highest byte first
     * @return the same form
     */
    public String deviceSerialNumber(String serial) {
        String digest = digest(serial);
        return keepOui ? serial.substring(0, 6) + digest.substring(0, 10) : digest.substring(0, 16);
    }
}
