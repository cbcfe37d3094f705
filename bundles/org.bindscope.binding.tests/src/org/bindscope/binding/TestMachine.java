// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.util.List;

import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.Driver;
import org.bindscope.model.DriverState;
import org.bindscope.model.Evidence;
import org.bindscope.model.FactState;
import org.bindscope.model.IommuGroup;
import org.bindscope.model.KernelModule;
import org.bindscope.model.Machine;
import org.bindscope.model.PciBridge;
import org.bindscope.model.PciBus;
import org.bindscope.model.PciDomain;
import org.bindscope.model.PciFunction;
import org.bindscope.model.Provenance;
import org.bindscope.model.SnapshotKind;
import org.bindscope.model.TextFile;
import org.bindscope.model.TextFileKind;

/** Builds machines for tests in few words. */
public final class TestMachine {

    private static final BindscopeFactory F = BindscopeFactory.eINSTANCE;

    public final Machine machine = F.createMachine();

    public TestMachine(String source, String release) {
        Provenance provenance = F.createProvenance();
        provenance.setSource(source);
        provenance.setKind(SnapshotKind.DIRECTORY);
        provenance.setKernelRelease(release);
        provenance.setArchitecture("x86_64");
        machine.setProvenance(provenance);
        machine.setIommuGroupsCaptured(true);
    }

    /** A host with a GPU and its audio function in group 15, a second GPU with equal ids, an NVMe disk and a NIC. */
    public static TestMachine desktop() {
        TestMachine test = new TestMachine("desktop.tar.gz", "6.12.9");
        test.driver("vfio-pci", "vfio_pci", false);
        test.driver("pcieport", null, true);
        test.driver("nvidia", "nvidia", false);
        test.driver("snd_hda_intel", "snd_hda_intel", false);
        test.driver("nvme", "nvme", false);
        test.driver("e1000e", "e1000e", false);
        test.bridge("0000:00:01.0", "8086:3c02", 0x65, 0x65, "pcieport", "1");
        test.bridge("0000:00:02.0", "8086:3c03", 0x66, 0x66, "pcieport", "2");
        test.function("0000:65:00.0", "10de:2204", "1043:87d9", 0x030000, "nvidia", "15");
        test.function("0000:65:00.1", "10de:1aef", "1043:87d9", 0x040300, "snd_hda_intel", "15");
        test.function("0000:66:00.0", "10de:2204", "1043:87d9", 0x030000, "nvidia", "16");
        test.function("0000:00:1c.0", "144d:a808", "144d:a801", 0x010802, "nvme", "3");
        test.function("0000:00:1f.6", "8086:15bd", "8086:2074", 0x020000, "e1000e", "4");
        return test;
    }

    public Driver driver(String name, String module, boolean builtin) {
        Driver driver = F.createDriver();
        driver.setName(name);
        driver.setState(DriverState.REGISTERED);
        if (module != null) {
            driver.setModule(module(module, builtin));
        }
        machine.getDrivers().add(driver);
        return driver;
    }

    public KernelModule module(String name, boolean builtin) {
        return machine.getModules().stream().filter(old -> name.equals(old.getName())).findFirst().orElseGet(() -> {
            KernelModule module = F.createKernelModule();
            module.setName(name);
            module.setBuiltin(builtin);
            module.setLoaded(true);
            machine.getModules().add(module);
            return module;
        });
    }

    public PciFunction function(String address, String ids, String subsystem, int classCode, String driver,
            String group) {
        return add(F.createPciFunction(), address, ids, subsystem, classCode, driver, group);
    }

    public PciBridge bridge(String address, String ids, int secondary, int subordinate, String driver, String group) {
        PciBridge bridge = F.createPciBridge();
        add(bridge, address, ids, null, 0x060400, driver, group);
        bridge.setHeaderType(1);
        bridge.setSecondaryBusNumber(secondary);
        bridge.setSubordinateBusNumber(subordinate);
        PciBus below = bus(bridge.getBus().getDomain().getNumber(), secondary);
        below.setBridge(bridge);
        bridge.setSecondaryBus(below);
        return bridge;
    }

