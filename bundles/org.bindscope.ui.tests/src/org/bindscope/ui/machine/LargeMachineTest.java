// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.Machine;
import org.bindscope.model.PciBridge;
import org.bindscope.model.PciBus;
import org.bindscope.model.PciDomain;
import org.bindscope.model.PciFunction;
import org.junit.jupiter.api.Test;

/** A snapshot of 5,000 devices stays fluid: what the Machine view does on the UI thread is short. */
class LargeMachineTest {

    private static final int DOMAINS = 20;
    private static final int PORTS = 10;
    private static final int DEVICES = 24;

    private static Machine machine() {
        BindscopeFactory factory = BindscopeFactory.eINSTANCE;
        Machine machine = factory.createMachine();
        for (int d = 0; d < DOMAINS; d++) {
            PciDomain domain = factory.createPciDomain();
            domain.setNumber(d);
            machine.getDomains().add(domain);
            PciBus root = factory.createPciBus();
            domain.getBuses().add(root);
            for (int p = 0; p < PORTS; p++) {
                PciBridge port = factory.createPciBridge();
                port.setAddress(String.format("%04x:00:%02x.0", d, p));
                root.getFunctions().add(port);
                PciBus bus = factory.createPciBus();
                bus.setNumber(p + 1);
                domain.getBuses().add(bus);
                port.setSecondaryBus(bus);
                for (int f = 0; f < DEVICES; f++) {
                    PciFunction function = factory.createPciFunction();
                    function.setAddress(String.format("%04x:%02x:%02x.0", d, p + 1, f));
                    function.setDeviceName("Device of many");
                    bus.getFunctions().add(function);
                }
            }
        }
        return machine;
    }

    @Test
    void fiveThousandDevicesAreArrangedAndFiltered() {
        Machine machine = machine();
        DeviceFilter filter = new DeviceFilter(machine);
        DeviceForest forest = DeviceForests.arrange(machine, DeviceOrder.HIERARCHY);
        DeviceForest kept = forest.filter(filter.matching("13:05:0"));
        assertEquals(DOMAINS * PORTS * (DEVICES + 1), forest.devices());
        assertTrue(kept.devices() > 0 && kept.devices() <= 16, kept.devices() + " devices");
    }
}
