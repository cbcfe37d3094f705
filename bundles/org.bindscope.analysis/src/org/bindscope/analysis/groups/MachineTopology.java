// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import org.bindscope.analysis.acpi.AcpiTables;
import org.bindscope.analysis.acpi.IvrsTable;
import org.bindscope.analysis.config.AcsCapability;
import org.bindscope.analysis.config.Answer;
import org.bindscope.analysis.config.ConfigHeader;
import org.bindscope.analysis.config.ConfigSpace;
import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.config.PcieCapability;
import org.bindscope.analysis.config.PcieType;
import org.bindscope.analysis.nvlink.MachineIndex;
import org.bindscope.analysis.rules.KernelVersion;
import org.bindscope.model.Evidence;
import org.bindscope.model.Machine;
import org.bindscope.model.PciBridge;
import org.bindscope.model.PciFunction;

/** Describes the functions of a machine for {@link Grouping}: configuration space, bridges and the kernel's quirks. */
public final class MachineTopology {

    private static final int VMD_FIRST_DOMAIN = 0x10000;
    private static final String DEVICES = "sys/devices/";
    private static final String NO_CONFIG = "its configuration space was not captured";

    private final Map<PciAddress, TopologyFunction> functions = new LinkedHashMap<>();
    private final Map<PciAddress, ConfigSpace> configs = new HashMap<>();
    private final Hierarchy hierarchy;
    private final AcsOverride override;
    private final AcsQuirks quirks;
    private final AcsQuirks newest;
    private final Optional<IvrsTable> ivrs;

    private MachineTopology(Machine machine) {
        ivrs = AcpiTables.of(machine).ivrs();
        MachineFacts facts = new MachineFacts(machine);
        override = AcsOverride.of(facts.commandLine());
        Optional<KernelVersion> version = machine.getProvenance() == null || machine.getProvenance().getKernelRelease()
                == null
                ? Optional.empty() : KernelVersion.parse(machine.getProvenance().getKernelRelease());
        Answer<Boolean> amd = facts.acpiTable("IVRS");
        Answer<Boolean> pch = facts.logSays("Intel PCH root port ACS workaround enabled");
        quirks = new AcsQuirks(version, amd, pch, override);
        newest = new AcsQuirks(Optional.empty(), amd, pch, AcsOverride.none());
        List<PciFunction> all = MachineIndex.functions(machine);
        List<PciAddress> vmds = all.stream()
                .filter(f -> f.getDriver() != null && "vmd".equals(f.getDriver().getName()))
                .map(f -> MachineIndex.address(f).orElseThrow()).toList();
        for (PciFunction function : all) {
            PciAddress address = MachineIndex.address(function).orElseThrow();
            functions.putIfAbsent(address, describe(function, address, vmds));
        }
        hierarchy = new Hierarchy(functions.values());
    }

    /**
     * Describes a machine.
     *
     * @param machine machine
     * @return the description
     */
    public static MachineTopology of(Machine machine) {
        return new MachineTopology(machine);
    }

    /**
     * All functions by address.
     *
     * @return unmodifiable
     */
    public Map<PciAddress, TopologyFunction> functions() {
        return Collections.unmodifiableMap(functions);
    }

    /**
     * Decoded configuration space of a function.
     *
     * @param address its address
     * @return empty when none was captured
     */
    public Optional<ConfigSpace> config(PciAddress address) {
        return Optional.ofNullable(configs.get(address));
    }

    Hierarchy hierarchy() {
        return hierarchy;
    }

    /** The functions as they would be if the command line did not have {@code pcie_acs_override=}. */
    List<TopologyFunction> withoutOverride() {
        return functions.values().stream().map(function -> function.quirk().filter(QuirkDecision::byOverride).isPresent()
                ? function.change().quirk(Optional.empty()).build() : function).toList();
    }

    AcsOverride override() {
        return override;
    }

    /** The quirks of the newest kernel that was read, without {@code pcie_acs_override=}. */
    AcsQuirks newestQuirks() {
        return newest;
    }

