// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.Driver;
import org.bindscope.model.IommuGroup;
import org.bindscope.model.Machine;
import org.bindscope.model.PciBridge;
import org.bindscope.model.PciBus;
import org.bindscope.model.PciDomain;
import org.bindscope.model.PciFunction;
import org.junit.jupiter.api.Test;

class DeviceForestsTest {

    private final BindscopeFactory factory = BindscopeFactory.eINSTANCE;
    private final Machine machine = factory.createMachine();
    private final PciBus root = bus(0);
    private final PciBridge bridge = add(root, factory.createPciBridge(), "0000:00:01.0");
    private final PciBus below = bus(1);
    private final PciFunction physical = add(below, factory.createPciFunction(), "0000:01:00.0");
    private final PciFunction virtual = add(bus(2), factory.createPciFunction(), "0000:02:00.0");

    DeviceForestsTest() {
        bridge.setSecondaryBus(below);
        virtual.setPhysicalFunction(physical);
        physical.setNumaNode(1);
        physical.setDeviceName("82576 Gigabit Network Connection");
        Driver driver = factory.createDriver();
        driver.setName("igb");
        machine.getDrivers().add(driver);
        physical.setDriver(driver);
        IommuGroup group = factory.createIommuGroup();
        group.setNumber("7");
        machine.getIommuGroups().add(group);
        virtual.setIommuGroup(group);
    }

    private PciBus bus(int number) {
        if (machine.getDomains().isEmpty()) {
            machine.getDomains().add(factory.createPciDomain());
        }
        PciDomain domain = machine.getDomains().get(0);
        PciBus bus = factory.createPciBus();
        bus.setNumber(number);
        domain.getBuses().add(bus);
        return bus;
    }

    private static <F extends PciFunction> F add(PciBus bus, F function, String address) {
        function.setAddress(address);
        bus.getFunctions().add(function);
        return function;
    }

    @Test
    void everyOrderHoldsEveryFunctionOnce() {
        for (DeviceOrder order : DeviceOrder.values()) {
            DeviceForest forest = DeviceForests.arrange(machine, order);
            assertEquals(3, forest.devices(), order.name());
            List<Object> elements = new ArrayList<>();
            forest.roots().forEach(element -> collect(forest, element, elements));
            assertEquals(3, elements.stream().filter(PciFunction.class::isInstance).distinct().count(), order.name());
        }
    }

    private static void collect(DeviceForest forest, Object element, List<Object> into) {
        into.add(element);
        forest.children(element).forEach(child -> collect(forest, child, into));
    }

    @Test
    void aVirtualFunctionHangsBelowItsPhysicalFunction() {
        DeviceForest forest = DeviceForests.arrange(machine, DeviceOrder.HIERARCHY);
        assertEquals(List.of(root), forest.roots());
        assertSame(physical, forest.parent(virtual).orElseThrow());
        assertSame(bridge, forest.parent(physical).orElseThrow());
    }

    @Test
    void bridgesInALoopAreStillShown() {
        PciBus lost = bus(9);
        PciBridge inLoop = add(lost, factory.createPciBridge(), "0000:09:00.0");
        inLoop.setSecondaryBus(lost);
        assertTrue(DeviceForests.arrange(machine, DeviceOrder.HIERARCHY).contains(inLoop));
    }

    @Test
    void whatTheSnapshotDoesNotSayIsNotCalledNone() {
        List<Object> roots = DeviceForests.arrange(machine, DeviceOrder.DRIVER).roots();
        assertEquals(List.of("Driver not captured"),
                roots.stream().filter(DeviceBucket.class::isInstance).map(row -> ((DeviceBucket) row).text()).toList());
    }

    @Test
    void aFilterKeepsWhatStandsAboveAMatch() {
        DeviceForest forest = DeviceForests.arrange(machine, DeviceOrder.HIERARCHY);
        DeviceForest kept = forest.filter(new DeviceFilter(machine).matching("gigabit IGB"));
        assertEquals(1, kept.devices());
        assertTrue(kept.contains(bridge));
        assertTrue(kept.contains(physical));
        assertTrue(!kept.contains(virtual));
    }

    @Test
    void aFilterThatFitsNothingLeavesNothing() {
        DeviceForest forest = DeviceForests.arrange(machine, DeviceOrder.GROUP);
        assertEquals(List.of(), forest.filter(new DeviceFilter(machine).matching("nothing of this name")).roots());
    }
}
