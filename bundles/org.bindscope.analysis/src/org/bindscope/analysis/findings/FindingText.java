// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.findings;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.bindscope.analysis.alias.FilePlace;
import org.bindscope.analysis.match.MachineFiles;
import org.bindscope.analysis.modprobe.ConfigText;
import org.bindscope.model.Machine;
import org.bindscope.model.PciBus;
import org.bindscope.model.PciDomain;
import org.bindscope.model.PciFunction;
import org.bindscope.model.TextFileKind;

/** Small helpers of the rules about driver matching. */
final class FindingText {

    private FindingText() {
    }

    static Finding.EvidenceText evidence(FilePlace place, String text) {
        return new Finding.EvidenceText(place.toString(), text);
    }

    static Finding.EvidenceText link(String address, String driver) {
        return new Finding.EvidenceText("sys/bus/pci/devices/" + address + "/driver", driver);
    }

    static Stream<PciFunction> functions(Machine machine) {
        List<PciFunction> all = new ArrayList<>();
        for (PciDomain domain : machine.getDomains()) {
            for (PciBus bus : domain.getBuses()) {
                all.addAll(bus.getFunctions());
            }
        }
        return all.stream();
    }

    static Optional<String> driver(PciFunction function) {
        return function.getDriver() == null ? Optional.empty() : Optional.ofNullable(function.getDriver().getName());
    }

    /** Files of several kinds that a person may have written. */
    static List<ConfigText> texts(Machine machine, TextFileKind... kinds) {
        return Arrays.stream(kinds).flatMap(kind -> MachineFiles.texts(machine, kind).stream()).toList();
    }

    /** A line of a file. */
    record Line(FilePlace place, String text) {
    }

    /** Lines that hold a word, comments left out. */
    static List<Line> linesWith(List<ConfigText> files, String word) {
        List<Line> found = new ArrayList<>();
        for (ConfigText file : files) {
            if (!file.text().contains(word)) {
                continue;
            }
            int number = 0;
            for (String line : file.text().split("\n", -1)) {
                number++;
                if (line.contains(word) && !line.strip().startsWith("#")) {
                    found.add(new Line(new FilePlace(file.path(), number), line.strip()));
                }
            }
        }
        return found;
    }

    /** Whether an initial RAM file system holds a module; empty where no listing was captured. */
    static Optional<FilePlace> initramfsModule(Machine machine, String module) {
        for (ConfigText file : MachineFiles.texts(machine, TextFileKind.INITRAMFS_LIST)) {
            int number = 0;
            for (String line : file.text().split("\n", -1)) {
                number++;
                if (line.contains(".ko") && org.bindscope.analysis.alias.ModuleNames.ofPath(line.strip()).equals(module)) {
                    return Optional.of(new FilePlace(file.path(), number));
                }
            }
        }
        return Optional.empty();
    }
}