    private <T extends PciFunction> T add(T function, String address, String ids, String subsystem, int classCode,
            String driver, String group) {
        int at = address.length() - 8;
        function.setAddress(address);
        function.setDevice(Integer.parseInt(address.substring(at + 4, at + 6), 16));
        function.setFunction(address.charAt(at + 7) - '0');
        function.setVendorId(Integer.parseInt(ids.substring(0, 4), 16));
        function.setDeviceId(Integer.parseInt(ids.substring(5), 16));
        if (subsystem != null) {
            function.setSubsystemVendorId(Integer.parseInt(subsystem.substring(0, 4), 16));
            function.setSubsystemId(Integer.parseInt(subsystem.substring(5), 16));
        }
        function.setClassCode(classCode);
        function.setHeaderType(0);
        bus(Integer.parseInt(address.substring(0, at), 16), Integer.parseInt(address.substring(at + 1, at + 3), 16))
                .getFunctions().add(function);
        if (driver != null) {
            function.setDriver(machine.getDrivers().stream()
                    .filter(known -> driver.equals(known.getName())).findFirst()
                    .orElseGet(() -> driver(driver, null, false)));
        }
        if (group != null) {
            function.setIommuGroup(group(group));
        }
        return function;
    }

    /** Says that a function has no driver, as a captured folder without the link does. */
    public void noDriver(String address) {
        at(address).setDriver(null);
        Evidence evidence = F.createEvidence();
        evidence.setFeature("driver");
        evidence.setState(FactState.NONE);
        at(address).getEvidence().add(evidence);
    }

    /** Says that a function's override is not set, as a file with (null) does. */
    public void noOverride(String address) {
        at(address).setDriverOverride(null);
        Evidence evidence = F.createEvidence();
        evidence.setFeature("driverOverride");
        evidence.setState(FactState.NONE);
        at(address).getEvidence().add(evidence);
    }

    /** Gives a function a Device Serial Number by a captured configuration space. */
    public void serial(String address, long number) {
        byte[] space = new byte[4096];
        space[0] = (byte) at(address).getVendorId();
        space[1] = (byte) (at(address).getVendorId() >> 8);
        // One extended capability: id 0003, version 1, no next.
        space[0x100] = 3;
        space[0x102] = 1;
        for (int i = 0; i < 8; i++) {
            space[0x104 + i] = (byte) (number >>> 8 * i);
        }
        at(address).setConfigSpace(space);
    }

    public IommuGroup group(String number) {
        return machine.getIommuGroups().stream().filter(old -> number.equals(old.getNumber())).findFirst()
                .orElseGet(() -> {
                    IommuGroup group = F.createIommuGroup();
                    group.setNumber(number);
                    machine.getIommuGroups().add(group);
                    return group;
                });
    }

    public void text(TextFileKind kind, String path, String text) {
        TextFile file = F.createTextFile();
        file.setKind(kind);
        file.setPath(path);
        file.setText(text);
        machine.getTextFiles().add(file);
    }

    public PciFunction at(String address) {
        return new MachineIndex(machine).find(address).orElseThrow();
    }

    public List<PciFunction> functions() {
        return new MachineIndex(machine).all();
    }

    private PciBus bus(int domainNumber, int number) {
        PciDomain domain = machine.getDomains().stream().filter(old -> old.getNumber() == domainNumber).findFirst()
                .orElseGet(() -> {
                    PciDomain made = F.createPciDomain();
                    made.setNumber(domainNumber);
                    machine.getDomains().add(made);
                    return made;
                });
        return domain.getBuses().stream().filter(old -> old.getNumber() == number).findFirst().orElseGet(() -> {
            PciBus made = F.createPciBus();
            made.setNumber(number);
            domain.getBuses().add(made);
            return made;
        });
    }
}
