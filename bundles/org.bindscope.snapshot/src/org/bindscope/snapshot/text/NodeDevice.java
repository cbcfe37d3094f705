// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.text;

import static org.bindscope.model.BindscopePackage.Literals.*;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;

import org.bindscope.snapshot.facts.Answer;
import org.bindscope.snapshot.facts.FunctionStatement;
import org.bindscope.snapshot.facts.Numbers;
import org.bindscope.snapshot.facts.PciAddress;
import org.bindscope.snapshot.facts.Place;
import org.bindscope.snapshot.facts.ProblemSink;
import org.bindscope.snapshot.facts.Statements;
import org.bindscope.snapshot.tree.TreePaths;
import org.eclipse.emf.ecore.EStructuralFeature;

/** One node device of libvirt while its elements come. Only those with the capability pci say something. */
final class NodeDevice {

    private static final String PCI = "device/capability=pci";

    private final String file;
    private final ProblemSink problems;
    private final Map<EStructuralFeature, Answer> answers = new LinkedHashMap<>();
    private final Map<String, Long> place = new HashMap<>();
    private String path = "";
    private int firstLine = Place.NONE;
    private boolean pci;
    private boolean bridge;
    private boolean driverNamed;

    NodeDevice(String file, ProblemSink problems) {
        this.file = file;
        this.problems = problems;
    }

    /** An element begins. Its path names the elements from the device on, each with its type. */
    void start(String element, Map<String, String> attributes, int line) {
        if (firstLine == Place.NONE) {
            firstLine = line;
        }
        switch (element) {
            case PCI -> pci = true;
            case PCI + "/vendor" -> number(PCI_FUNCTION__VENDOR_ID, attributes, "id", 16, line);
            case PCI + "/product" -> number(PCI_FUNCTION__DEVICE_ID, attributes, "id", 16, line);
            case PCI + "/iommuGroup" -> group(attributes, line);
            case PCI + "/numa" -> number(PCI_FUNCTION__NUMA_NODE, attributes, "node", 31, line);
            case PCI + "/capability=pci-bridge" -> bridge = true;
            case PCI + "/capability=virt_functions" -> {
                if (attributes.containsKey("maxCount")) {
                    number(SR_IOV__TOTAL_VFS, attributes, "maxCount", 16, line);
                }
            }
            case PCI + "/capability=phys_function/address" -> physical(attributes, line);
            case PCI + "/pci-express/link=cap" -> link(attributes, PCIE_LINK__MAX_SPEED_GTS, PCIE_LINK__MAX_WIDTH, line);
            case PCI + "/pci-express/link=sta" -> link(attributes, PCIE_LINK__SPEED_GTS, PCIE_LINK__WIDTH, line);
            default -> {
                // An element that tells nothing about binding.
            }
        }
    }

    /** An element ends, with this text in it. */
    void text(String element, String text, int line) {
        switch (element) {
            case "device/path" -> path = text;
            case "device/driver/name" -> {
                driverNamed = true;
                said(PCI_FUNCTION__DRIVER, text, line, text);
            }
            case PCI + "/class" -> number(PCI_FUNCTION__CLASS_CODE, Map.of("class", text), "class", 24, line);
            case PCI + "/domain", PCI + "/bus", PCI + "/slot", PCI + "/function" -> Numbers.decimal(text)
                    .ifPresent(value -> place.put(TreePaths.name(element), value));
            default -> {
                // An element that tells nothing about binding.
            }
        }
    }

    /** The whole device was read. */
    void moveTo(Statements statements, BusesBelow buses) {
        if (!pci) {
            return;
        }
        Optional<PciAddress> address = address(name -> Optional.ofNullable(place.get(name)));
        if (address.isEmpty()) {
            problems.problem(Place.line(file, firstLine), file + ": domain, bus, slot and function of a PCI device were expected;"
                    + " it was left out.");
            return;
        }
        statements.of(address.get(), Place.line(file, firstLine), path.isEmpty() ? address.get().toString() : path)
                .ifPresent(this::state);
        buses.add(address.get(), path, Place.line(file, firstLine));
    }

    private void state(FunctionStatement function) {
        answers.forEach(function::add);
        if (!driverNamed) {
            function.add(PCI_FUNCTION__DRIVER, Answer.none(Place.line(file, firstLine), "no element driver"));
        }
        if (bridge) {
            function.setBridge();
        }
    }

    private static Optional<PciAddress> address(Function<String, Optional<Long>> part) {
        Optional<Long> domain = part.apply("domain").filter(value -> value <= Integer.MAX_VALUE);
        Optional<Long> bus = part.apply("bus").filter(value -> value <= 0xff);
        Optional<Long> slot = part.apply("slot").filter(value -> value <= 31);
        Optional<Long> function = part.apply("function").filter(value -> value <= 7);
        return domain.isPresent() && bus.isPresent() && slot.isPresent() && function.isPresent()
                ? Optional.of(new PciAddress(domain.get().intValue(), bus.get().intValue(), slot.get().intValue(),
                        function.get().intValue()))
                : Optional.empty();
    }

    private void said(EStructuralFeature feature, Object value, int line, String text) {
        answers.putIfAbsent(feature, Answer.said(value, Place.line(file, line), text));
    }

    private void group(Map<String, String> attributes, int line) {
        String number = attributes.getOrDefault("number", "");
        if (!number.isEmpty()) {
            answers.putIfAbsent(PCI_FUNCTION__IOMMU_GROUP, Numbers.group(number, Place.line(file, line)));
        }
    }

    private void physical(Map<String, String> attributes, int line) {
        Optional<PciAddress> address = address(name -> {
            OptionalLong value = Numbers.hex(attributes.getOrDefault(name, ""));
            return value.isPresent() && value.getAsLong() >= 0 ? Optional.of(value.getAsLong()) : Optional.empty();
        });
        address.ifPresent(physical -> said(PCI_FUNCTION__PHYSICAL_FUNCTION, physical.toString(), line, physical.toString()));
    }

    private void link(Map<String, String> attributes, EStructuralFeature speed, EStructuralFeature width, int line) {
        String text = attributes.get("speed");
        if (text != null) {
            OptionalDouble value = Numbers.decimals(text);
            answers.putIfAbsent(speed, value.isPresent()
                    ? Answer.said(value.getAsDouble(), Place.line(file, line), "speed=" + text)
                    : Answer.unreadable(Place.line(file, line), "a speed in GT/s was expected, not \"" + text + '"'));
        }
        if (attributes.containsKey("width")) {
            number(width, attributes, "width", 8, line);
        }
    }

    /** Decimal, or hexadecimal behind 0x. */
    private void number(EStructuralFeature feature, Map<String, String> attributes, String name, int bits, int line) {
        String text = attributes.getOrDefault(name, "");
        // libvirt fills hexadecimal numbers up with zeros, so that a lost digit is seen.
        boolean hexadecimal = text.startsWith("0x");
        OptionalLong value = !hexadecimal ? Numbers.decimal(text) : text.length() == bits / 4 + 2 ? Numbers.hex(text) : OptionalLong.empty();
        answers.putIfAbsent(feature, value.isPresent() && value.getAsLong() >> bits == 0
                ? Answer.said(value.getAsLong(), Place.line(file, line), name + '=' + text)
                : Answer.unreadable(Place.line(file, line), "a number of " + bits + " bits was expected, not \"" + text + '"'));
    }
}
