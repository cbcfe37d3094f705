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
 */
public record DeviceIdentity(int vendor, int device, OptionalInt subvendor, OptionalInt subdevice,
        Optional<String> slotPath) {

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException where an id does not fit 16 bits or the path is not one
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
}
