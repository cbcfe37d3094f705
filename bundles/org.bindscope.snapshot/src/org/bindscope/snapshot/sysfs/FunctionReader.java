// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import static org.bindscope.model.BindscopePackage.Literals.*;

import java.util.Optional;
import java.util.Set;

import org.bindscope.model.PciBridge;
import org.bindscope.model.PciFunction;
import org.bindscope.snapshot.FileTree;
import org.bindscope.snapshot.facts.Answer;
import org.bindscope.snapshot.facts.Facts;
import org.bindscope.snapshot.facts.PciAddress;
import org.bindscope.snapshot.facts.Place;
import org.bindscope.snapshot.tree.TreePaths;

/**
 * Reads one PCI function: what it is. Sources in the order of their trust: the attribute of sysfs, then
 * uevent, modalias and configuration space. The kernel's attributes win over the bytes of the device
 * because quirks correct them, and because a virtual function's ID registers read as ones (driver-match
 * specification, section 1).
 */
final class FunctionReader {

    private static final int CONFIG_MAX = 4096;
    private static final int CLASS_PCI_BRIDGE = 0x0604;
    private static final int CLASS_CARDBUS_BRIDGE = 0x0607;

    private final Reading reading;
    private final Facts facts;
    private final StateReader state;
    private final Set<String> foldersAbove;

    /**
     * @param foldersAbove folders in which other functions' folders lie
     */
    FunctionReader(Reading reading, StateReader state, Set<String> foldersAbove) {
        this.reading = reading;
        this.facts = reading.facts();
        this.state = state;
        this.foldersAbove = foldersAbove;
    }

    /** Adds what the folder says to a function, which is a bridge when any source says so. */
    void read(FoundDevice device, PciFunction function) {
        Attributes attributes = reading.attributes(device.folder());
        Uevent uevent = Uevent.read(attributes);
        Optional<ConfigSpace> config = config(attributes).map(bytes -> new ConfigSpace(attributes.path("config"), bytes));
        Optional<Answer> modalias = attributes.text("modalias");
        Optional<ModaliasFields> fields = ModaliasFields.of(modalias).or(() -> ModaliasFields.of(uevent.text("MODALIAS")));

        facts.choose(function, PCI_FUNCTION__ADDRESS, Optional.of(
                Answer.said(device.address().toString(), device.place(), TreePaths.name(device.place().file()))));

        Optional<ConfigSpace> ids = isVirtual(device) ? Optional.empty() : config;
        facts.choose(function, PCI_FUNCTION__VENDOR_ID, attributes.hex("vendor", 16), uevent.part("PCI_ID", 0, 16),
                fields.flatMap(ModaliasFields::vendor), ids.flatMap(c -> c.wordAt(0x00)));
        facts.choose(function, PCI_FUNCTION__DEVICE_ID, attributes.hex("device", 16), uevent.part("PCI_ID", 1, 16),
                fields.flatMap(ModaliasFields::device), ids.flatMap(c -> c.wordAt(0x02)));
        facts.choose(function, PCI_FUNCTION__SUBSYSTEM_VENDOR_ID, attributes.hex("subsystem_vendor", 16),
                uevent.part("PCI_SUBSYS_ID", 0, 16), fields.flatMap(ModaliasFields::subvendor),
                config.flatMap(c -> c.subsystem(0)));
        facts.choose(function, PCI_FUNCTION__SUBSYSTEM_ID, attributes.hex("subsystem_device", 16),
                uevent.part("PCI_SUBSYS_ID", 1, 16), fields.flatMap(ModaliasFields::subdevice),
                config.flatMap(c -> c.subsystem(2)));
        facts.choose(function, PCI_FUNCTION__CLASS_CODE, attributes.hex("class", 24), uevent.hex("PCI_CLASS", 24),
                fields.flatMap(ModaliasFields::classCode), config.flatMap(ConfigSpace::classCode));
        facts.choose(function, PCI_FUNCTION__REVISION, attributes.hex("revision", 8),
                config.flatMap(c -> c.byteAt(0x08)));
        facts.choose(function, PCI_FUNCTION__HEADER_TYPE, config.flatMap(ConfigSpace::headerType));
        facts.choose(function, PCI_FUNCTION__MULTIFUNCTION, config.flatMap(ConfigSpace::multifunction));
        facts.choose(function, PCI_FUNCTION__MODALIAS, modalias, uevent.text("MODALIAS"));
        if (function instanceof PciBridge bridge) {
            readBuses(bridge, device, attributes, config);
        }
        state.read(function, device, attributes, uevent);
    }

