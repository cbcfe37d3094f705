// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.text;

import static org.bindscope.model.BindscopePackage.Literals.*;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import org.bindscope.snapshot.facts.Answer;
import org.bindscope.snapshot.facts.FunctionStatement;
import org.bindscope.snapshot.facts.Numbers;
import org.bindscope.snapshot.facts.PciAddress;
import org.bindscope.snapshot.facts.Place;
import org.bindscope.snapshot.facts.ProblemSink;
import org.bindscope.snapshot.facts.Statements;
import org.bindscope.snapshot.tree.TreePaths;
import org.eclipse.emf.ecore.EAttribute;

/**
 * Reads the output of {@code udevadm info --export-db}: one block for each device, its path in sysfs behind
 * {@code P:} and its properties behind {@code E:}. The properties of a PCI function are those of its uevent
 * (drivers/pci/pci-driver.c, pci_uevent, Linux 6.12), so that one without DRIVER has no driver.
 */
public final class UdevDatabase {

    private static final int MAX_PROPERTIES = 400;

    private record Property(String value, int line) {
    }

    private final String file;
    private final ProblemSink problems;
    private final Statements statements = new Statements();
    private final BusesBelow buses = new BusesBelow();
    private final Map<String, Property> properties = new HashMap<>();
    private String path = "";
    private int pathLine;

    private UdevDatabase(String file, ProblemSink problems) {
        this.file = file;
        this.problems = problems;
    }

    /**
     * Whether a text is such an output.
     *
     * @param text the beginning of a text
     * @return true when one of its first lines names a device
     */
    public static boolean isIn(String text) {
        TextLines lines = new TextLines(text, 1);
        for (int i = 0; i < 20 && lines.advance(); i++) {
            if (lines.line().startsWith("P: /")) {
                return true;
            }
        }
        return false;
    }

    /**
     * Reads a text.
     *
     * @param file      path that evidence names
     * @param text      the text
     * @param firstLine number of the text's first line in the file
     * @param problems  takes what was left out
     * @return what it says
     */
    public static Statements read(String file, String text, int firstLine, ProblemSink problems) {
        UdevDatabase reader = new UdevDatabase(file, problems);
        TextLines lines = new TextLines(text, firstLine);
        while (lines.advance()) {
            reader.take(lines.line(), lines.number(), lines.terminated());
        }
        // Without the empty line behind it the last block may be cut, and what it lacks says nothing.
        reader.end(false);
        reader.buses.moveTo(reader.statements);
        return reader.statements;
    }

    private void take(String line, int number, boolean terminated) {
        if (line.isEmpty()) {
            end(true);
        } else if (line.startsWith("P: ")) {
            end(true);
            path = line.substring(3).strip();
            pathLine = number;
        } else if (line.startsWith("E: ") && properties.size() < MAX_PROPERTIES) {
            int equals = line.indexOf('=');
            if (!terminated) {
                problems.problem(Place.line(file, number), file + ": the text ends in the middle of a line, which was left out.");
            } else if (equals > 3) {
                properties.putIfAbsent(line.substring(3, equals), new Property(line.substring(equals + 1), number));
            }
        }
    }

    private void end(boolean whole) {
        Property subsystem = properties.get("SUBSYSTEM");
        PciAddress.of(TreePaths.name(path)).filter(address -> subsystem != null && subsystem.value().equals("pci"))
                .ifPresent(address -> function(address, whole));
        path = "";
        properties.clear();
    }

    private void function(PciAddress address, boolean whole) {
        Optional<FunctionStatement> found = statements.of(address, Place.line(file, pathLine), path);
        if (found.isEmpty()) {
            return;
        }
        FunctionStatement function = found.get();
        pair(function, "PCI_ID", PCI_FUNCTION__VENDOR_ID, PCI_FUNCTION__DEVICE_ID);
        pair(function, "PCI_SUBSYS_ID", PCI_FUNCTION__SUBSYSTEM_VENDOR_ID, PCI_FUNCTION__SUBSYSTEM_ID);
        text("PCI_CLASS").ifPresent(text -> number(function, PCI_FUNCTION__CLASS_CODE, "PCI_CLASS", text, 0, text.length(), 24));
        text("MODALIAS").ifPresent(alias -> function.add(PCI_FUNCTION__MODALIAS, said("MODALIAS", alias)));
        text("OF_FULLNAME").filter(node -> node.startsWith("/"))
                .ifPresent(node -> function.add(PCI_FUNCTION__DEVICE_TREE_NODE, said("OF_FULLNAME", node)));
        Optional<String> driver = text("DRIVER").filter(name -> !name.isEmpty());
        if (driver.isPresent()) {
            function.add(PCI_FUNCTION__DRIVER, said("DRIVER", driver.get()));
        } else if (whole && properties.containsKey("PCI_CLASS")) {
            function.add(PCI_FUNCTION__DRIVER, Answer.none(Place.line(file, pathLine), "no property DRIVER"));
        }
        buses.add(address, path, Place.line(file, pathLine));
    }

    private Optional<String> text(String name) {
        return Optional.ofNullable(properties.get(name)).map(Property::value);
    }

    private Answer said(String name, Object value) {
        Property property = properties.get(name);
        return Answer.said(value, Place.line(file, property.line()), name + '=' + property.value());
    }

    private void pair(FunctionStatement function, String name, EAttribute first, EAttribute second) {
        text(name).ifPresent(text -> {
            int colon = text.indexOf(':');
            number(function, first, name, text, 0, colon, 16);
            number(function, second, name, text, colon + 1, colon < 0 ? 0 : text.length(), 16);
        });
    }

    private void number(FunctionStatement function, EAttribute feature, String name, String text, int from, int to, int bits) {
        OptionalLong value = Numbers.hex(text, from, to);
        Property property = properties.get(name);
        function.add(feature, value.isPresent() && value.getAsLong() >> bits == 0 ? said(name, value.getAsLong())
                : Answer.unreadable(Place.line(file, property.line()),
                        "a hexadecimal number of " + bits + " bits was expected in " + name + '=' + property.value()));
    }
}
