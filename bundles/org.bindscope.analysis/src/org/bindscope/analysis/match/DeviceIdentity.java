// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

/**
 * What id tables are compared with.
 *
 * @param vendor    16 bits; of a virtual function that of its physical function
 * @param device    16 bits
 * @param subvendor 16 bits
 * @param subdevice 16 bits
 * @param classCode 24 bits: base class, sub-class, programming interface
 */
public record DeviceIdentity(int vendor, int device, int subvendor, int subdevice, int classCode) {

    /**
     * The sysfs modalias of such a function (driver-match, section 12.1).
     *
     * @return for example {@code pci:v000010DEd00001DB1sv000010DEsd00001212bc03sc02i00}
     */
    public String modalias() {
        StringBuilder out = new StringBuilder(54).append("pci:v");
        Hex.upper(out, vendor, 8).append('d');
        Hex.upper(out, device, 8).append("sv");
        Hex.upper(out, subvendor, 8).append("sd");
        Hex.upper(out, subdevice, 8).append("bc");
        Hex.upper(out, classCode >>> 16 & 0xff, 2).append("sc");
        Hex.upper(out, classCode >>> 8 & 0xff, 2).append('i');
        return Hex.upper(out, classCode & 0xff, 2).toString();
    }

    /**
     * The short form.
     *
     * @return {@code vendor:device}, lower-case hex
     */
    public String id() {
        return pair(new StringBuilder(), vendor, device).toString();
    }

    /**
     * Ids, subsystem ids and class.
     *
     * @return for example {@code 10de:1db1, subsystem 10de:1212, class 030200}
     */
    public String describe() {
        StringBuilder out = pair(new StringBuilder(48), vendor, device).append(", subsystem ");
        pair(out, subvendor, subdevice).append(", class ");
        return Hex.lower(out, classCode, 6).toString();
    }

    private static StringBuilder pair(StringBuilder out, int first, int second) {
        Hex.lower(out, first, 4).append(':');
        return Hex.lower(out, second, 4);
    }
}
