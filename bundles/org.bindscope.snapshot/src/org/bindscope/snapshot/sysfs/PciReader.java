// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import static org.bindscope.model.BindscopePackage.Literals.PCI_FUNCTION__PHYSICAL_FUNCTION;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.PciBridge;
import org.bindscope.model.PciBus;
import org.bindscope.model.PciDomain;
import org.bindscope.model.PciFunction;
import org.bindscope.snapshot.FileTree;
import org.bindscope.snapshot.facts.Answer;
import org.bindscope.snapshot.facts.PciAddress;
import org.bindscope.snapshot.tree.PciNames;
import org.bindscope.snapshot.tree.TreePaths;

/** Reads all PCI functions and puts them on their buses. */
final class PciReader {

    private static final String SLOTS = "sys/bus/pci/slots";

    private final Reading reading;
    private final FileTree files;

    PciReader(Reading reading) {
        this.reading = reading;
        this.files = reading.files();
    }

    /** Reads the functions; drivers, groups and IOMMUs must have been listed before. */
    Collection<FoundDevice> read() {
        Collection<FoundDevice> devices = new DeviceFinder(reading).find();
        Set<String> foldersAbove = new HashSet<>();
        for (FoundDevice device : devices) {
            foldersAbove.add(TreePaths.parent(device.folder()));
        }
        FunctionReader reader = new FunctionReader(reading,
                new StateReader(reading, CaptureScope.of(files, devices), slots()), foldersAbove);
        int count = 0;
        for (FoundDevice device : devices) {
            reading.progress().check();
            reading.catalog().functions().put(device.address(), reader.read(device));
            reading.progress().worked(0.5 + 0.3 * ++count / devices.size());
        }
        place();
        devices.forEach(this::connectPhysicalFunction);
        return devices;
    }

    /** Names of slots: the file address holds dddd:bb:dd. */
    private Map<String, Answer> slots() {
        Map<String, Answer> slots = new HashMap<>();
        for (String name : files.list(SLOTS)) {
            Optional<Answer> address = reading.attributes(TreePaths.join(SLOTS, name)).text("address");
            address.filter(Answer::isSaid).ifPresent(answer -> slots.putIfAbsent((String) answer.value(),
                    Answer.said(name, answer.place(), answer.text())));
        }
        return slots;
    }

    private void place() {
        Map<Integer, Map<Integer, PciBus>> domains = new TreeMap<>();
        reading.catalog().functions().forEach((address, function) -> bus(domains, address.domain(), address.bus())
                .getFunctions().add(function));
        reading.catalog().functions().forEach((address, function) -> {
            if (function instanceof PciBridge bridge && bridge.isSetSecondaryBusNumber()) {
                connect(domains, address, bridge);
            }
        });
        domains.forEach((number, buses) -> {
            PciDomain domain = BindscopeFactory.eINSTANCE.createPciDomain();
            domain.setNumber(number);
            domain.getBuses().addAll(buses.values());
            reading.machine().getDomains().add(domain);
        });
    }

    private static PciBus bus(Map<Integer, Map<Integer, PciBus>> domains, int domain, int number) {
        return domains.computeIfAbsent(domain, key -> new TreeMap<>()).computeIfAbsent(number, key -> {
            PciBus bus = BindscopeFactory.eINSTANCE.createPciBus();
            bus.setNumber(key);
            return bus;
        });
    }

    /** A bridge that nobody has configured has secondary bus 0, which is none. */
    private void connect(Map<Integer, Map<Integer, PciBus>> domains, PciAddress address, PciBridge bridge) {
        int number = bridge.getSecondaryBusNumber();
        if (number == 0) {
            return;
        }
        PciBus bus = bus(domains, address.domain(), number);
        if (number <= address.bus() || bus.getBridge() != null) {
            reading.warning(bridge.getEvidence().get(0).getFile(), bridge.getAddress() + ": the secondary bus "
                    + Integer.toHexString(number) + (number <= address.bus() ? " is not above the bridge's own bus"
                            : " is also that of " + bus.getBridge().getAddress()) + "; it was not connected.");
            return;
        }
        bridge.setSecondaryBus(bus);
    }

    private void connectPhysicalFunction(FoundDevice device) {
        Attributes attributes = reading.attributes(device.folder());
        if (!files.exists(attributes.path("physfn"))) {
            return;
        }
        PciFunction function = reading.catalog().functions().get(device.address());
        Optional<Answer> link = attributes.link("physfn").map(answer -> {
            if (!answer.isSaid()) {
                return answer;
            }
            String name = (String) answer.value();
            return PciNames.isAddress(name) && reading.catalog().function(name).filter(pf -> pf != function).isPresent()
                    ? Answer.said(reading.catalog().function(name).get(), answer.place(), answer.text())
                    : Answer.unreadable(answer.place(), "the physical function " + name + " is not in the snapshot");
        });
        reading.facts().choose(function, PCI_FUNCTION__PHYSICAL_FUNCTION, link);
    }
}