    private TopologyFunction describe(PciFunction function, PciAddress address, List<PciAddress> vmds) {
        boolean virtual = function.getPhysicalFunction() != null;
        Optional<PciAddress> parent = parent(function);
        TopologyFunction.Builder builder = TopologyFunction.at(address).virtualFunction(virtual)
                .bridge(function instanceof PciBridge).grouped(function.getIommuGroup() != null);
        parent.ifPresent(builder::parent);
        Optional<ConfigSpace> config = function.getConfigSpace() == null ? Optional.empty()
                : Optional.of(ConfigSpace.of(function.getConfigSpace()));
        config.ifPresent(space -> configs.put(address, space));
        Answer<PcieType> type = type(config);
        Optional<PcieType> pcie = type.asOptional();
        if (type.known()) {
            pcie.ifPresent(builder::pcie);
        } else {
            builder.unknown(((Answer.NotReadable<PcieType>) type).reason());
        }
        multifunction(function, config).ifPresent(builder::multifunction);
        if (!function.isSetVendorId() || !function.isSetDeviceId()) {
            return builder.acs(new AcsState.Unread("its vendor and device id were not captured")).build();
        }
        int vendor = function.getVendorId();
        int device = function.getDeviceId();
        builder.id(vendor, device);
        AcsState acs = type.known() ? acs(config, vendor, device, pcie)
                : new AcsState.Unread(((Answer.NotReadable<PcieType>) type).reason());
        builder.acs(acs);
        if (type.known()) {
            builder.quirk(quirks.decide(AcsQuirks.Subject.of(builder.build())));
        }
        OptionalInt subsystem = function.isSetSubsystemVendorId() && function.isSetSubsystemId()
                ? OptionalInt.of(function.getSubsystemVendorId() << 16 | function.getSubsystemId())
                : OptionalInt.empty();
        List<Integer> aliases = new ArrayList<>(DmaAliasQuirks.aliases(address, vendor, device, subsystem,
                function.isSetClassCode() ? OptionalInt.of(function.getClassCode()) : OptionalInt.empty()));
        aliases.addAll(firmwareAliases(address));
        builder.aliases(aliases);
        if (function instanceof PciBridge) {
            builder.bridgeAlias(DmaAliasQuirks.bridge(vendor, device, parent.map(functions::get)
                    .flatMap(TopologyFunction::pcie).filter(MachineTopology::port).isPresent()));
        }
        if (address.domain() >= VMD_FIRST_DOMAIN && vmds.size() == 1) {
            builder.dmaDevice(vmds.get(0));
        }
        return builder.build();
    }

    /** The kernel takes an alias of the table IVRS as one of the function where both are on one bus (drivers/iommu/amd). */
    private List<Integer> firmwareAliases(PciAddress address) {
        return ivrs.stream().flatMap(table -> table.aliases().stream())
                .filter(alias -> alias.segment() == address.domain() && alias.first() <= address.requesterId()
                        && address.requesterId() <= alias.last() && alias.alias() >> 8 == address.bus()
                        && alias.alias() != address.requesterId())
                .map(alias -> alias.alias() & 0xff).distinct().toList();
    }

    private static boolean port(PcieType type) {
        return type == PcieType.ROOT_PORT || type == PcieType.DOWNSTREAM_PORT || type == PcieType.UPSTREAM_PORT;
    }

    /**
     * The bridge above; of a virtual function on a bus without one, the bridge of its physical function. Where bus
     * numbers tell of none, the function's folder below {@code sys/devices} does, also of one that is not in the snapshot.
     */
    private static Optional<PciAddress> parent(PciFunction function) {
        PciBridge bridge = function.getBus() == null ? null : function.getBus().getBridge();
        if (bridge == null && function.getPhysicalFunction() != null
                && function.getPhysicalFunction().getBus() != null) {
            bridge = function.getPhysicalFunction().getBus().getBridge();
        }
        return bridge == null ? folderAbove(function) : MachineIndex.address(bridge);
    }

    /** The bridge in whose folder the function's own folder stands; empty on a root bus, and where no path was captured. */
    static Optional<PciAddress> folderAbove(PciFunction function) {
        for (Evidence evidence : function.getEvidence()) {
            String file = evidence.getFile();
            int own = file == null || !file.startsWith(DEVICES) ? -1 : file.indexOf("/" + function.getAddress() + "/");
            if (own > 0) {
                return PciAddress.parse(file.substring(file.lastIndexOf('/', own - 1) + 1, own));
            }
        }
        return Optional.empty();
    }

    private static Answer<PcieType> type(Optional<ConfigSpace> config) {
        if (config.isEmpty()) {
            return new Answer.NotReadable<>(NO_CONFIG);
        }
        Answer<PcieCapability> pcie = config.get().pcie();
        return pcie.then(capability -> capability.type().<Answer<PcieType>>map(Answer.Present::new)
                .orElseGet(() -> new Answer.NotReadable<>("its PCI Express type " + capability.typeCode()
                + " is reserved")));
    }

    private static Optional<Boolean> multifunction(PciFunction function, Optional<ConfigSpace> config) {
        if (function.isSetMultifunction()) {
            return Optional.of(function.isMultifunction());
        }
        return config.flatMap(space -> space.header().asOptional()).map(ConfigHeader::multifunction);
    }

    private static AcsState acs(Optional<ConfigSpace> config, int vendor, int device, Optional<PcieType> pcie) {
        if (pcie.isEmpty()) {
            return new AcsState.None();
        }
        ConfigSpace space = config.orElseThrow();
        Answer<AcsCapability> acs = AcsQuirks.wideRegisters(vendor, device, pcie) ? space.wideAcs() : space.acs();
        if (acs instanceof Answer.NotReadable<AcsCapability> unread) {
            return new AcsState.Unread(unread.reason());
        }
        return acs.asOptional().<AcsState>map(found -> new AcsState.Registers(
                AcsQuirks.correctedCapability(vendor, device, found.capability()), found.control()))
                .orElseGet(AcsState.None::new);
    }
}
