// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import java.util.Collection;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;
import org.bindscope.model.ProblemSeverity;
import org.bindscope.model.Provenance;
import org.bindscope.model.SnapshotKind;
import org.bindscope.model.text.XmlText;
import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.ReadOptions;
import org.bindscope.snapshot.facts.Facts;
import org.bindscope.snapshot.facts.Place;
import org.bindscope.snapshot.inputs.Input;
import org.bindscope.snapshot.tree.TreePaths;

/** Turns the files of a machine into its model. */
public final class MachineReader {

    private static final int USER_CONFIG = 64;
    /** Copies of a machine's files, in which everything can stand. */
    private static final Set<SnapshotKind> COPIES = EnumSet.of(SnapshotKind.LIVE, SnapshotKind.DIRECTORY, SnapshotKind.ARCHIVE);
    /** Inputs that name the functions of a machine. */
    private static final Set<SnapshotKind> TELL_FUNCTIONS = EnumSet.of(SnapshotKind.LIVE, SnapshotKind.DIRECTORY, SnapshotKind.ARCHIVE,
            SnapshotKind.SOSREPORT, SnapshotKind.GATHERED_TOPOLOGY, SnapshotKind.UDEV_DATABASE, SnapshotKind.LSPCI_TEXT,
            SnapshotKind.NODE_DEVICES, SnapshotKind.BUG_REPORT);

    private final ReadOptions options;
    private final Progress progress;

    /**
     * @param options  names and limits
     * @param progress hears and may stop
     */
    public MachineReader(ReadOptions options, Progress progress) {
        this.options = options;
        this.progress = progress;
    }

    /**
     * A machine without facts.
     *
     * @param source what the user gave
     * @param kind   what it is
     * @return a machine with its provenance
     */
    public static Machine newMachine(String source, SnapshotKind kind) {
        Machine machine = BindscopeFactory.eINSTANCE.createMachine();
        Provenance provenance = BindscopeFactory.eINSTANCE.createProvenance();
        provenance.setSource(XmlText.of(source));
        provenance.setKind(kind);
        machine.setProvenance(provenance);
        return machine;
    }

    /**
     * Reads all facts.
     *
     * @param inputs  what is one machine, with places, those of more weight first; not empty
     * @param machine a new machine, which may hold problems of opening the inputs already
     * @throws java.util.concurrent.CancellationException when the user stops it
     */
    public void read(List<Input> inputs, Machine machine) {
        Catalog catalog = new Catalog();
        List<Reading> readings = inputs.stream().map(input -> new Reading(input, machine, catalog, progress)).toList();
        Map<Reading, TextSources> sources = new IdentityHashMap<>();
        readings.forEach(reading -> sources.put(reading, new TextSources(reading)));
        progress.task("Reading kernel and configuration");
        Provenance provenance = machine.getProvenance();
        readings.forEach(reading -> new ProvenanceReader(reading).read(provenance));
        readings.forEach(reading -> new ProvenanceReader(reading).readModulesFolder(provenance));
        Optional<ModulesFolder> modules = ModulesFolder.read(readings, sources, machine);
        progress.task("Reading PCI functions");
        for (Reading reading : readings) {
            new DriverReader(reading).read();
            new AcpiReader(reading).read();
            new IommuReader(reading).read();
        }
        Collection<FoundFunction> functions = new PciReader(readings, sources).read();
        readings.forEach(reading -> new IommuReader(reading).nameAbsentMembers());
        progress.task("Reading modules");
        for (Reading reading : readings) {
            new ModuleReader(reading, modules.flatMap(found -> found.builtin(reading))).read();
        }
        modules.ifPresent(ModulesFolder::readAliases);
        readings.forEach(reading -> new NumaReader(reading).read());
        progress.check();
        progress.worked(0.9);
        progress.task("Reading device trees");
        List<DeviceTreeReader> trees = readings.stream().map(DeviceTreeReader::new).toList();
        trees.forEach(DeviceTreeReader::read);
        new DeviceTreeBinder(readings.get(0), trees).bind(functions);
        new NameReader(readings.get(0)).read(options);
        catalog.moveTo(machine);
        sayWhatIsMissing(readings.get(0), inputs);
        progress.worked(1);
    }

    /**
     * What a capture lacks must not look like what a machine lacks. An input that never tells a thing lacks nothing:
     * that the text of nvidia-smi names no PCI functions is how it is.
     */
    private static void sayWhatIsMissing(Reading reading, List<Input> inputs) {
        Collection<PciFunction> functions = reading.catalog().functions().values();
        if (functions.isEmpty()) {
            if (inputs.stream().anyMatch(input -> TELL_FUNCTIONS.contains(input.kind()))) {
                reading.warning("sys/bus/pci/devices", "The snapshot holds no PCI functions: neither sys/bus/pci/devices nor"
                        + " sys/devices has any.");
            }
            return;
        }
        boolean copied = inputs.stream().anyMatch(input -> COPIES.contains(input.kind()));
        List<PciFunction> withConfig = functions.stream().filter(f -> f.getConfigSpace() != null).toList();
        if (withConfig.isEmpty() && copied) {
            reading.warning("sys/bus/pci/devices", "The snapshot holds no configuration space: header types,"
                    + " capabilities and ACS are not known.");
        } else if (!withConfig.isEmpty() && withConfig.stream().allMatch(f -> f.getConfigSpace().length <= USER_CONFIG)) {
            reading.warning("sys/bus/pci/devices", "The snapshot holds the first " + USER_CONFIG
                    + " bytes of configuration space only, as a user without root rights can read them:"
                    + " capabilities and ACS are not known.");
        }
        if (copied && reading.catalog().groups().isEmpty() && !reading.machine().isSetIommuGroupsCaptured()) {
            reading.warning("sys/kernel/iommu_groups", "The snapshot does not tell IOMMU groups.");
        }
    }

    /**
     * Notes a problem of opening.
     *
     * @param machine the machine
     * @param place   first part of the input's paths; empty when its files stand at the top
     * @param file    path in the input
     * @param message one sentence
     */
    public static void addProblem(Machine machine, String place, String file, String message) {
        new Facts(machine, place).problem(ProblemSeverity.WARNING, Place.file(file), message);
    }
}
