// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.util.List;
import java.util.Optional;

/**
 * A wish with what the snapshot knows of the function. Everything that exports write as code has
 * its strict syntax; the constructor holds that.
 *
 * @param address     full PCI address
 * @param target      the driver that shall have the function; empty: none shall
 * @param identity    what tells that the device at the address is still this one
 * @param classCode   class code, 24 bits; -1 where the snapshot does not say
 * @param label       name for people, cleaned by {@link SafeText#label}; may be empty
 * @param oldDriver   the driver that has it in the snapshot; empty where none has
 * @param oldOverride its override in the snapshot; empty where none is set or the snapshot does not
 *                    say
 * @param iommuGroup  number of its IOMMU group; empty where it has none or the snapshot does not say
 * @param hostModules modules that would claim the function by their published ids, and the module of
 *                    the old driver; sorted
 * @param twins       addresses of functions outside the plan, or planned for another driver, which
 *                    an {@code ids=} entry for this one would match as well; sorted
 */
public record PlannedDevice(String address, Optional<HostDriver> target, DeviceIdentity identity, int classCode,
        String label, Optional<HostDriver> oldDriver, Optional<String> oldOverride, Optional<String> iommuGroup,
        List<String> hostModules, List<String> twins) {

    /**
     * Checks the syntax and copies the lists.
     *
     * @throws IllegalArgumentException where the address, target or a module does not have the
     *                                  strict syntax of its kind
     */
    public PlannedDevice {
        if (!SafeText.isAddress(address)) {
            throw new IllegalArgumentException("Not a PCI address: " + SafeText.label(address));
        }
        target.ifPresent(driver -> {
            require(driver.name());
            driver.module().ifPresent(PlannedDevice::require);
        });
        label = SafeText.label(label);
        hostModules = hostModules.stream().peek(PlannedDevice::require).sorted().distinct().toList();
        twins = twins.stream().sorted().toList();
    }

    private static void require(String name) {
        if (!SafeText.isName(name)) {
            throw new IllegalArgumentException("Not a usable driver or module name: " + SafeText.label(name));
        }
    }

    /**
     * Name of the target driver.
     *
     * @return empty where no driver shall have the function
     */
    public Optional<String> targetName() {
        return target.map(HostDriver::name);
    }

    /** Whether the function shall go to vfio-pci or a variant of it. */
    public boolean forVfio() {
        return target.map(driver -> HostDriver.isVfio(driver.name())).orElse(false);
    }

    /** Whether the snapshot shows the wish fulfilled already. */
    public boolean isFulfilled() {
        return targetName().equals(oldDriver.map(HostDriver::name));
    }

    /** Base class of the class code (0x03: display), or -1 where the snapshot does not say. */
    public int baseClass() {
        return classCode < 0 ? -1 : classCode >> 16;
    }

    /** Domain part of the address, four to eight digits. */
    public String domain() {
        return address.substring(0, address.length() - 8);
    }

    /** Bus part of the address, two digits. */
    public String bus() {
        return address.substring(address.length() - 7, address.length() - 5);
    }

    /** Device part of the address, two digits. */
    public String slot() {
        return address.substring(address.length() - 4, address.length() - 2);
    }

    /** Function part of the address, one digit. */
    public String function() {
        return address.substring(address.length() - 1);
    }
}