    /** Whether the folder is that of a virtual function, whose ID registers read as ones. */
    boolean isVirtual(FoundDevice device) {
        return reading.files().exists(TreePaths.join(device.folder(), "physfn"));
    }

    private Optional<byte[]> config(Attributes attributes) {
        return reading.files().read(attributes.path("config"), CONFIG_MAX) instanceof FileTree.Present present
                && present.bytes().length > 0 ? Optional.of(present.bytes()) : Optional.empty();
    }

    /** What the file config gives: its bytes, or that it could not be read. */
    Optional<Answer> configAnswer(FoundDevice device) {
        String path = TreePaths.join(device.folder(), "config");
        FileTree.Content content = reading.files().read(path, CONFIG_MAX);
        if (content instanceof FileTree.Present present) {
            return Optional.of(present.bytes().length == 0 ? Answer.unreadable(Place.offset(path, 0), "the file is empty")
                    : Answer.said(present.bytes(), Place.offset(path, 0), present.bytes().length + " bytes"));
        }
        return content instanceof FileTree.Unreadable unreadable
                ? Optional.of(Answer.unreadable(Place.file(path), unreadable.reason())) : Optional.empty();
    }

    /** Whether the folder says that the function is a bridge. */
    boolean isBridge(FoundDevice device) {
        if (foldersAbove.contains(device.folder())) {
            return true;
        }
        Attributes attributes = reading.attributes(device.folder());
        Optional<ConfigSpace> config = config(attributes).map(bytes -> new ConfigSpace(attributes.path("config"), bytes));
        Optional<Long> layout = config.flatMap(ConfigSpace::headerType).filter(Answer::isSaid)
                .map(answer -> (Long) answer.value());
        if (layout.isPresent() && (layout.get() == 1 || layout.get() == 2)) {
            return true;
        }
        Optional<Long> classCode = said(attributes.hex("class", 24))
                .or(() -> said(Uevent.read(attributes).hex("PCI_CLASS", 24)))
                .or(() -> said(config.flatMap(ConfigSpace::classCode)));
        return classCode.isPresent() && (classCode.get() == CLASS_PCI_BRIDGE
                || classCode.get() == CLASS_CARDBUS_BRIDGE && layout.isEmpty());
    }

    /** Base class and sub-class. */
    private static Optional<Long> said(Optional<Answer> classCode) {
        return classCode.filter(Answer::isSaid).map(answer -> (Long) answer.value() >> 8);
    }

    private void readBuses(PciBridge bridge, FoundDevice device, Attributes attributes, Optional<ConfigSpace> config) {
        facts.choose(bridge, PCI_BRIDGE__SECONDARY_BUS_NUMBER, attributes.decimal("secondary_bus_number", 255),
                config.flatMap(c -> c.busNumber(0x19)), busOfChildren(device));
        facts.choose(bridge, PCI_BRIDGE__SUBORDINATE_BUS_NUMBER, attributes.decimal("subordinate_bus_number", 255),
                config.flatMap(c -> c.busNumber(0x1a)));
    }

    /** The lowest bus of the functions in the bridge's folder; virtual functions can be on a higher one. */
    private Optional<Answer> busOfChildren(FoundDevice device) {
        Optional<Answer> lowest = Optional.empty();
        if (!foldersAbove.contains(device.folder())) {
            return lowest;
        }
        for (String name : reading.files().list(device.folder())) {
            Optional<PciAddress> child = PciAddress.of(name);
            if (child.isPresent() && child.get().domain() == device.address().domain()
                    && (lowest.isEmpty() || child.get().bus() < (Long) lowest.get().value())) {
                lowest = Optional.of(Answer.said((long) child.get().bus(),
                        Place.file(TreePaths.join(device.folder(), name)), name));
            }
        }
        return lowest;
    }
}
