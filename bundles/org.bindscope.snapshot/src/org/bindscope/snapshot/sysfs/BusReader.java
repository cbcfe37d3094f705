// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import java.util.Map;
import java.util.TreeMap;

import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.PciBridge;
import org.bindscope.model.PciBus;
import org.bindscope.model.PciDomain;
import org.bindscope.snapshot.facts.PciAddress;

/** Puts the functions of a machine on their buses, and the buses below their bridges. */
final class BusReader {

    private final Reading reading;
    private final Map<Integer, Map<Integer, PciBus>> domains = new TreeMap<>();

    BusReader(Reading reading) {
        this.reading = reading;
    }

    /** Makes the domains of the machine. */
    void place() {
        reading.catalog().functions().forEach((address, function) -> bus(address.domain(), address.bus())
                .getFunctions().add(function));
        reading.catalog().functions().forEach((address, function) -> {
            if (function instanceof PciBridge bridge && bridge.isSetSecondaryBusNumber()) {
                connect(address, bridge);
            }
        });
        domains.forEach((number, buses) -> {
            PciDomain domain = BindscopeFactory.eINSTANCE.createPciDomain();
            domain.setNumber(number);
            domain.getBuses().addAll(buses.values());
            reading.machine().getDomains().add(domain);
        });
    }

    private PciBus bus(int domain, int number) {
        return domains.computeIfAbsent(domain, key -> new TreeMap<>()).computeIfAbsent(number, key -> {
            PciBus bus = BindscopeFactory.eINSTANCE.createPciBus();
            bus.setNumber(key);
            return bus;
        });
    }

    /** A bridge that nobody has configured has secondary bus 0, which is none. */
    private void connect(PciAddress address, PciBridge bridge) {
        int number = bridge.getSecondaryBusNumber();
        if (number == 0) {
            return;
        }
        PciBus bus = bus(address.domain(), number);
        if (number <= address.bus() || bus.getBridge() != null) {
            reading.warning(bridge.getEvidence().get(0).getFile(), bridge.getAddress() + ": the secondary bus "
                    + Integer.toHexString(number) + (number <= address.bus() ? " is not above the bridge's own bus"
                            : " is also that of " + bus.getBridge().getAddress()) + "; it was not connected.");
            return;
        }
        bridge.setSecondaryBus(bus);
    }
}
