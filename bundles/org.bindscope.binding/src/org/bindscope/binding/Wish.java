// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.util.Optional;

/**
 * What the user wants of one function.
 *
 * @param address the address as the user or a view gave it, in full form where it has the syntax of
 *                one
 * @param driver  the driver that shall have the function; empty: no driver shall have it
 */
public record Wish(String address, Optional<String> driver) {

    /**
     * A wish for a driver.
     *
     * @param address PCI address
     * @param driver  driver name
     * @return the wish
     */
    public static Wish bind(String address, String driver) {
        return new Wish(SafeText.canonicalAddress(address).orElse(address), Optional.of(driver));
    }

    /**
     * A wish that no driver has the function.
     *
     * @param address PCI address
     * @return the wish
     */
    public static Wish unbind(String address) {
        return new Wish(SafeText.canonicalAddress(address).orElse(address), Optional.empty());
    }

    /** Whether address and driver have the strict syntax that exports demand. */
    public boolean isSafe() {
        return SafeText.isAddress(address) && driver.map(SafeText::isName).orElse(true);
    }
}
