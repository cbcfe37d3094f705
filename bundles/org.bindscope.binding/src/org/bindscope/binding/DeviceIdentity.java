// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What tells that the device at an address is still the one of the snapshot.
 *
 * @param vendor    Vendor ID, 16 bits
 * @param device    Device ID, 16 bits
 * @param subvendor Subsystem Vendor ID, 16 bits; empty where the snapshot does not say
 * @param subdevice Subsystem ID, 16 bits; empty where the snapshot does not say
 * @param slotPath  the way from the host bridge down as sysfs writes it, for example
 *                  {@code pci0000:64/0000:64:00.0/0000:65:00.0}; empty where the snapshot does not
 *                  tell all bridges
 * @param serial    Device Serial Number (PCI Express Base Specification 6.2, 7.9.3) as an EUI-64, highest
 *                  byte first, for example {@code 00-1b-21-ff-ff-12-34-56}; empty where the captured
 *                  configuration space does not tell, or says zero or all ones
 */
public record DeviceIdentity(int vendor, int device, OptionalInt subvendor, OptionalInt subdevice,
        Optional<String> slotPath, Optional<String> serial) {

    private static final int SERIAL_LENGTH = 23;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException where an id does not fit 16 bits, or path or serial number is not one
     */
    public DeviceIdentity {
        check16(vendor);
        check16(device);
        subvendor.ifPresent(DeviceIdentity::check16);
        subdevice.ifPresent(DeviceIdentity::check16);
        slotPath.ifPresent(path -> {
            if (!SafeText.isSlotPath(path)) {
                throw new IllegalArgumentException("Not a path of PCI addresses: " + SafeText.label(path));
            }
        });
        serial.ifPresent(number -> {
            if (!isSerial(number)) {
                throw new IllegalArgumentException("Not a Device Serial Number: " + SafeText.label(number));
            }
        });
    }

    private static void check16(int id) {
        if (id < 0 || id > 0xffff) {
            throw new IllegalArgumentException("Not a 16 bit id: " + id);
        }
    }

    /**
     * Vendor and device.
     *
     * @return for example {@code 10de:2204}
     */
    public String ids() {
        return String.format("%04x:%04x", vendor, device);
    }

    /**
     * Subsystem vendor and subsystem.
     *
     * @return for example {@code 1043:87d9}; empty where the snapshot does not say both
     */
    public Optional<String> subsystem() {
        return subvendor.isPresent() && subdevice.isPresent()
                ? Optional.of(String.format("%04x:%04x", subvendor.getAsInt(), subdevice.getAsInt()))
                : Optional.empty();
    }

    /**
     * All ids that are known, in the notation of the {@code ids=} parameter of vfio-pci and pci-stub.
     *
     * @return {@code vendor:device} or {@code vendor:device:subvendor:subdevice}
     */
    public String idsParameter() {
        return subsystem().map(sub -> ids() + ":" + sub).orElseGet(this::ids);
    }

    /**
     * Where the function is plugged in, without the numbers that the kernel gives buses: they change when
     * a card is added, the device and function numbers of the bridges on the way do not.
     *
     * @return for example {@code pci0000:64/00.0/00.0}; empty where the slot path is not known
     */
    public Optional<String> place() {
        return slotPath.map(path -> {
            String[] parts = path.split("/");
            StringBuilder place = new StringBuilder(parts[0]);
            for (int i = 1; i < parts.length; i++) {
                place.append('/').append(parts[i], parts[i].length() - 4, parts[i].length());
            }
            return place.toString();
        });
    }

    /**
     * Whether two identities can be those of one device: no id and no serial number that both know differs.
     * The place is not looked at.
     *
     * @param other another identity
     * @return true where nothing speaks against it
     */
    public boolean compatible(DeviceIdentity other) {
        return sameModel(other) && agree(serial, other.serial);
    }

    /**
     * Whether two identities can be those of two devices of one model.
     *
     * @param other another identity
     * @return true where no id that both know differs
     */
    public boolean sameModel(DeviceIdentity other) {
        return vendor == other.vendor && device == other.device && agree(subsystem(), other.subsystem());
    }

    private static boolean agree(Optional<String> one, Optional<String> other) {
        return one.isEmpty() || other.isEmpty() || one.equals(other);
    }

    /** Eight pairs of lower-case hexadecimal digits with hyphens between. */
    private static boolean isSerial(String text) {
        if (text.length() != SERIAL_LENGTH) {
            return false;
        }
        for (int i = 0; i < SERIAL_LENGTH; i++) {
            char c = text.charAt(i);
            if (i % 3 == 2 ? c != '-' : !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
                return false;
            }
        }
        return true;
    }
}
