// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.text;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.bindscope.model.BindscopePackage.Literals;
import org.bindscope.snapshot.facts.FunctionStatement;
import org.bindscope.snapshot.facts.PciAddress;
import org.bindscope.snapshot.facts.Statements;
import org.eclipse.emf.ecore.EStructuralFeature;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * A made-up function, printed as tools print one.
 *
 * @param address   its address
 * @param ids       vendor, device, subsystem vendor, subsystem
 * @param classCode 24 bits
 * @param revision  8 bits
 * @param irq       interrupt, above 0
 * @param node      NUMA node, or -1
 * @param group     IOMMU group, or -1
 * @param driver    its driver, or empty
 */
record Printed(PciAddress address, List<Integer> ids, int classCode, int revision, int irq, int node, int group, String driver) {

    /** Machines of up to eight functions with different addresses, in their order. */
    static Arbitrary<List<Printed>> machines() {
        Arbitrary<PciAddress> addresses = Combinators.combine(Arbitraries.of(0, 0, 1, 0x10000), Arbitraries.integers().between(0, 255),
                Arbitraries.integers().between(0, 31), Arbitraries.integers().between(0, 7)).as(PciAddress::new);
        Arbitrary<List<Integer>> ids = Arbitraries.integers().between(1, 0xfffe).list().ofSize(4);
        // Bridges have other lines; a class 0604 would make one of an endpoint.
        Arbitrary<Integer> classes = Arbitraries.integers().between(0, 0xffffff).filter(code -> code >> 16 != 6);
        Arbitrary<String> drivers = Arbitraries.of("", "nvidia", "vfio-pci", "mlx5_core", "e1000e");
        Arbitrary<Printed> functions = Combinators.combine(addresses, ids, classes, Arbitraries.integers().between(0, 254),
                Arbitraries.integers().between(1, 4000), Arbitraries.integers().between(-1, 7), Arbitraries.integers().between(-1, 300), drivers)
                .as(Printed::new);
        return functions.list().ofMinSize(1).ofMaxSize(8).map(list -> {
            Map<PciAddress, Printed> byAddress = new TreeMap<>();
            list.forEach(each -> byAddress.put(each.address(), each));
            return List.copyOf(byAddress.values());
        });
    }

    private int id(int index) {
        return ids.get(index);
    }

    /** As lspci -nnDvv prints it. */
    String lspci() {
        return String.format("%s Some class [%04x]: Some vendor Some device [%04x:%04x] (rev %02x) (prog-if %02x [x])%n"
                + "\tSubsystem: Some vendor Some device [%04x:%04x]\n\tControl: I/O- Mem+ BusMaster+\n"
                + "\tInterrupt: pin A routed to IRQ %d\n", address, classCode >> 8, id(0), id(1), revision, classCode & 0xff, id(2), id(3), irq)
                + (node < 0 ? "" : "\tNUMA node: " + node + '\n') + (group < 0 ? "" : "\tIOMMU group: " + group + '\n')
                + "\tCapabilities: [50] MSI: Enable-\n" + (driver.isEmpty() ? "" : "\tKernel driver in use: " + driver + '\n') + '\n';
    }

    /** The same in lspci's form for programs, -vmmnnk -D. */
    String fields() {
        return String.format("Slot:\t%s%nClass:\tSome class [%04x]%nVendor:\tSome vendor [%04x]%nDevice:\tSome device [%04x]%n"
                + "SVendor:\tSome vendor [%04x]%nSDevice:\tSome device [%04x]%nRev:\t%02x%nProgIf:\t%02x%n", address, classCode >> 8, id(0), id(1),
                id(2), id(3), revision, classCode & 0xff) + (driver.isEmpty() ? "" : "Driver:\t" + driver + '\n')
                + (node < 0 ? "" : "NUMANode:\t" + node + '\n') + (group < 0 ? "" : "IOMMUGroup:\t" + group + '\n') + '\n';
    }

    /** As udevadm info --export-db prints it. */
    String udev() {
        return String.format("P: /devices/pci%04x:%02x/%s%nM: %s%nE: DEVPATH=/devices/pci%04x:%02x/%s%nE: SUBSYSTEM=pci%n%sE: PCI_CLASS=%X%n"
                + "E: PCI_ID=%04X:%04X%nE: PCI_SUBSYS_ID=%04X:%04X%n%n", address.domain(), address.bus(), address, address, address.domain(),
                address.bus(), address, driver.isEmpty() ? "" : "E: DRIVER=" + driver + '\n', classCode, id(0), id(1), id(2), id(3));
    }

