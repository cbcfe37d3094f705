// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import org.bindscope.analysis.config.ConfigSpace;
import org.bindscope.model.Machine;
import org.bindscope.model.PciBridge;
import org.bindscope.model.PciBus;
import org.bindscope.model.PciDomain;
import org.bindscope.model.PciFunction;

/** The functions of a machine by address, and where they are plugged in. */
final class MachineIndex {

    /** A PCI hierarchy is at most 256 buses deep; a snapshot that says more is wrong. */
    private static final int MAX_DEPTH = 256;

    private static final int DEVICE_SERIAL_NUMBER = 0x0003;

    private final Map<String, PciFunction> functions = new LinkedHashMap<>();
    private final Map<Integer, List<PciFunction>> byIds = new HashMap<>();
    private final Map<PciDomain, List<PciBridge>> bridges = new HashMap<>();

    MachineIndex(Machine machine) {
        for (PciDomain domain : machine.getDomains()) {
            for (PciBus bus : domain.getBuses()) {
                for (PciFunction function : bus.getFunctions()) {
                    if (function.getAddress() == null) {
                        continue;
                    }
                    functions.put(function.getAddress(), function);
                    if (function.isSetVendorId() && function.isSetDeviceId()) {
                        byIds.computeIfAbsent(function.getVendorId() << 16 | function.getDeviceId(),
                                key -> new ArrayList<>()).add(function);
                    }
                    if (function instanceof PciBridge bridge) {
                        bridges.computeIfAbsent(domain, key -> new ArrayList<>()).add(bridge);
                    }
                }
            }
        }
    }

    Optional<PciFunction> find(String address) {
        return Optional.ofNullable(functions.get(address));
    }

    List<PciFunction> all() {
        return List.copyOf(functions.values());
    }

    /** The functions with a Vendor ID and Device ID. */
    List<PciFunction> withIds(int vendor, int device) {
        return byIds.getOrDefault(vendor << 16 | device, List.of());
    }

    /** The functions with the same domain, bus and device number, this one included. */
    static List<PciFunction> slot(PciFunction function) {
        PciBus bus = function.getBus();
        if (bus == null) {
            return List.of(function);
        }
        return bus.getFunctions().stream()
                .filter(other -> other.getDevice() == function.getDevice() && other.getAddress() != null)
                .toList();
    }

    /**
     * The way from the host bridge to a function, as the directory names of sysfs
     * ({@code pci0000:00/0000:00:01.0/0000:01:00.0}). A virtual function hangs where its physical
     * function does (drivers/pci/iov.c, pci_iov_add_virtfn: it has the same parent device).
     *
     * @return empty where a bridge on the way is not in the snapshot
     */
    Optional<String> slotPath(PciFunction function) {
        List<String> parts = new ArrayList<>();
        parts.add(function.getAddress());
        PciFunction at = function.getPhysicalFunction() != null ? function.getPhysicalFunction() : function;
        PciBus bus = at.getBus();
        for (int depth = 0; bus != null && depth < MAX_DEPTH; depth++) {
            PciBridge bridge = bus.getBridge();
            if (bridge == null) {
                return rootName(bus).map(root -> {
                    parts.add(root);
                    Collections.reverse(parts);
                    return String.join("/", parts);
                }).filter(SafeText::isSlotPath);
            }
            parts.add(bridge.getAddress());
            bus = bridge.getBus();
        }
        return Optional.empty();
    }

    /** What tells a function with Vendor ID and Device ID from others. */
    DeviceIdentity identity(PciFunction function) {
        return new DeviceIdentity(function.getVendorId(), function.getDeviceId(),
                function.isSetSubsystemVendorId() ? OptionalInt.of(function.getSubsystemVendorId()) : OptionalInt.empty(),
                function.isSetSubsystemId() ? OptionalInt.of(function.getSubsystemId()) : OptionalInt.empty(),
                slotPath(function), serial(function));
    }

    /** What people call a function; empty where the snapshot has no name for it. */
    static String label(PciFunction function) {
        String vendor = function.getVendorName() == null ? "" : function.getVendorName();
        String device = function.getDeviceName() == null ? "" : function.getDeviceName();
        String kind = function.getClassName() == null ? "" : function.getClassName();
        return device.isEmpty() ? kind : (vendor + " " + device).strip();
    }

    /** The Device Serial Number; zero and all ones are what devices without one show. */
    private static Optional<String> serial(PciFunction function) {
        byte[] captured = function.getConfigSpace();
        if (captured == null || captured.length <= ConfigSpace.CONVENTIONAL_SIZE) {
            return Optional.empty();
        }
        ConfigSpace space = ConfigSpace.of(captured);
        return space.findExtended(DEVICE_SERIAL_NUMBER).asOptional()
                .filter(at -> at.offset() + 12 <= space.length())
                .map(at -> space.u32(at.offset() + 8) << 32 | space.u32(at.offset() + 4))
                .filter(number -> number != 0 && number != -1)
                .map(number -> HexFormat.ofDelimiter("-").formatHex(ByteBuffer.allocate(8).putLong(number).array()));
    }

    /** Name of the host bridge's directory; empty where some bridge claims the bus, so that it is no root bus. */
    private Optional<String> rootName(PciBus bus) {
        PciDomain domain = bus.getDomain();
        if (domain == null) {
            return Optional.empty();
        }
        boolean below = bridges.getOrDefault(domain, List.of()).stream()
                .anyMatch(bridge -> bridge.isSetSecondaryBusNumber() && bridge.isSetSubordinateBusNumber()
                        && bridge.getSecondaryBusNumber() > 0
                        && bridge.getSecondaryBusNumber() <= bus.getNumber()
                        && bus.getNumber() <= bridge.getSubordinateBusNumber());
        return below ? Optional.empty()
                : Optional.of(String.format("pci%04x:%02x", domain.getNumber(), bus.getNumber()));
    }
}
