// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.util.Optional;

import org.bindscope.model.PciFunction;

/**
 * A function as a saved plan remembers it: enough to find it again in another snapshot, and to tell what
 * became different.
 *
 * @param address    full PCI address
 * @param identity   what tells the device from others
 * @param label      name for people, cleaned by {@link SafeText#label}; may be empty
 * @param driver     the driver that had it; empty where none had
 * @param override   its override; empty where none was set or the snapshot did not say
 * @param iommuGroup number of its IOMMU group; empty where it had none or the snapshot did not say
 */
public record RememberedDevice(String address, DeviceIdentity identity, String label, Optional<String> driver,
        Optional<String> override, Optional<String> iommuGroup) {

    /**
     * Checks the address and cleans what goes into sentences only.
     *
     * @throws IllegalArgumentException where the address is none
     */
    public RememberedDevice {
        if (!SafeText.isAddress(address)) {
            throw new IllegalArgumentException("Not a PCI address: " + SafeText.label(address));
        }
        label = SafeText.label(label);
        driver = driver.map(SafeText::label);
        override = override.map(SafeText::label);
        iommuGroup = iommuGroup.map(SafeText::label);
    }

    /** A function of a snapshot that tells its ids. */
    static RememberedDevice of(PciFunction function, MachineIndex index) {
        return new RememberedDevice(function.getAddress(), index.identity(function), MachineIndex.label(function),
                Optional.ofNullable(function.getDriver()).map(driver -> driver.getName()),
                Optional.ofNullable(function.getDriverOverride()),
                Optional.ofNullable(function.getIommuGroup()).map(group -> group.getNumber()));
    }
}