    /** As virsh nodedev-dumpxml prints it. */
    String nodeDevice() {
        return String.format("<device>%n  <name>pci</name>%n  <path>/sys/devices/pci%04x:%02x/%s</path>%n%s  <capability type='pci'>%n"
                + "    <class>0x%06x</class>%n    <domain>%d</domain>%n    <bus>%d</bus>%n    <slot>%d</slot>%n    <function>%d</function>%n"
                + "    <product id='0x%04x'>Some device</product>%n    <vendor id='0x%04x'>Some vendor</vendor>%n%s%s  </capability>%n</device>%n",
                address.domain(), address.bus(), address, driver.isEmpty() ? "" : "  <driver>\n    <name>" + driver + "</name>\n  </driver>\n",
                classCode, address.domain(), address.bus(), address.device(), address.function(), id(1), id(0),
                group < 0 ? "" : "    <iommuGroup number='" + group + "'>\n    </iommuGroup>\n", node < 0 ? "" : "    <numa node='" + node + "'/>\n");
    }

    /** As nvidia-bug-report.sh prints it where there is no lspci. */
    String dumped() {
        return String.format("%s %06x: Vendor %04x Device %04x (rev %02x)%n", address, classCode, id(0), id(1), revision)
                + "00: " + HexFormat.ofDelimiter(" ").formatHex(header()) + "\n\n";
    }

    /** The first sixteen bytes of configuration space. */
    byte[] header() {
        return new byte[] {(byte) id(0), (byte) (id(0) >> 8), (byte) id(1), (byte) (id(1) >> 8), 7, 0, 0x10, 0, (byte) revision,
            (byte) classCode, (byte) (classCode >> 8), (byte) (classCode >> 16), 0, 0, 0, 0};
    }

    /** All numbers and names, by the model's features. */
    Map<EStructuralFeature, Object> facts() {
        Map<EStructuralFeature, Object> facts = new LinkedHashMap<>();
        facts.put(Literals.PCI_FUNCTION__VENDOR_ID, (long) id(0));
        facts.put(Literals.PCI_FUNCTION__DEVICE_ID, (long) id(1));
        facts.put(Literals.PCI_FUNCTION__SUBSYSTEM_VENDOR_ID, (long) id(2));
        facts.put(Literals.PCI_FUNCTION__SUBSYSTEM_ID, (long) id(3));
        facts.put(Literals.PCI_FUNCTION__CLASS_CODE, (long) classCode);
        facts.put(Literals.PCI_FUNCTION__REVISION, (long) revision);
        facts.put(Literals.PCI_FUNCTION__IRQ, (long) irq);
        if (node >= 0) {
            facts.put(Literals.PCI_FUNCTION__NUMA_NODE, (long) node);
        }
        if (group >= 0) {
            facts.put(Literals.PCI_FUNCTION__IOMMU_GROUP, String.valueOf(group));
        }
        if (!driver.isEmpty()) {
            facts.put(Literals.PCI_FUNCTION__DRIVER, driver);
        }
        return facts;
    }

    /** What a text says of the features that {@link #facts()} names. */
    static Map<EStructuralFeature, Object> said(FunctionStatement function) {
        Map<EStructuralFeature, Object> said = new LinkedHashMap<>();
        for (EStructuralFeature feature : List.of(Literals.PCI_FUNCTION__VENDOR_ID, Literals.PCI_FUNCTION__DEVICE_ID,
                Literals.PCI_FUNCTION__SUBSYSTEM_VENDOR_ID, Literals.PCI_FUNCTION__SUBSYSTEM_ID, Literals.PCI_FUNCTION__CLASS_CODE,
                Literals.PCI_FUNCTION__REVISION, Literals.PCI_FUNCTION__IRQ, Literals.PCI_FUNCTION__NUMA_NODE,
                Literals.PCI_FUNCTION__IOMMU_GROUP, Literals.PCI_FUNCTION__DRIVER)) {
            function.value(feature).ifPresent(value -> said.put(feature, value));
        }
        return said;
    }

    /** The statement on the function. */
    Optional<FunctionStatement> in(Statements statements) {
        return statements.of(address);
    }
}
