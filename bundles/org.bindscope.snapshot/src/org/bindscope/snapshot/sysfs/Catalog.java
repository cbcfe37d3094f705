// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.Driver;
import org.bindscope.model.DriverState;
import org.bindscope.model.Iommu;
import org.bindscope.model.IommuGroup;
import org.bindscope.model.KernelModule;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;
import org.bindscope.model.text.XmlText;
import org.bindscope.snapshot.facts.Numbers;
import org.bindscope.snapshot.facts.PciAddress;

/** The things of one machine by name, while readers find them in any order. */
final class Catalog {

    private static final Comparator<String> BY_NUMBER = Comparator
            .comparingLong((String name) -> Numbers.decimal(name).orElse(Long.MAX_VALUE))
            .thenComparing(Comparator.naturalOrder());

    private final Map<String, Driver> drivers = new TreeMap<>();
    private final Map<String, KernelModule> modules = new TreeMap<>();
    private final Map<String, Iommu> iommus = new TreeMap<>();
    private final Map<String, IommuGroup> groups = new TreeMap<>(BY_NUMBER);
    private final Set<String> claimed = new HashSet<>();
    private final Map<PciAddress, PciFunction> functions = new TreeMap<>();
    Map<PciAddress, PciFunction> functions() {
        return functions;
    }

    Map<String, KernelModule> modules() {
        return modules;
    }

    /** The driver of a name; one that nobody has seen on the bus yet is only named. */
    Driver driver(String name) {
        return drivers.computeIfAbsent(XmlText.of(name), key -> {
            Driver driver = BindscopeFactory.eINSTANCE.createDriver();
            driver.setName(key);
            driver.setState(DriverState.NAMED);
            return driver;
        });
    }

    /** The module of a name; dashes are underscores in the kernel's names. */
    KernelModule module(String name) {
        return modules.computeIfAbsent(XmlText.of(name.replace('-', '_')), key -> {
            KernelModule module = BindscopeFactory.eINSTANCE.createKernelModule();
            module.setName(key);
            return module;
        });
    }

    Iommu iommu(String name) {
        return iommus.computeIfAbsent(XmlText.of(name), key -> {
            Iommu iommu = BindscopeFactory.eINSTANCE.createIommu();
            iommu.setName(key);
            return iommu;
        });
    }

    IommuGroup group(String number) {
        claimed.remove(XmlText.of(number));
        return known(number);
    }

    /** A group that a function's own words name. Where another source's word counts instead, nobody may be in it. */
    IommuGroup claimedGroup(String number) {
        if (!groups.containsKey(XmlText.of(number))) {
            claimed.add(XmlText.of(number));
        }
        return known(number);
    }

    private IommuGroup known(String number) {
        return groups.computeIfAbsent(XmlText.of(number), key -> {
            IommuGroup group = BindscopeFactory.eINSTANCE.createIommuGroup();
            group.setNumber(key);
            return group;
        });
    }

    Map<String, IommuGroup> groups() {
        return groups;
    }

    Optional<PciFunction> function(String address) {
        return PciAddress.of(address).map(functions::get);
    }

    /** Hands all that was found to the machine, sorted. */
    void moveTo(Machine machine) {
        machine.getDrivers().addAll(drivers.values());
        machine.getModules().addAll(modules.values());
        machine.getIommus().addAll(iommus.values());
        groups.values().stream().filter(group -> !claimed.contains(group.getNumber()) || !group.getFunctions().isEmpty())
                .forEach(machine.getIommuGroups()::add);
    }
}
