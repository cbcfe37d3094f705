// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import java.util.Locale;

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
        return String.format(Locale.ROOT, "pci:v%08Xd%08Xsv%08Xsd%08Xbc%02Xsc%02Xi%02X", vendor, device, subvendor,
                subdevice, classCode >>> 16 & 0xff, classCode >>> 8 & 0xff, classCode & 0xff);
    }

    /**
     * The short form.
     *
     * @return {@code vendor:device}, lower-case hex
     */
    public String id() {
        return String.format(Locale.ROOT, "%04x:%04x", vendor, device);
    }

    /**
     * Ids, subsystem ids and class.
     *
     * @return for example {@code 10de:1db1, subsystem 10de:1212, class 030200}
     */
    public String describe() {
        return String.format(Locale.ROOT, "%04x:%04x, subsystem %04x:%04x, class %06x", vendor, device, subvendor,
                subdevice, classCode);
    }
}
