// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import java.util.Optional;

import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.BindscopePackage;
import org.bindscope.model.Driver;
import org.bindscope.model.DriverState;
import org.bindscope.model.Evidence;
import org.bindscope.model.FactState;
import org.bindscope.model.IommuGroup;
import org.bindscope.model.KernelModule;
import org.bindscope.model.Machine;
import org.bindscope.model.ModuleParameter;
import org.bindscope.model.PciBus;
import org.bindscope.model.PciDomain;
import org.bindscope.model.PciFunction;
import org.bindscope.model.TextFile;
import org.bindscope.model.TextFileKind;

/** Builds machines for tests: everything is in an IOMMU group of its own unless said otherwise. */
public final class TestMachine {

    private static final BindscopeFactory FACTORY = BindscopeFactory.eINSTANCE;

    private final Machine machine = FACTORY.createMachine();
    private final PciDomain domain = FACTORY.createPciDomain();
    private final StringBuilder modules = new StringBuilder();
    private final StringBuilder aliases = new StringBuilder();
    private final StringBuilder dependencies = new StringBuilder();
    private int groups;

    /**
     * An empty machine.
     *
     * @param release kernel release
     */
    public TestMachine(String release) {
        machine.setProvenance(FACTORY.createProvenance());
        machine.getProvenance().setKernelRelease(release);
        machine.getProvenance().setArchitecture("x86_64");
        machine.getProvenance().setCommandLine("");
        machine.getDomains().add(domain);
        machine.setIommuGroupsCaptured(true);
    }

    /** Sets the kernel command line. */
    public TestMachine commandLine(String text) {
        machine.getProvenance().setCommandLine(text);
        return this;
    }

    /** Adds a driver of a loaded module; modules are added oldest first. */
    public TestMachine driver(String name, String module) {
        KernelModule found = module(module);
        found.setBuiltin(false);
        found.setLoaded(true);
        modules.insert(0, module + " 1 0 - Live 0x0\n");
        return register(name, found);
    }

    /** Adds a built-in driver. */
    public TestMachine builtinDriver(String name, String module) {
        KernelModule found = module(module);
        found.setBuiltin(true);
        found.setLoaded(true);
        return register(name, found);
    }

    private TestMachine register(String name, KernelModule module) {
        Driver driver = FACTORY.createDriver();
        driver.setName(name);
        driver.setState(DriverState.REGISTERED);
        driver.setModule(module);
        machine.getDrivers().add(driver);
        return this;
    }

    /** The module of a name, made where it is not there. */
    public KernelModule module(String name) {
        return machine.getModules().stream().filter(module -> name.equals(module.getName())).findFirst().orElseGet(() -> {
            KernelModule module = FACTORY.createKernelModule();
            module.setName(name);
            machine.getModules().add(module);
            return module;
        });
    }

    /** Sets a readable parameter. */
    public TestMachine parameter(String module, String name, String value) {
        ModuleParameter parameter = FACTORY.createModuleParameter();
        parameter.setName(name);
        parameter.setValue(value);
        module(module).getParameters().add(parameter);
        return this;
    }

    /** Adds a line to modules.alias and the module to modules.dep. */
    public TestMachine alias(String pattern, String module) {
        aliases.append("alias ").append(pattern).append(' ').append(module).append('\n');
        dependencies.append("kernel/").append(module).append(".ko:\n");
        return this;
    }

    /** Adds a captured text. */
    public TestMachine text(TextFileKind kind, String path, String text) {
        TextFile file = FACTORY.createTextFile();
        file.setKind(kind);
        file.setPath(path);
        file.setText(text);
        machine.getTextFiles().add(file);
        return this;
    }

    /** Adds a file of modprobe.d. */
    public TestMachine modprobe(String text) {
        return text(TextFileKind.MODPROBE_CONFIG, "etc/modprobe.d/test.conf", text);
    }

    /** Adds a function on a bus of its own or on one that is there. */
    public TestMachine device(String address, String id, String classCode, String driver) {
        PciFunction function = FACTORY.createPciFunction();
        String[] ids = id.split(":");
        int number = Integer.parseInt(address.substring(5, 7), 16);
        PciBus bus = domain.getBuses().stream().filter(each -> each.getNumber() == number).findFirst().orElseGet(() -> {
            PciBus added = FACTORY.createPciBus();
            added.setNumber(number);
            domain.getBuses().add(added);
            return added;
        });
        function.setAddress(address);
        function.setDevice(Integer.parseInt(address.substring(8, 10), 16));
        function.setFunction(address.charAt(11) - '0');
        function.setVendorId(Integer.parseInt(ids[0], 16));
        function.setDeviceId(Integer.parseInt(ids[1], 16));
        function.setSubsystemVendorId(0);
        function.setSubsystemId(0);
        function.setClassCode(Integer.parseInt(classCode, 16));
        function.setHeaderType(classCode.startsWith("0604") ? 1 : 0);
        bus.getFunctions().add(function);
        IommuGroup group = FACTORY.createIommuGroup();
        group.setNumber(Integer.toString(groups++));
        machine.getIommuGroups().add(group);
        function.setIommuGroup(group);
        if (driver == null) {
            none(function, BindscopePackage.Literals.PCI_FUNCTION__DRIVER.getName());
        } else {
            function.setDriver(machine.getDrivers().stream().filter(each -> driver.equals(each.getName())).findFirst().orElseThrow());
        }
        none(function, BindscopePackage.Literals.PCI_FUNCTION__DRIVER_OVERRIDE.getName());
        return this;
    }

    private static void none(PciFunction function, String feature) {
        Evidence evidence = FACTORY.createEvidence();
        evidence.setFeature(feature);
        evidence.setState(FactState.NONE);
        function.getEvidence().add(evidence);
    }

    /** A function that was added. */
    public PciFunction function(String address) {
        return domain.getBuses().stream().flatMap(bus -> bus.getFunctions().stream())
                .filter(function -> address.equals(function.getAddress())).findFirst().orElseThrow();
    }

    /** Sets the override of a function. */
    public TestMachine override(String address, String name) {
        function(address).setDriverOverride(name);
        function(address).getEvidence().removeIf(evidence -> "driverOverride".equals(evidence.getFeature()));
        return this;
    }

    /** Makes one function a virtual function of another. */
    public TestMachine virtual(String physical, String virtual, Boolean autoprobe) {
        PciFunction parent = function(physical);
        if (parent.getSriov() == null) {
            parent.setSriov(FACTORY.createSrIov());
        }
        parent.getSriov().setTotalVfs(8);
        parent.getSriov().setNumVfs(1);
        Optional.ofNullable(autoprobe).ifPresent(parent.getSriov()::setDriversAutoprobe);
        function(virtual).setPhysicalFunction(parent);
        return this;
    }

    /** The machine with its module files. */
    public Machine machine() {
        if (aliases.length() > 0) {
            text(TextFileKind.MODULES_ALIAS, "lib/modules/r/modules.alias", aliases.toString());
            text(TextFileKind.MODULES_DEP, "lib/modules/r/modules.dep", dependencies.toString());
            aliases.setLength(0);
        }
        if (modules.length() > 0) {
            text(TextFileKind.PROC_MODULES, "proc/modules", modules.toString());
            modules.setLength(0);
        }
        return machine;
    }

    /** The matching under the rules of its kernel. */
    public MatchAnalysis analysis() {
        Machine built = machine();
        return MatchAnalysis.of(built, KernelRules.named(built.getProvenance().getKernelRelease()));
    }

    /** The verdict of one function. */
    public DeviceVerdict verdict(String address) {
        return analysis().verdict(address).orElseThrow();
    }
}
