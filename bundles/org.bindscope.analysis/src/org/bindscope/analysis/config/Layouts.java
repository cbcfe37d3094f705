// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

/** Which layout each capability has, and the specification that describes it. */
final class Layouts {

    /** The document that most sections are of. */
    static final String BASE = "PCI Express Base Specification 6.2, ";

    private record Layout(String section, Consumer<Registers> registers) {
    }

    private static final Map<Integer, Layout> STANDARD = Map.ofEntries(
            Map.entry(0x01, new Layout(BASE + "7.5.2", BasicLayouts::powerManagement)),
            Map.entry(0x02, new Layout("AGP Interface Specification 3.0", BasicLayouts::agp)),
            Map.entry(0x03, new Layout(BASE + "7.9.18", BasicLayouts::vitalProductData)),
            Map.entry(0x04, new Layout("PCI-to-PCI Bridge Architecture Specification 1.2, 13", BasicLayouts::slotIdentification)),
            Map.entry(0x05, new Layout(BASE + "7.7.1", BasicLayouts::msi)),
            Map.entry(0x07, new Layout("PCI-X Protocol Addendum 2.0a, 7.2 and 8.6", PciXLayout::decode)),
            Map.entry(0x08, new Layout("HyperTransport I/O Link Specification 3.10, 7", BasicLayouts::hyperTransport)),
            Map.entry(0x09, new Layout(BASE + "7.9.4", VendorLayouts::decode)),
            Map.entry(0x0a, new Layout("EHCI Specification for USB 1.0, appendix C", BasicLayouts::debugPort)),
            Map.entry(0x0c, new Layout("PCI Standard Hot-Plug Controller Specification 1.0, 4.7", BasicLayouts::hotPlugController)),
            Map.entry(0x0d, new Layout(BASE + "7.9.23", BasicLayouts::subsystem)),
            Map.entry(0x0e, new Layout("AGP Interface Specification 3.0", BasicLayouts::agp)),
            Map.entry(0x10, new Layout(BASE + "7.5.3", PcieLayout::decode)),
            Map.entry(0x11, new Layout(BASE + "7.7.2", BasicLayouts::msiX)),
            Map.entry(0x12, new Layout("Serial ATA AHCI Specification 1.3.1, 2.4", BasicLayouts::sata)),
            Map.entry(0x13, new Layout(BASE + "7.9.21", BasicLayouts::advancedFeatures)),
            Map.entry(0x14, new Layout(BASE + "7.8.5", ResourceLayouts::enhancedAllocation)),
            Map.entry(0x15, new Layout(BASE + "7.8.11", ResourceLayouts::flatteningPortalBridge)));

    private static final Map<Integer, Layout> EXTENDED = Map.ofEntries(
            Map.entry(0x0001, new Layout(BASE + "7.8.4", ErrorLayouts::advancedErrorReporting)),
            Map.entry(0x0002, new Layout(BASE + "7.9.1", VirtualChannelLayout::decode)),
            Map.entry(0x0003, new Layout(BASE + "7.9.3", ServiceLayouts::serialNumber)),
            Map.entry(0x0004, new Layout(BASE + "7.8.1", PowerLayouts::powerBudgeting)),
            Map.entry(0x0005, new Layout(BASE + "7.9.8", RootComplexLayouts::linkDeclaration)),
            Map.entry(0x0006, new Layout(BASE + "7.9.9", RootComplexLayouts::internalLink)),
            Map.entry(0x0007, new Layout(BASE + "7.9.10", RootComplexLayouts::eventCollectorAssociation)),
            Map.entry(0x0008, new Layout(BASE + "7.9.2", VirtualChannelLayout::decode)),
            Map.entry(0x0009, new Layout(BASE + "7.9.1", VirtualChannelLayout::decode)),
            Map.entry(0x000a, new Layout(BASE + "7.9.7", RootComplexLayouts::registerBlockHeader)),
            Map.entry(0x000b, new Layout(BASE + "7.9.5", VendorExtendedLayouts::vendorSpecific)),
            Map.entry(0x000c, new Layout("PCI Express Base Specification 3.1, 7.20", ServiceLayouts::accessCorrelation)),
            Map.entry(0x000d, new Layout(BASE + "7.7.11", IsolationLayouts::accessControlServices)),
            Map.entry(0x000e, new Layout(BASE + "7.8.8", IsolationLayouts::alternativeRoutingId)),
            Map.entry(0x000f, new Layout(BASE + "10.5.1", IsolationLayouts::addressTranslation)),
            Map.entry(0x0010, new Layout(BASE + "9.3.3", ResourceLayouts::singleRootVirtualization)),
            Map.entry(0x0012, new Layout(BASE + "7.9.11", IsolationLayouts::multicast)),
            Map.entry(0x0013, new Layout(BASE + "10.5.2", IsolationLayouts::pageRequest)),
            Map.entry(0x0015, new Layout(BASE + "7.8.6", block -> ResourceLayouts.resizableBar(block, ""))),
            Map.entry(0x0016, new Layout(BASE + "7.9.12", PowerLayouts::dynamicAllocation)),
            Map.entry(0x0017, new Layout(BASE + "7.9.13", IsolationLayouts::processingHints)),
            Map.entry(0x0018, new Layout(BASE + "7.8.2", PowerLayouts::latencyTolerance)),
            Map.entry(0x0019, new Layout(BASE + "7.7.3", PhysicalLayouts::secondary)),
            Map.entry(0x001b, new Layout(BASE + "7.8.9", IsolationLayouts::processAddressSpace)),
            Map.entry(0x001c, new Layout("PCI Express Base Specification 5.0, 7.9.14", ServiceLayouts::lightweightNotification)),
            Map.entry(0x001d, new Layout(BASE + "7.9.14", ErrorLayouts::downstreamPortContainment)),
            Map.entry(0x001e, new Layout(BASE + "7.8.3", PowerLayouts::l1Substates)),
            Map.entry(0x001f, new Layout(BASE + "7.9.15", ServiceLayouts::precisionTime)),
            Map.entry(0x0021, new Layout(BASE + "7.8.10", ServiceLayouts::functionReadinessQueue)),
            Map.entry(0x0022, new Layout(BASE + "7.9.16", PowerLayouts::readinessTime)),
            Map.entry(0x0023, new Layout(BASE + "7.9.6", VendorExtendedLayouts::designated)),
            Map.entry(0x0024, new Layout(BASE + "7.8.7", block -> ResourceLayouts.resizableBar(block, "VF "))),
            Map.entry(0x0025, new Layout(BASE + "7.7.4", PhysicalLayouts::dataLinkFeature)),
            Map.entry(0x0026, new Layout(BASE + "7.7.5", PhysicalLayouts::speed16)),
            Map.entry(0x0027, new Layout(BASE + "7.7.10", PhysicalLayouts::laneMargining)),
            Map.entry(0x0028, new Layout(BASE + "7.9.17", ServiceLayouts::hierarchyId)),
            Map.entry(0x0029, new Layout(BASE + "7.9.19", ServiceLayouts::enclosureManagement)),
            Map.entry(0x002a, new Layout(BASE + "7.7.6", PhysicalLayouts::speed32)),
            Map.entry(0x002e, new Layout(BASE + "7.9.24", ServiceLayouts::dataObjectExchange)),
            Map.entry(0x002f, new Layout(BASE + "7.7.9", PhysicalLayouts::device3)),
            Map.entry(0x0030, new Layout(BASE + "7.9.26", IdeLayout::decode)),
            Map.entry(0x0031, new Layout(BASE + "7.7.7", PhysicalLayouts::speed64)));

