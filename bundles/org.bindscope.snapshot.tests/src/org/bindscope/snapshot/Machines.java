// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.bindscope.model.Evidence;
import org.bindscope.model.Evidenced;
import org.bindscope.model.FactState;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;

/** Short ways into a machine, for tests. */
public final class Machines {

    private Machines() {
    }

    public static Snapshot open(String source) throws SnapshotException {
        return new SnapshotReader().open(source, ReadOptions.defaults(), Progress.none());
    }

    /** An empty pci.ids: reading all names costs more than everything else where a few hundred small inputs are tried. */
    public static Path noNames() {
        try {
            Path file = Files.createTempFile("pci", ".ids");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<PciFunction> functions(Machine machine) {
        return machine.getDomains().stream().flatMap(domain -> domain.getBuses().stream())
                .flatMap(bus -> bus.getFunctions().stream()).toList();
    }

    public static PciFunction function(Machine machine, String address) {
        return functions(machine).stream().filter(f -> f.getAddress().equals(address)).findFirst().orElseThrow();
    }

    public static List<Evidence> evidence(Evidenced owner, String feature) {
        return owner.getEvidence().stream().filter(each -> each.getFeature().equals(feature)).toList();
    }

    public static Optional<FactState> state(Evidenced owner, String feature) {
        return evidence(owner, feature).stream().findFirst().map(Evidence::getState);
    }

    public static String hex(int value, int digits) {
        return String.format("%0" + digits + "x", value);
    }
}
