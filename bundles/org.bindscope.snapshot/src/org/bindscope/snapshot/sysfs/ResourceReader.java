// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import static org.bindscope.model.BindscopePackage.Literals.PCI_FUNCTION__RESOURCES;

import java.util.Optional;
import java.util.OptionalLong;

import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.PciFunction;
import org.bindscope.model.PciResource;
import org.bindscope.model.ResourceKind;
import org.bindscope.snapshot.facts.Answer;
import org.bindscope.snapshot.facts.Facts;
import org.bindscope.snapshot.facts.Numbers;
import org.bindscope.snapshot.facts.Place;

/**
 * Reads the file {@code resource}: a line of start, end and flags for each window. Six BARs and the ROM
 * come first, then six IOV BARs where the kernel has SR-IOV, then four windows for a bridge, so that the
 * number of lines tells what each is: 7, 13, 11 or 17 (include/linux/pci.h, PCI_NUM_RESOURCES).
 */
final class ResourceReader {

    private static final int ROM = 6;
    private static final int FIRST_AFTER_ROM = 7;
    private static final int IOV_BARS = 6;
    private static final int MAX_LINES = 32;

    private final Reading reading;

    ResourceReader(Reading reading) {
        this.reading = reading;
    }

    void read(PciFunction function, Attributes attributes) {
        Optional<Answer> text = attributes.text("resource");
        if (text.isEmpty()) {
            return;
        }
        String feature = PCI_FUNCTION__RESOURCES.getName();
        String path = attributes.path("resource");
        if (!text.get().isSaid()) {
            reading.facts().evidence(function, feature, text.get());
            return;
        }
        String[] lines = ((String) text.get().value()).split("\n");
        for (int i = 0; i < Math.min(lines.length, MAX_LINES); i++) {
            Place place = Place.line(path, i + 1);
            String[] words = lines[i].strip().split(" ");
            long[] values = new long[3];
            boolean good = words.length == values.length;
            for (int k = 0; good && k < values.length; k++) {
                OptionalLong value = Numbers.hex(words[k]);
                good = value.isPresent();
                values[k] = value.orElse(0);
            }
            if (!good) {
                reading.facts().evidence(function, feature, Answer.unreadable(place,
                        "three hexadecimal numbers were expected, not \"" + Facts.oneLine(lines[i]) + '"'));
            } else if (values[0] != 0 || values[1] != 0 || values[2] != 0) {
                add(function, i, lines.length, values);
                reading.facts().evidence(function, feature, Answer.said(function, place, lines[i]));
            }
        }
    }

    private static void add(PciFunction function, int index, int lines, long[] values) {
        PciResource resource = BindscopeFactory.eINSTANCE.createPciResource();
        resource.setIndex(index);
        resource.setKind(kind(index, lines));
        resource.setStart(values[0]);
        resource.setEnd(values[1]);
        resource.setFlags(values[2]);
        function.getResources().add(resource);
    }

    private static ResourceKind kind(int index, int lines) {
        if (index < ROM) {
            return ResourceKind.BAR;
        }
        if (index == ROM) {
            return ResourceKind.ROM;
        }
        boolean iov = lines >= FIRST_AFTER_ROM + IOV_BARS && index < FIRST_AFTER_ROM + IOV_BARS;
        return iov ? ResourceKind.IOV_BAR : ResourceKind.BRIDGE_WINDOW;
    }
}
