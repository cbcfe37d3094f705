// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import org.bindscope.analysis.alias.PciAlias;
import org.bindscope.analysis.config.Answer;
import org.bindscope.analysis.config.Capability;
import org.bindscope.analysis.config.ConfigSpace;
import org.bindscope.analysis.config.PcieCapability;
import org.bindscope.analysis.groups.TreeIommu;
import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.model.BindscopePackage;
import org.bindscope.model.DtNode;
import org.bindscope.model.DtProperty;
import org.bindscope.model.Evidence;
import org.bindscope.model.FactState;
import org.bindscope.model.Machine;
import org.bindscope.model.PciBus;
import org.bindscope.model.PciDomain;
import org.bindscope.model.PciFunction;

/** Turns the functions of a machine into what the matcher works on. */
final class SubjectReader {

    private static final int CAP_SHPC = 0x0c;
    private static final int INTERRUPT_PIN = 0x3d;
    private static final String OVERRIDE = BindscopePackage.Literals.PCI_FUNCTION__DRIVER_OVERRIDE.getName();
    private static final String DRIVER = BindscopePackage.Literals.PCI_FUNCTION__DRIVER.getName();

    private final Machine machine;
    private final KernelRules rules;
    private Optional<TreeIommu> treeIommu = Optional.empty();

    /**
     * @param machine the functions' machine
     * @param rules   those of its own kernel: what an IOMMU does with a function is no supposition
     */
    SubjectReader(Machine machine, KernelRules rules) {
        this.machine = machine;
        this.rules = rules;
    }

    /** All functions in the model's order, which is that of their addresses. */
    List<Subject> read() {
        List<Subject> subjects = new ArrayList<>();
        for (PciDomain domain : machine.getDomains()) {
            for (PciBus bus : domain.getBuses()) {
                for (PciFunction function : bus.getFunctions()) {
                    subjects.add(subject(function));
                }
            }
        }
        return subjects;
    }

    private Subject subject(PciFunction source) {
        Optional<PciAlias> modalias = Optional.ofNullable(source.getModalias()).flatMap(PciAlias::parseModalias);
        boolean known = source.isSetVendorId() && source.isSetDeviceId() && source.isSetClassCode() || modalias.isPresent();
        boolean subsystem = source.isSetSubsystemVendorId() && source.isSetSubsystemId() || modalias.isPresent();
        DeviceIdentity identity = new DeviceIdentity(
                source.isSetVendorId() ? source.getVendorId() : modalias.map(m -> (int) m.vendor()).orElse(0),
                source.isSetDeviceId() ? source.getDeviceId() : modalias.map(m -> (int) m.device()).orElse(0),
                source.isSetSubsystemVendorId() ? source.getSubsystemVendorId() : modalias.map(m -> (int) m.subvendor()).orElse(0),
                source.isSetSubsystemId() ? source.getSubsystemId() : modalias.map(m -> (int) m.subdevice()).orElse(0),
                source.isSetClassCode() ? source.getClassCode() : modalias.map(PciAlias::classCode).orElse(0));
        Optional<BusFunction.Virtual> virtual = Optional.ofNullable(source.getPhysicalFunction())
                .map(physical -> new BusFunction.Virtual(Optional.ofNullable(physical.getAddress()), autoprobe(physical)));
        Optional<String> parent = source.getBus() == null || source.getBus().getBridge() == null ? Optional.empty()
                : Optional.ofNullable(source.getBus().getBridge().getAddress());
        BusFunction function = new BusFunction(source.getAddress(), identity, hardware(source),
                Optional.ofNullable(source.getDriverOverride()), Optional.ofNullable(source.getDriver())
                        .flatMap(driver -> Optional.ofNullable(driver.getName())), virtual,
                source.getSriov() != null && source.getSriov().isSetNumVfs() ? source.getSriov().getNumVfs() : 0,
                group(source), bindAllowed(source), parent, false);
        boolean readsNull = source.getDriverOverride() == null && state(source, OVERRIDE, FactState.NONE);
        boolean driverKnown = source.getDriver() != null || state(source, DRIVER, FactState.NONE);
        return new Subject(source, function, known, driverKnown, readsNull, known && !subsystem
                ? Optional.of("The snapshot does not hold the subsystem ids; id entries that ask for them are compared with 0000:0000.")
                : Optional.empty());
    }

