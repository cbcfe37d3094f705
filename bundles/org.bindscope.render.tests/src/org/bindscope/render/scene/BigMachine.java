// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.Driver;
import org.bindscope.model.IommuGroup;
import org.bindscope.model.Machine;
import org.bindscope.model.PciBridge;
import org.bindscope.model.PciBus;
import org.bindscope.model.PciDomain;
import org.bindscope.model.PciFunction;
import org.bindscope.model.PcieLink;

/** Makes machines of any size in memory. */
final class BigMachine {

    private static final BindscopeFactory MAKE = BindscopeFactory.eINSTANCE;

    private final Machine machine = MAKE.createMachine();
    private final Map<String, Driver> drivers = new HashMap<>();
    private final List<PciFunction> functions = new ArrayList<>();

    /**
     * A server: domains of 200 functions, each with 8 root ports, a switch of 8 ports below every second one,
     * and below the ports GPUs, NICs with virtual functions, and NVMe drives by turns.
     *
     * @param functions about how many
     */
    static BigMachine server(int functions) {
        BigMachine big = new BigMachine();
        for (int domain = 0; big.functions.size() < functions; domain++) {
            big.rootComplex(domain, functions);
        }
        return big;
    }

    /** Functions of which no two are alike, all on root buses. */
    static BigMachine flat(int functions) {
        BigMachine big = new BigMachine();
        for (int i = 0; i < functions; i++) {
            PciBus bus = big.bus(big.domain(i / 65_536), i / 256 % 256);
            PciFunction function = big.function(bus, i % 256 / 8, i % 8, MAKE.createPciFunction());
            big.describe(function, 0x1000 + i / 60_000, i % 60_000, 0x020000, "driver" + i % 700, null);
            big.group(function);
        }
        return big;
    }

    /** A chain of bridges with a device at its end. */
    static BigMachine chain(int bridges) {
        BigMachine big = new BigMachine();
        PciBus bus = big.bus(big.domain(0), 0);
        for (int i = 0; i < bridges; i++) {
            PciBus below = big.bus(big.domain((i + 1) / 256), (i + 1) % 256);
            big.bridge(bus, 0, below, "port");
            bus = below;
        }
        big.describe(big.function(bus, 0, 0, MAKE.createPciFunction()), 0x8086, 0x1533, 0x020000, "igb", "I210");
        return big;
    }

    Machine machine() {
        return machine;
    }

    List<PciFunction> functions() {
        return functions;
    }

    private void rootComplex(int number, int most) {
        PciDomain domain = domain(number);
        PciBus root = bus(domain, 0);
        int next = 1;
        for (int port = 0; port < 8 && functions.size() < most; port++) {
            PciBus below = bus(domain, next++);
            bridge(root, port, below, "root port");
            if (port % 2 == 1) {
                leaf(below, port, number);
                continue;
            }
            PciBus inside = bus(domain, next++);
            bridge(below, 0, inside, "switch upstream");
            for (int down = 0; down < 8 && functions.size() < most; down++) {
                PciBus last = bus(domain, next++);
                bridge(inside, down, last, "switch downstream");
                leaf(last, down, number);
            }
        }
    }

    private void leaf(PciBus bus, int turn, int numa) {
        PciFunction function = function(bus, 0, 0, MAKE.createPciFunction());
        switch (turn % 3) {
            case 0 -> describe(function, 0x10de, 0x2330, 0x030200, turn % 2 == 0 ? "nvidia" : "vfio-pci", "GH100 [H100 SXM5 80GB]");
            case 1 -> describe(function, 0x15b3, 0x1021, 0x020000, "mlx5_core", "MT2910 Family [ConnectX-7]");
            default -> describe(function, 0x144d, 0xa80a, 0x010802, "nvme", "NVMe SSD Controller PM9A1");
        }
        function.setNumaNode(numa % 4);
        link(function, turn == 5 ? 8 : 16);
        group(function);
        if (turn % 3 == 1) {
            for (int vf = 1; vf < 5; vf++) {
                PciFunction virtual = function(bus, vf / 8, vf % 8, MAKE.createPciFunction());
                describe(virtual, 0x15b3, 0x101e, 0x020000, "mlx5_core", "ConnectX Family mlx5Gen Virtual Function");
                virtual.setPhysicalFunction(function);
                group(virtual);
            }
        }
    }

    private static void link(PciFunction function, int width) {
        PcieLink link = MAKE.createPcieLink();
        link.setSpeedGTs(32);
        link.setMaxSpeedGTs(32);
        link.setWidth(width);
        link.setMaxWidth(16);
        function.setLink(link);
    }

    private void group(PciFunction function) {
        IommuGroup group = MAKE.createIommuGroup();
        group.setNumber(Integer.toString(machine.getIommuGroups().size()));
        group.setType("DMA");
        machine.getIommuGroups().add(group);
        group.getFunctions().add(function);
    }

    private PciDomain domain(int number) {
        if (machine.getDomains().size() > number) {
            return machine.getDomains().get(number);
        }
        PciDomain domain = MAKE.createPciDomain();
        domain.setNumber(number);
        machine.getDomains().add(domain);
        return domain;
    }

    private PciBus bus(PciDomain domain, int number) {
        if (domain.getBuses().size() > number) {
            return domain.getBuses().get(number);
        }
        PciBus bus = MAKE.createPciBus();
        bus.setNumber(number);
        domain.getBuses().add(bus);
        return bus;
    }

    private void bridge(PciBus bus, int device, PciBus below, String name) {
        PciBridge bridge = MAKE.createPciBridge();
        function(bus, device, 0, bridge);
        describe(bridge, 0x10b5, 0x8796, 0x060400, "pcieport", name);
        bridge.setSecondaryBus(below);
        bridge.setHeaderType(1);
        group(bridge);
    }

    private PciFunction function(PciBus bus, int device, int number, PciFunction function) {
        function.setDevice(device);
        function.setFunction(number);
        function.setAddress(String.format("%04x:%02x:%02x.%x", bus.getDomain().getNumber(), bus.getNumber(), device, number));
        bus.getFunctions().add(function);
        functions.add(function);
        return function;
    }

    private void describe(PciFunction function, int vendor, int device, int classCode, String driver, String name) {
        function.setVendorId(vendor);
        function.setDeviceId(device);
        function.setClassCode(classCode);
        function.setDeviceName(name);
        Driver known = drivers.computeIfAbsent(driver, key -> {
            Driver made = MAKE.createDriver();
            made.setName(key);
            machine.getDrivers().add(made);
            return made;
        });
        function.setDriver(known);
    }
}