    private Layouts() {
    }

    /** A decoded block and the first register of it that lies beyond the bytes. */
    record Result(ConfigBlock block, OptionalInt cutAt) {
    }

    /** Decodes the header as far as the bytes reach. */
    static Result header(ConfigSpace space) {
        int layout = space.length() > 0x0e ? space.u8(0x0e) & 0x7f : -1;
        Registers registers = new Registers(space, 0, Math.min(space.length(), ConfigSpace.CONVENTIONAL_SIZE),
                Set.of());
        HeaderLayout.decode(registers, layout);
        return new Result(new ConfigBlock(HeaderLayout.name(layout), Optional.empty(), HeaderLayout.section(layout), 0,
                Math.max(registers.end(), Math.min(ConfigSpace.HEADER_SIZE, space.length())), registers.registers()), registers.cutAt());
    }

    /** Decodes one capability as far as the bytes reach; an unknown one has its header only. */
    static Result capability(ConfigSpace space, Capability capability) {
        return capability(space, capability, Set.of());
    }

    /** Decodes some registers of a capability; all of them where none is named. */
    static Result capability(ConfigSpace space, Capability capability, Set<String> wanted) {
        int limit = capability.extended() ? space.length() : Math.min(space.length(), ConfigSpace.CONVENTIONAL_SIZE);
        Registers registers = new Registers(space, capability.offset(), limit, wanted);
        Layout layout;
        if (capability.extended()) {
            registers.dword(0, "Header", "Extended Capability Header").hex(0, 16, "Extended Capability ID")
                    .number(16, 4, "Capability Version").hex(20, 12, "Next Capability Offset");
            layout = EXTENDED.get(capability.id());
        } else {
            registers.octet(0, "Capability ID", "Capability ID").hex(0, 8, "Capability ID");
            registers.octet(1, "Next Capability Pointer", "Next Capability Pointer").hex(0, 8, "Next Capability Pointer");
            layout = STANDARD.get(capability.id());
        }
        if (layout != null) {
            layout.registers().accept(registers);
        }
        return new Result(new ConfigBlock(capability.name(), Optional.of(capability), layout == null ? "" : layout.section(),
                capability.offset(), registers.end(), registers.registers()), registers.cutAt());
    }

    /** Hexadecimal with {@code 0x} and two digits, three above 0xff and five above 0xfff, as offsets are written. */
    static String hex(int value) {
        return "0x" + HexFormat.of().toHexDigits(value, value > 0xfff ? 5 : value > 0xff ? 3 : 2);
    }

    /** Hexadecimal with {@code 0x} and a number of digits. */
    static String hex(long value, int digits) {
        return "0x" + HexFormat.of().toHexDigits(value, digits);
    }

    /** A Requester ID as bus, device and function. */
    static String requester(long id) {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(id >> 8, 2) + ":" + hex.toHexDigits(id >> 3 & 0x1f, 2) + "." + (id & 7);
    }
}
