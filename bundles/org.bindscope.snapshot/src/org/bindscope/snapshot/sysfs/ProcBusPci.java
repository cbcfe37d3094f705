// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import static org.bindscope.model.BindscopePackage.Literals.*;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import org.bindscope.model.ProblemSeverity;
import org.bindscope.model.text.XmlText;
import org.bindscope.snapshot.FileTree;
import org.bindscope.snapshot.facts.Answer;
import org.bindscope.snapshot.facts.FunctionStatement;
import org.bindscope.snapshot.facts.Numbers;
import org.bindscope.snapshot.facts.PciAddress;
import org.bindscope.snapshot.facts.Place;
import org.bindscope.snapshot.facts.Statements;
import org.bindscope.snapshot.tree.TreePaths;

/**
 * Reads {@code proc/bus/pci}: the configuration space of each function as a file, in a folder for its bus,
 * and the table {@code devices} (drivers/pci/proc.c, Linux 6.12). sosreport copies it.
 */
final class ProcBusPci {

    private static final String FOLDER = "proc/bus/pci";
    private static final String TABLE = FOLDER + "/devices";
    private static final int CONFIG_MAX = 4096;
    private static final int MAX_TABLE = 4 << 20;
    /** Words of a line before the driver's name: place, ids, interrupt, seven addresses and seven sizes. */
    private static final int WORDS = 17;

    private final Reading reading;
    private final Statements statements = new Statements();

    ProcBusPci(Reading reading) {
        this.reading = reading;
    }

    Statements read() {
        boolean domains = false;
        for (String bus : reading.files().list(FOLDER)) {
            String folder = TreePaths.join(FOLDER, bus);
            domains |= bus.indexOf(':') > 0;
            for (String name : reading.files().list(folder)) {
                PciAddress.ofTool(bus + ':' + name).ifPresent(address -> config(address, TreePaths.join(folder, name)));
            }
        }
        if (!domains) {
            table();
        }
        return statements;
    }

    private void config(PciAddress address, String path) {
        FileTree.Content content = reading.files().read(path, CONFIG_MAX);
        Optional<FunctionStatement> function = statements.of(address, Place.file(path), path);
        if (content instanceof FileTree.Present present) {
            function.ifPresent(each -> each.addConfig(present.bytes(), Place.offset(path, 0)));
        } else {
            unreadable(path, content);
        }
    }

    private void unreadable(String path, FileTree.Content content) {
        if (content instanceof FileTree.Unreadable unreadable) {
            reading.warning(path, path + " could not be read: " + unreadable.reason() + '.');
        }
    }

    /** The table has no domains, so it counts only where the folders have none. */
    private void table() {
        FileTree.Content content = reading.files().read(TABLE, MAX_TABLE);
        if (!(content instanceof FileTree.Present present)) {
            unreadable(TABLE, content);
            return;
        }
        int number = 0;
        String text = XmlText.decode(present.bytes());
        int end = text.lastIndexOf('\n') + 1;
        if (end < text.length()) {
            reading.facts().problem(ProblemSeverity.WARNING, Place.file(TABLE), TABLE + ": it ends in the middle of a line, which was left out.");
        }
        for (String line : text.substring(0, end).split("\n")) {
            number++;
            if (!line.isBlank()) {
                line(line, Place.line(TABLE, number));
            }
        }
    }

    private void line(String line, Place place) {
        List<String> words = List.of(line.strip().split("[\t ]+"));
        OptionalLong at = Numbers.hex(words.get(0));
        OptionalLong ids = words.size() > 1 && words.get(1).length() == 8 ? Numbers.hex(words.get(1), 0, 8) : OptionalLong.empty();
        if (words.get(0).length() != 4 || at.isEmpty() || ids.isEmpty()) {
            reading.facts().problem(ProblemSeverity.WARNING, place,
                    TABLE + ": bus and device, vendor and device id were expected; the line was left out.");
            return;
        }
        int routing = (int) at.getAsLong();
        PciAddress address = new PciAddress(0, routing >> 8, routing >> 3 & 31, routing & 7);
        statements.of(address, place, line).ifPresent(function -> {
            function.add(PCI_FUNCTION__VENDOR_ID, Answer.said(ids.getAsLong() >> 16, place, line));
            function.add(PCI_FUNCTION__DEVICE_ID, Answer.said(ids.getAsLong() & 0xffff, place, line));
            if (words.size() > 2) {
                OptionalLong irq = Numbers.hex(words.get(2));
                function.add(PCI_FUNCTION__IRQ, irq.isPresent() && irq.getAsLong() >= 0 && irq.getAsLong() <= Integer.MAX_VALUE
                        ? Answer.said(irq.getAsLong(), place, line)
                        : Answer.unreadable(place, "a hexadecimal interrupt was expected as third word"));
            }
            if (words.size() == WORDS + 1) {
                function.add(PCI_FUNCTION__DRIVER, Answer.said(words.get(WORDS), place, words.get(WORDS)));
            } else if (words.size() == WORDS) {
                function.add(PCI_FUNCTION__DRIVER, Answer.none(place, line));
            }
        });
    }
}
