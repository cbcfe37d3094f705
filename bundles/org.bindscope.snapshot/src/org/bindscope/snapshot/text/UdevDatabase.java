// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.text;

import static org.bindscope.model.BindscopePackage.Literals.*;

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

    private static final int ID = 4;

    private final String file;
    private final Statements statements = new Statements();
    private final BusesBelow buses = new BusesBelow();

    private UdevDatabase(String file) {
        this.file = file;
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
        UdevDatabase reader = new UdevDatabase(file);
        UdevBlock.read(file, text, firstLine, problems, reader::take);
        reader.buses.moveTo(reader.statements);
        return reader.statements;
    }

    private void take(UdevBlock block) {
        if (block.text("SUBSYSTEM").filter("pci"::equals).isPresent()) {
            PciAddress.of(TreePaths.name(block.path())).ifPresent(address -> function(address, block));
        }
    }

    private void function(PciAddress address, UdevBlock block) {
        Optional<FunctionStatement> found = statements.of(address, Place.line(file, block.line()), block.path());
        if (found.isEmpty()) {
            return;
        }
        FunctionStatement function = found.get();
        pair(block, function, "PCI_ID", PCI_FUNCTION__VENDOR_ID, PCI_FUNCTION__DEVICE_ID);
        pair(block, function, "PCI_SUBSYS_ID", PCI_FUNCTION__SUBSYSTEM_VENDOR_ID, PCI_FUNCTION__SUBSYSTEM_ID);
        block.text("PCI_CLASS").ifPresent(text -> number(block, function, PCI_FUNCTION__CLASS_CODE, "PCI_CLASS", text, 0, text.length(), 24));
        block.text("MODALIAS").ifPresent(alias -> function.add(PCI_FUNCTION__MODALIAS, said(block, "MODALIAS", alias)));
        block.text("OF_FULLNAME").filter(node -> node.startsWith("/"))
                .ifPresent(node -> function.add(PCI_FUNCTION__DEVICE_TREE_NODE, said(block, "OF_FULLNAME", node)));
        Optional<String> driver = block.text("DRIVER").filter(name -> !name.isEmpty());
        if (driver.isPresent()) {
            function.add(PCI_FUNCTION__DRIVER, said(block, "DRIVER", driver.get()));
        } else if (block.whole() && block.properties().containsKey("PCI_CLASS")) {
            function.add(PCI_FUNCTION__DRIVER, Answer.none(Place.line(file, block.line()), "no property DRIVER"));
        }
        buses.add(address, block.path(), Place.line(file, block.line()));
    }

    private Answer said(UdevBlock block, String name, Object value) {
        UdevBlock.Property property = block.properties().get(name);
        return Answer.said(value, Place.line(file, property.line()), name + '=' + property.value());
    }

    private void pair(UdevBlock block, FunctionStatement function, String name, EAttribute first, EAttribute second) {
        block.text(name).ifPresent(text -> {
            // The kernel prints four digits each (%04X:%04X), so that a lost one is seen.
            int colon = text.indexOf(':');
            number(block, function, first, name, text, 0, colon == ID ? ID : 0, 16);
            number(block, function, second, name, text, colon + 1, text.length() - colon - 1 == ID && colon >= 0 ? text.length() : 0, 16);
        });
    }

    private void number(UdevBlock block, FunctionStatement function, EAttribute feature, String name, String text, int from, int to, int bits) {
        OptionalLong value = Numbers.hex(text, from, to);
        UdevBlock.Property property = block.properties().get(name);
        function.add(feature, value.isPresent() && value.getAsLong() >> bits == 0 ? said(block, name, value.getAsLong())
                : Answer.unreadable(Place.line(file, property.line()),
                        "a hexadecimal number of " + bits + " bits was expected in " + name + '=' + property.value()));
    }
}
