// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import org.bindscope.analysis.findings.FindingContext;
import org.bindscope.analysis.nvlink.MachineIndex;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;
import org.bindscope.model.TextFile;
import org.bindscope.model.TextFileKind;

/**
 * The functions that somebody wants to give to user space: a VFIO driver has them, their override names
 * one, or the ids of vfio-pci on the command line or in modprobe.d name them.
 */
public final class VfioTargets {

    private final List<PciFunction> functions;
    private final Set<String> addresses = new TreeSet<>();

    private VfioTargets(Machine machine, Bindings bindings) {
        List<String> ids = ids(machine);
        functions = MachineIndex.functions(machine).stream().filter(function -> wanted(bindings, function, ids)).toList();
        functions.forEach(function -> addresses.add(function.getAddress()));
    }

    static VfioTargets of(FindingContext context) {
        return context.shared(VfioTargets.class, c -> new VfioTargets(c.machine(), Bindings.of(c)));
    }

    /** By address. */
    List<PciFunction> functions() {
        return functions;
    }

    boolean contains(String address) {
        return addresses.contains(address);
    }

    boolean anyOf(List<String> devices) {
        return devices.stream().anyMatch(addresses::contains);
    }

    private static boolean wanted(Bindings bindings, PciFunction function, List<String> ids) {
        if (bindings.vfio(function) || bindings.override(function).filter(DriverKind::vfio).isPresent()) {
            return true;
        }
        return function.isSetVendorId() && function.isSetDeviceId()
                && ids.contains(String.format("%04x:%04x", function.getVendorId(), function.getDeviceId()));
    }

    /** The first two fields of each id that vfio-pci is told to take. */
    private static List<String> ids(Machine machine) {
        List<String> ids = new ArrayList<>();
        MachineFacts facts = new MachineFacts(machine);
        for (String word : facts.commandLineWords()) {
            option(word, "vfio-pci.ids=").or(() -> option(word, "vfio_pci.ids=")).ifPresent(list -> add(list, ids));
        }
        for (TextFile file : facts.texts(TextFileKind.MODPROBE_CONFIG)) {
            for (String line : file.getText().split("\n")) {
                String[] words = line.strip().split("\\s+");
                if (words.length > 2 && words[0].equals("options") && words[1].replace('-', '_').equals("vfio_pci")) {
                    for (String word : words) {
                        option(word, "ids=").ifPresent(list -> add(list, ids));
                    }
                }
            }
        }
        return ids;
    }

    private static Optional<String> option(String word, String key) {
        return word.startsWith(key) ? Optional.of(word.substring(key.length())) : Optional.empty();
    }

    private static void add(String list, List<String> ids) {
        for (String entry : list.split(",")) {
            String[] fields = entry.split(":");
            if (fields.length >= 2 && fields[0].length() == 4 && fields[1].length() == 4) {
                ids.add((fields[0] + ":" + fields[1]).toLowerCase(java.util.Locale.ROOT));
            }
        }
    }
}