    private static boolean state(PciFunction source, String feature, FactState state) {
        for (Evidence evidence : source.getEvidence()) {
            if (feature.equals(evidence.getFeature()) && evidence.getState() == state) {
                return true;
            }
        }
        return false;
    }

    private static Optional<Boolean> autoprobe(PciFunction physical) {
        return physical.getSriov() != null && physical.getSriov().isSetDriversAutoprobe()
                ? Optional.of(physical.getSriov().isDriversAutoprobe()) : Optional.empty();
    }

    private static BusFunction.Hardware hardware(PciFunction source) {
        OptionalInt header = source.isSetHeaderType() ? OptionalInt.of(source.getHeaderType()) : OptionalInt.empty();
        OptionalInt revision = source.isSetRevision() ? OptionalInt.of(source.getRevision()) : OptionalInt.empty();
        byte[] bytes = source.getConfigSpace();
        if (bytes == null || bytes.length <= INTERRUPT_PIN) {
            return new BusFunction.Hardware(header, revision, OptionalInt.empty(), Optional.empty(), Optional.empty());
        }
        ConfigSpace config = ConfigSpace.of(bytes);
        OptionalInt type = OptionalInt.empty();
        Optional<Boolean> shpc = Optional.empty();
        if (bytes.length >= ConfigSpace.CONVENTIONAL_SIZE) {
            Answer<PcieCapability> express = config.pcie();
            type = express instanceof Answer.Present<PcieCapability> present ? OptionalInt.of(present.value().typeCode())
                    : express instanceof Answer.Absent ? OptionalInt.of(-1) : OptionalInt.empty();
            Answer<Capability> hotplug = config.find(CAP_SHPC);
            shpc = hotplug instanceof Answer.NotReadable ? Optional.empty() : Optional.of(hotplug instanceof Answer.Present);
        }
        return new BusFunction.Hardware(header, revision, type, shpc, Optional.of(bytes[INTERRUPT_PIN] != 0));
    }

    private IommuMembership group(PciFunction source) {
        if (source.getIommuGroup() != null && source.getIommuGroup().getNumber() != null) {
            return new IommuMembership.InGroup(source.getIommuGroup().getNumber());
        }
        if (!machine.isSetIommuGroupsCaptured()) {
            return new IommuMembership.NotKnown("the snapshot does not hold kernel/iommu_groups");
        }
        boolean some = machine.isIommuGroupsCaptured() && !machine.getIommuGroups().isEmpty();
        return some && !machine.getDeviceTrees().isEmpty() && source.getDriver() == null ? atFirstProbe(source)
                : new IommuMembership.NoGroup();
    }

    /** On a device-tree machine a device gets its group only when a driver first probes it. */
    private IommuMembership atFirstProbe(PciFunction source) {
        if (treeIommu.isEmpty()) {
            treeIommu = Optional.of(new TreeIommu(machine, rules));
        }
        TreeIommu.Answer answer = treeIommu.get().of(source);
        return switch (answer.outcome()) {
            case GROUP -> new IommuMembership.InGroup(answer.group().orElse("(new)"));
            case NONE, REFUSED -> new IommuMembership.NoGroup(answer.why());
            case OPEN -> new IommuMembership.NotKnown("on a device-tree machine a device gets its group only when a driver first"
                    + " probes it, and " + answer.why());
        };
    }

    /** Driver-match, section 2.5: a status that is neither okay nor ok closes the gate; an empty one too. */
    private static boolean bindAllowed(PciFunction source) {
        DtNode node = source.getDeviceTreeNode();
        if (node == null) {
            return true;
        }
        for (DtProperty property : node.getProperties()) {
            if ("status".equals(property.getName()) && !property.isUnreadable() && property.getValue() != null) {
                String text = new String(property.getValue(), java.nio.charset.StandardCharsets.ISO_8859_1);
                int end = text.indexOf('\0');
                text = end < 0 ? text : text.substring(0, end);
                return text.equals("okay") || text.equals("ok");
            }
        }
        return true;
    }
}
