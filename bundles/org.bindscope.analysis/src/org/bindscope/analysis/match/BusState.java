// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.bindscope.analysis.rules.KernelRules;

/**
 * The PCI bus at one moment. Immutable.
 *
 * @param rules      rules of the kernel
 * @param drivers    all drivers that exist, registered or not, in the order given
 * @param registered names of the registered drivers, in registration order
 * @param functions  functions on the bus, in the order in which they were added
 * @param autoprobe  the file drivers_autoprobe
 * @param heldGroups IOMMU groups that a VFIO user holds
 * @param conditions facts that probes depend on
 */
public record BusState(KernelRules rules, List<DriverModel> drivers, List<String> registered,
        Map<String, BusFunction> functions, boolean autoprobe, Set<String> heldGroups, BusConditions conditions) {

    /** Copies the collections and keeps their order. */
    public BusState {
        drivers = List.copyOf(drivers);
        registered = List.copyOf(registered);
        functions = Collections.unmodifiableMap(new LinkedHashMap<>(functions));
        heldGroups = Set.copyOf(heldGroups);
    }

    /**
     * A bus whose drivers are all registered, in their order.
     *
     * @param rules     rules of the kernel
     * @param drivers   drivers in registration order
     * @param functions functions on the bus
     * @return drivers_autoprobe is 1, no group is held
     */
    public static BusState of(KernelRules rules, List<DriverModel> drivers, Collection<BusFunction> functions) {
        Map<String, BusFunction> map = new LinkedHashMap<>();
        functions.forEach(function -> map.put(function.address(), function));
        return new BusState(rules, drivers, drivers.stream().map(DriverModel::name).toList(), map, true, Set.of(),
                BusConditions.DEFAULT);
    }

    /**
     * A driver that exists.
     *
     * @param name its name
     * @return empty when there is none of that name
     */
    public Optional<DriverModel> driver(String name) {
        return drivers.stream().filter(driver -> driver.name().equals(name)).findFirst();
    }

    /**
     * A driver that is registered.
     *
     * @param name its name
     * @return empty when it is not registered
     */
    public Optional<DriverModel> registeredDriver(String name) {
        return registered.contains(name) ? driver(name) : Optional.empty();
    }

    /**
     * The registered drivers.
     *
     * @return in registration order
     */
    public List<DriverModel> registeredDrivers() {
        return registered.stream().flatMap(name -> driver(name).stream()).toList();
    }

    /**
     * Whether a VFIO user holds the function's group.
     *
     * @param function a function
     * @return false without a group
     */
    public boolean held(BusFunction function) {
        return !heldGroups.isEmpty() && function.group().group().filter(heldGroups::contains).isPresent();
    }

    /**
     * With one function changed or added at the end.
     *
     * @param function the function
     * @return a copy
     */
    public BusState with(BusFunction function) {
        Map<String, BusFunction> map = new LinkedHashMap<>(functions);
        map.put(function.address(), function);
        return new BusState(rules, drivers, registered, map, autoprobe, heldGroups, conditions);
    }

    /**
     * Without one function.
     *
     * @param address its address
     * @return a copy
     */
    public BusState without(String address) {
        Map<String, BusFunction> map = new LinkedHashMap<>(functions);
        map.remove(address);
        return new BusState(rules, drivers, registered, map, autoprobe, heldGroups, conditions);
    }

    /**
     * With one driver replaced by another of the same name, or added.
     *
     * @param driver the driver
     * @return a copy
     */
    public BusState with(DriverModel driver) {
        List<DriverModel> list = new ArrayList<>(drivers);
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i).name().equals(driver.name())) {
                list.set(i, driver);
                return new BusState(rules, list, registered, functions, autoprobe, heldGroups, conditions);
            }
        }
        list.add(driver);
        return new BusState(rules, list, registered, functions, autoprobe, heldGroups, conditions);
    }

    /**
     * With other registered drivers.
     *
     * @param names in registration order
     * @return a copy
     */
    public BusState withRegistered(List<String> names) {
        return new BusState(rules, drivers, names, functions, autoprobe, heldGroups, conditions);
    }

    /**
     * With the bus switch written.
     *
     * @param on drivers_autoprobe
     * @return a copy
     */
    public BusState withAutoprobe(boolean on) {
        return new BusState(rules, drivers, registered, functions, on, heldGroups, conditions);
    }

    /**
     * With other groups in the hands of VFIO users.
     *
     * @param groups names of the groups
     * @return a copy
     */
    public BusState withHeldGroups(Set<String> groups) {
        return new BusState(rules, drivers, registered, functions, autoprobe, groups, conditions);
    }

    /**
     * With other facts for probes.
     *
     * @param other the facts
     * @return a copy
     */
    public BusState withConditions(BusConditions other) {
        return new BusState(rules, drivers, registered, functions, autoprobe, heldGroups, other);
    }
}
