// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import java.util.Optional;
import java.util.Set;

/** Something that happens to the PCI bus. Addresses in writes are the text as written. */
public sealed interface BusEvent {

    /**
     * A function appears.
     *
     * @param function its state; driver and override are cleared
     */
    record Add(BusFunction function) implements BusEvent {
    }

    /**
     * A function and what is below it is removed, and found again by a scan.
     *
     * @param address the function
     */
    record Rescan(String address) implements BusEvent {
    }

    /**
     * A function and what is below it is removed (devices/A/remove).
     *
     * @param address the function
     */
    record Remove(String address) implements BusEvent {
    }

    /**
     * A driver registers; its dynamic ids are those of its ids= parameter.
     *
     * @param driver name of a driver that exists
     */
    record Register(String driver) implements BusEvent {
    }

    /**
     * A driver unregisters (its module is unloaded).
     *
     * @param driver name of a registered driver
     */
    record Unregister(String driver) implements BusEvent {
    }

    /**
     * A write to drivers/D/new_id.
     *
     * @param driver D
     * @param text   what is written
     */
    record NewId(String driver, String text) implements BusEvent {
    }

    /**
     * A write to drivers/D/remove_id.
     *
     * @param driver D
     * @param text   what is written
     */
    record RemoveId(String driver, String text) implements BusEvent {
    }

    /**
     * A write to drivers/D/bind.
     *
     * @param driver  D
     * @param address what is written
     */
    record Bind(String driver, String address) implements BusEvent {
    }

    /**
     * A write to drivers/D/unbind.
     *
     * @param driver  D
     * @param address what is written
     */
    record Unbind(String driver, String address) implements BusEvent {
    }

    /**
     * A write to devices/A/driver/unbind, whose link leads nowhere without a driver.
     *
     * @param function A
     * @param address  what is written
     */
    record UnbindHolder(String function, String address) implements BusEvent {
    }

    /**
     * A write to drivers_probe.
     *
     * @param address what is written
     */
    record DriversProbe(String address) implements BusEvent {
    }

    /**
     * A write to devices/A/driver_override.
     *
     * @param function A
     * @param text     what is written
     */
    record Override(String function, String text) implements BusEvent {
    }

    /**
     * A write to drivers_autoprobe.
     *
     * @param on what it is afterwards
     */
    record Autoprobe(boolean on) implements BusEvent {
    }

    /**
     * A write to sriov_drivers_autoprobe of a physical function, seen from one of its virtual functions,
     * or from the physical function for all of them.
     *
     * @param function a virtual function, or the physical function
     * @param on       what it is afterwards
     */
    record VfAutoprobe(String function, boolean on) implements BusEvent {
    }

    /**
     * A write to sriov_numvfs. The virtual functions themselves arrive with {@link Add}.
     *
     * @param function the physical function
     * @param count    what is written
     */
    record NumVfs(String function, int count) implements BusEvent {
    }

    /**
     * VFIO users open or close groups.
     *
     * @param groups all groups that are held afterwards
     * @param asked  the group that a user wants to open; empty where one is closed
     */
    record Held(Set<String> groups, Optional<String> asked) implements BusEvent {

        /**
         * Groups that are held whatever their drivers are.
         *
         * @param groups all groups that are held afterwards
         */
        public Held(Set<String> groups) {
            this(groups, Optional.empty());
        }
    }
}
