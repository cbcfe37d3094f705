// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;
import org.bindscope.model.ProblemSeverity;
import org.bindscope.model.Provenance;
import org.bindscope.model.SnapshotKind;
import org.bindscope.model.text.XmlText;
import org.bindscope.snapshot.FileTree;
import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.ReadOptions;
import org.bindscope.snapshot.facts.Facts;
import org.bindscope.snapshot.facts.Place;
import org.bindscope.snapshot.tree.TreePaths;

/** Turns the files of a machine into its model. */
public final class MachineReader {

    private static final int USER_CONFIG = 64;

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
     * @param files   the machine's files
     * @param machine a new machine, which may hold problems of opening the files already
     * @throws java.util.concurrent.CancellationException when the user stops it
     */
    public void read(FileTree files, Machine machine) {
        Catalog catalog = new Catalog();
        Reading reading = new Reading(files, machine, catalog, new Facts(machine), progress);
        progress.task("Reading kernel and configuration");
        new ProvenanceReader(reading).read(machine.getProvenance());
        Optional<String> modules = new TextFileReader(reading)
                .read(Optional.ofNullable(machine.getProvenance().getKernelRelease()));
        progress.task("Reading PCI functions");
        new DriverReader(reading).read();
        new AcpiReader(reading).read();
        IommuReader iommus = new IommuReader(reading);
        iommus.read();
        Collection<FoundDevice> devices = new PciReader(reading).read();
        iommus.nameAbsentMembers();
        progress.task("Reading modules");
        Optional<String> builtin = modules.map(folder -> TreePaths.join(folder, "modules.builtin")).filter(files::exists);
        new ModuleReader(reading, builtin).read();
        modules.ifPresent(folder -> readAliases(reading, folder));
        new NumaReader(reading).read();
        progress.check();
        progress.worked(0.9);
        progress.task("Reading device trees");
        DeviceTreeReader trees = new DeviceTreeReader(reading);
        trees.read();
        new DeviceTreeBinder(reading, trees).bind(devices);
        new NameReader(reading).read(options);
        catalog.moveTo(machine);
        sayWhatIsMissing(reading);
        progress.worked(1);
    }

    private static void readAliases(Reading reading, String folder) {
        AliasReader aliases = new AliasReader(reading);
        aliases.readAliases(TreePaths.join(folder, "modules.alias"));
        aliases.readModinfo(TreePaths.join(folder, "modules.builtin.modinfo"));
    }

    /** What a capture lacks must not look like what a machine lacks. */
    private static void sayWhatIsMissing(Reading reading) {
        Collection<PciFunction> functions = reading.catalog().functions().values();
        if (functions.isEmpty()) {
            reading.warning("sys/bus/pci/devices", "The snapshot holds no PCI functions: neither sys/bus/pci/devices nor"
                    + " sys/devices has any.");
            return;
        }
        List<PciFunction> withConfig = functions.stream().filter(f -> f.getConfigSpace() != null).toList();
        if (withConfig.isEmpty()) {
            reading.warning("sys/bus/pci/devices", "The snapshot holds no configuration space: header types,"
                    + " capabilities and ACS are not known.");
        } else if (withConfig.stream().allMatch(f -> f.getConfigSpace().length <= USER_CONFIG)) {
            reading.warning("sys/bus/pci/devices", "The snapshot holds the first " + USER_CONFIG
                    + " bytes of configuration space only, as a user without root rights can read them:"
                    + " capabilities and ACS are not known.");
        }
        if (reading.catalog().groups().isEmpty() && !reading.machine().isSetIommuGroupsCaptured()) {
            reading.warning("sys/kernel/iommu_groups", "The snapshot does not tell IOMMU groups.");
        }
    }

    /**
     * Notes a problem of opening.
     *
     * @param machine the machine
     * @param file    path in the archive
     * @param message one sentence
     */
    public static void addProblem(Machine machine, String file, String message) {
        new Facts(machine).problem(ProblemSeverity.WARNING, Place.file(file), message);
    }
}
