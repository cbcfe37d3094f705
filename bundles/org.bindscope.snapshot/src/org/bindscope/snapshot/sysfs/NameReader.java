// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

import org.bindscope.model.PciFunction;
import org.bindscope.model.ProblemSeverity;
import org.bindscope.snapshot.ReadOptions;
import org.bindscope.snapshot.facts.Place;
import org.bindscope.snapshot.names.PciIds;

/**
 * Gives the functions their names. The names come from pci.ids and not from the snapshot, so that they
 * have no evidence.
 */
final class NameReader {

    private static final int MAX_BAD_LINES = 10;

    private final Reading reading;

    NameReader(Reading reading) {
        this.reading = reading;
    }

    void read(ReadOptions options) {
        Set<PciIds.Ids> wanted = new HashSet<>();
        for (PciFunction function : reading.catalog().functions().values()) {
            wanted.add(ids(function));
        }
        if (wanted.isEmpty()) {
            return;
        }
        String file = options.pciIds().map(Path::toString).orElse("pci.ids");
        try {
            byte[] bytes = options.pciIds().isPresent()
                    ? PciIds.read(options.pciIds().get(), options.limits().maxFileBytes()) : PciIds.shipped();
            int[] bad = {0};
            PciIds names = PciIds.scan(bytes, wanted, (line, text) -> {
                if (bad[0]++ < MAX_BAD_LINES) {
                    reading.facts().problem(ProblemSeverity.WARNING, Place.line(file, line),
                            file + " line " + line + ": an id and a name were expected, not \"" + text
                                    + "\"; the line was left out.");
                }
            });
            reading.catalog().functions().values().forEach(function -> name(function, names));
        } catch (IOException e) {
            reading.facts().problem(ProblemSeverity.ERROR, Place.file(file),
                    file + ": the names of PCI devices could not be read: " + e.getMessage() + '.');
        }
    }

    private static PciIds.Ids ids(PciFunction function) {
        return new PciIds.Ids(function.isSetVendorId() ? function.getVendorId() : -1,
                function.isSetDeviceId() ? function.getDeviceId() : -1,
                function.isSetSubsystemVendorId() ? function.getSubsystemVendorId() : -1,
                function.isSetSubsystemId() ? function.getSubsystemId() : -1);
    }

    private static void name(PciFunction function, PciIds names) {
        PciIds.Ids ids = ids(function);
        if (function.isSetVendorId()) {
            names.vendor(ids.vendor()).ifPresent(function::setVendorName);
            Optional<String> device = function.isSetDeviceId() ? names.device(ids.vendor(), ids.device())
                    : Optional.empty();
            device.ifPresent(function::setDeviceName);
        }
        names.subsystem(ids).ifPresent(function::setSubsystemName);
        if (function.isSetClassCode()) {
            names.classCode(function.getClassCode()).ifPresent(function::setClassName);
        }
    }
}
