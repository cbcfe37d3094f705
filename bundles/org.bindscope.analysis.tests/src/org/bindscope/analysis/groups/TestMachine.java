// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.bindscope.analysis.config.ConfigBytes;
import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.config.PcieType;
import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.FindingContext;
import org.bindscope.analysis.findings.FindingRule;
import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.Driver;
import org.bindscope.model.Evidence;
import org.bindscope.model.FactState;
import org.bindscope.model.IommuGroup;
import org.bindscope.model.KernelModule;
import org.bindscope.model.Machine;
import org.bindscope.model.ModuleParameter;
import org.bindscope.model.PciBridge;
import org.bindscope.model.PciBus;
import org.bindscope.model.PciDomain;
import org.bindscope.model.PciFunction;
import org.bindscope.model.ReservedRegion;
import org.bindscope.model.TextFile;
import org.bindscope.model.TextFileKind;

/** Builds small machines by hand, for tests. */
public final class TestMachine {

    private static final BindscopeFactory FACTORY = BindscopeFactory.eINSTANCE;

    private final Machine machine = FACTORY.createMachine();

    public TestMachine() {
        machine.setProvenance(FACTORY.createProvenance());
        machine.getProvenance().setKernelRelease("6.12.0");
        machine.getProvenance().setArchitecture("x86_64");
        machine.setIommuGroupsCaptured(true);
    }

    public Machine machine() {
        return machine;
    }

    public TestMachine commandLine(String line) {
        machine.getProvenance().setCommandLine(line);
        return this;
    }

    private PciBus bus(PciAddress address) {
        PciDomain domain = machine.getDomains().stream().filter(d -> d.getNumber() == address.domain()).findFirst()
                .orElseGet(() -> {
            PciDomain created = FACTORY.createPciDomain();
            created.setNumber(address.domain());
            machine.getDomains().add(created);
            return created;
        });
        return domain.getBuses().stream().filter(b -> b.getNumber() == address.bus()).findFirst().orElseGet(() -> {
            PciBus created = FACTORY.createPciBus();
            created.setNumber(address.bus());
            domain.getBuses().add(created);
            return created;
        });
    }

    /** Adds a function; what is not set stays unknown, but the snapshot says that it has no driver. */
    public PciFunction function(String address, Consumer<PciFunction> settings) {
        return add(FACTORY.createPciFunction(), address, settings);
    }

    /** Adds a bridge with a bus below it. */
    public PciBridge bridge(String address, int secondary, Consumer<PciFunction> settings) {
        PciBridge bridge = FACTORY.createPciBridge();
        add(bridge, address, settings);
        bridge.setSecondaryBusNumber(secondary);
        PciAddress parsed = PciAddress.parse(address).orElseThrow();
        bridge.setSecondaryBus(bus(new PciAddress(parsed.domain(), secondary, 0, 0)));
        return bridge;
    }

    private <T extends PciFunction> T add(T function, String address, Consumer<PciFunction> settings) {
        PciAddress parsed = PciAddress.parse(address).orElseThrow();
        function.setAddress(address);
        function.setDevice(parsed.device());
        function.setFunction(parsed.function());
        function.setVendorId(0x10de);
        function.setDeviceId(0x1234);
        function.setHeaderType(function instanceof PciBridge ? 1 : 0);
        bus(parsed).getFunctions().add(function);
        settings.accept(function);
        if (function.getDriver() == null) {
            evidence(function, "driver", FactState.NONE, "");
        }
        return function;
    }

    public static void evidence(org.bindscope.model.Evidenced owner, String feature, FactState state, String text) {
        Evidence evidence = FACTORY.createEvidence();
        evidence.setFeature(feature);
        evidence.setState(state);
        evidence.setFile("sys/" + feature);
        evidence.setText(text);
        owner.getEvidence().add(evidence);
    }

    public Driver driver(String name) {
        return machine.getDrivers().stream().filter(d -> d.getName().equals(name)).findFirst().orElseGet(() -> {
            Driver created = FACTORY.createDriver();
            created.setName(name);
            machine.getDrivers().add(created);
            return created;
        });
    }

    public IommuGroup group(String number, PciFunction... members) {
        IommuGroup group = FACTORY.createIommuGroup();
        group.setNumber(number);
        group.setType("DMA");
        machine.getIommuGroups().add(group);
        group.getFunctions().addAll(List.of(members));
        return group;
    }

    public static void region(IommuGroup group, long start, long end, String kind) {
        ReservedRegion region = FACTORY.createReservedRegion();
        region.setStart(start);
        region.setEnd(end);
        region.setKind(kind);
        group.getReservedRegions().add(region);
    }

    public TestMachine text(String path, TextFileKind kind, String text) {
        TextFile file = FACTORY.createTextFile();
        file.setPath(path);
        file.setKind(kind);
        file.setText(text);
        machine.getTextFiles().add(file);
        return this;
    }

    public TestMachine parameter(String moduleName, String name, String value) {
        KernelModule module = FACTORY.createKernelModule();
        module.setName(moduleName);
        ModuleParameter parameter = FACTORY.createModuleParameter();
        parameter.setName(name);
        parameter.setValue(value);
        module.getParameters().add(parameter);
        machine.getModules().add(module);
        return this;
    }

    /** Configuration space of a PCI Express function without ACS. */
    public static byte[] pcie(PcieType type) {
        return ConfigBytes.endpoint(4096, 0x10de, 0x1234).pcie(0x40, type).bytes();
    }

    /** Runs one rule. */
    public List<Finding> run(FindingRule rule) {
        return run(rule, "6.12");
    }

    /** Runs one rule under the rules of a kernel. */
    public List<Finding> run(FindingRule rule, String kernel) {
        FindingContext context = new FindingContext(machine, KernelRules.named(kernel), List::of);
        return rule.evaluate(context).toList();
    }

    /** The ids of the findings of one rule. */
    public List<String> ids(FindingRule rule) {
        return run(rule).stream().map(Finding::rule).toList();
    }

    /** A GPU with its sound function in one group below a root port in its own group; nothing bound. */
    public static TestMachine gpu(Consumer<PciFunction> vga, Consumer<PciFunction> audio) {
        TestMachine m = new TestMachine();
        PciFunction port = m.bridge("0000:00:01.0", 1, f -> {
            f.setConfigSpace(ConfigBytes.endpoint(4096, 0x8086, 0x1901).headerType(1).pcie(0x40, PcieType.ROOT_PORT)
                    .acs(0x100, 0x1f, 0x1d).bytes());
            f.setDriver(m.driver("pcieport"));
        });
        PciFunction a = m.function("0000:01:00.0", f -> {
            f.setClassCode(0x030000);
            f.setMultifunction(true);
            f.setConfigSpace(ConfigBytes.endpoint(4096, 0x10de, 0x1234).headerType(0x80)
                    .pcie(0x40, PcieType.LEGACY_ENDPOINT).bytes());
            vga.accept(f);
        });
        PciFunction b = m.function("0000:01:00.1", f -> {
            f.setClassCode(0x040300);
            f.setDeviceId(0x1235);
            f.setConfigSpace(pcie(PcieType.ENDPOINT));
            audio.accept(f);
        });
        m.group("1", port);
        m.group("2", a, b);
        return m;
    }

    /** All texts of findings, for assertions on words. */
    public static String words(List<Finding> findings) {
        return findings.stream().flatMap(f -> Stream.of(f.summary(), f.explanation(), f.remedy())).toList().toString();
    }
}
