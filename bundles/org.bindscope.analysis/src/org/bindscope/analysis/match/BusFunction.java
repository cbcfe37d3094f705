// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * The state of one function on the bus.
 *
 * @param address          canonical PCI address
 * @param identity         ids and class
 * @param hardware         what a driver's probe may look at besides the ids
 * @param override         text of driver_override; empty when unset
 * @param driver           driver that has the function
 * @param virtualFunction  facts of a virtual function; empty for any other
 * @param numVfs           virtual functions that are enabled, 0 to 65535
 * @param group            IOMMU group
 * @param bindAllowed      the bus gate of driver-match, section 2.5
 * @param parent           address of the bridge above; empty on a root bus
 * @param deferred         a driver asked to be tried again later
 */
public record BusFunction(String address, DeviceIdentity identity, Hardware hardware, Optional<String> override,
        Optional<String> driver, Optional<Virtual> virtualFunction, int numVfs, IommuMembership group,
        boolean bindAllowed, Optional<String> parent, boolean deferred) {

    /**
     * Facts for probes.
     *
     * @param headerType   header layout, 0 to 127; empty when not known
     * @param revision     Revision ID; empty when not known
     * @param pciePortType PCI Express device/port type (capability offset 2, bits 7:4), -1 for a
     *                     function without the capability; empty when not known
     * @param hotPlugShpc  whether it has the hot-plug capability 0x0c; empty when not known
     * @param interruptPin whether it has a legacy interrupt; empty when not known
     */
    public record Hardware(OptionalInt headerType, OptionalInt revision, OptionalInt pciePortType,
            Optional<Boolean> hotPlugShpc, Optional<Boolean> interruptPin) {

        /**
         * An endpoint of which only the header type is known.
         *
         * @param headerType 0, 1 or 2
         * @return the facts
         */
        public static Hardware ofHeader(int headerType) {
            return new Hardware(OptionalInt.of(headerType), OptionalInt.empty(), OptionalInt.empty(),
                    Optional.empty(), Optional.empty());
        }
    }

    /**
     * What a virtual function depends on.
     *
     * @param physicalFunction address of the physical function; empty when not told
     * @param driversAutoprobe its sriov_drivers_autoprobe; empty when not known
     */
    public record Virtual(Optional<String> physicalFunction, Optional<Boolean> driversAutoprobe) {
    }

    /**
     * A plain endpoint in a group of its own.
     *
     * @param address  canonical address
     * @param identity ids and class
     * @return an unbound function without override
     */
    public static BusFunction of(String address, DeviceIdentity identity) {
        return new BusFunction(address, identity, Hardware.ofHeader(0), Optional.empty(), Optional.empty(),
                Optional.empty(), 0, new IommuMembership.InGroup(address), true, Optional.empty(), false);
    }

    /**
     * The same function on another driver.
     *
     * @param name the driver; empty for none
     * @return a copy
     */
    public BusFunction withDriver(Optional<String> name) {
        return new BusFunction(address, identity, hardware, override, name, virtualFunction, numVfs, group,
                bindAllowed, parent, deferred && name.isEmpty());
    }

    /**
     * The same function with another override.
     *
     * @param text the override; empty for unset
     * @return a copy
     */
    public BusFunction withOverride(Optional<String> text) {
        return new BusFunction(address, identity, hardware, text, driver, virtualFunction, numVfs, group, bindAllowed,
                parent, deferred);
    }

    /**
     * The same function, waiting for a driver or not.
     *
     * @param waits whether a driver asked to be tried again
     * @return a copy
     */
    public BusFunction withDeferred(boolean waits) {
        return new BusFunction(address, identity, hardware, override, driver, virtualFunction, numVfs, group,
                bindAllowed, parent, waits);
    }

    /**
     * The same physical function with another number of virtual functions.
     *
     * @param count 0 to 65535
     * @return a copy
     */
    public BusFunction withNumVfs(int count) {
        return new BusFunction(address, identity, hardware, override, driver, virtualFunction, count, group,
                bindAllowed, parent, deferred);
    }

    /**
     * The same virtual function after its physical function's switch was written.
     *
     * @param autoprobe the switch
     * @return a copy; any other function is returned as it is
     */
    public BusFunction withVfAutoprobe(boolean autoprobe) {
        return virtualFunction.isEmpty() ? this : new BusFunction(address, identity, hardware, override, driver,
                Optional.of(new Virtual(virtualFunction.get().physicalFunction(), Optional.of(autoprobe))), numVfs,
                group, bindAllowed, parent, deferred);
    }

    /**
     * The same function in another group.
     *
     * @param other the group
     * @return a copy
     */
    public BusFunction withGroup(IommuMembership other) {
        return new BusFunction(address, identity, hardware, override, driver, virtualFunction, numVfs, other,
                bindAllowed, parent, deferred);
    }

    /**
     * The same function with other hardware facts.
     *
     * @param other the facts
     * @return a copy
     */
    public BusFunction withHardware(Hardware other) {
        return new BusFunction(address, identity, other, override, driver, virtualFunction, numVfs, group,
                bindAllowed, parent, deferred);
    }

    /**
     * The same function with the bus gate open or closed.
     *
     * @param allowed driver-match, section 2.5
     * @return a copy
     */
    public BusFunction withBindAllowed(boolean allowed) {
        return new BusFunction(address, identity, hardware, override, driver, virtualFunction, numVfs, group, allowed,
                parent, deferred);
    }

    /**
     * The same function as a virtual one.
     *
     * @param facts what it depends on
     * @return a copy
     */
    public BusFunction asVirtual(Virtual facts) {
        return new BusFunction(address, identity, hardware, override, driver, Optional.of(facts), numVfs, group,
                bindAllowed, parent, deferred);
    }

    /**
     * The same function below a bridge.
     *
     * @param bridge address of the bridge; empty for a root bus
     * @return a copy
     */
    public BusFunction below(Optional<String> bridge) {
        return new BusFunction(address, identity, hardware, override, driver, virtualFunction, numVfs, group,
                bindAllowed, bridge, deferred);
    }
}
