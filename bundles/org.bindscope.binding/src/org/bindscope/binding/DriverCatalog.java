// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.bindscope.analysis.findings.Finding.EvidenceText;
import org.bindscope.analysis.match.KnownDrivers;
import org.bindscope.model.Driver;
import org.bindscope.model.DriverState;
import org.bindscope.model.KernelModule;
import org.bindscope.model.Machine;
import org.bindscope.model.TextFile;
import org.bindscope.model.TextFileKind;

/** What a snapshot knows of a driver's name. */
final class DriverCatalog {

    /** How a snapshot knows a driver. */
    enum Knowledge {
        /** The bus has it. */
        REGISTERED,
        /** A module of the snapshot's kernel holds it. */
        IN_MODULE,
        /** The snapshot lists drivers and modules, and it is in neither list. */
        ABSENT,
        /** The snapshot does not hold the lists that would tell. */
        NOT_SAID
    }

    /**
     * A driver and how it is known.
     *
     * @param driver    the driver
     * @param knowledge how the snapshot knows it
     */
    record Entry(HostDriver driver, Knowledge knowledge) {
    }

    private final KnownDrivers known = KnownDrivers.shipped();
    private final Machine machine;

    DriverCatalog(Machine machine) {
        this.machine = machine;
    }

    /**
     * Looks a driver up by the name that an override would take, byte for byte.
     *
     * @param name a name with the syntax of {@link SafeText#isName}
     */
    Entry find(String name) {
        Optional<Driver> listed = machine.getDrivers().stream()
                .filter(driver -> name.equals(driver.getName()) && driver.getState() != DriverState.NAMED)
                .findFirst();
        if (listed.isPresent()) {
            Driver driver = listed.get();
            Optional<KernelModule> module = Optional.ofNullable(driver.getModule());
            if (driver.getState() == DriverState.REGISTERED || module.isPresent()) {
                return new Entry(describe(driver), driver.getState() == DriverState.REGISTERED
                        ? Knowledge.REGISTERED : Knowledge.IN_MODULE);
            }
        }
        String module = known.moduleOf(name).orElse(name).replace('-', '_');
        Optional<Boolean> builtin = listedModule(module);
        if (builtin.isPresent() && spelledAsDriver(name)) {
            return new Entry(new HostDriver(name, Optional.of(module), builtin), Knowledge.IN_MODULE);
        }
        boolean lists = !texts(TextFileKind.MODULES_DEP).isEmpty()
                && machine.getDrivers().stream().anyMatch(driver -> driver.getState() == DriverState.REGISTERED);
        return new Entry(new HostDriver(name, Optional.empty(), Optional.empty()),
                lists ? Knowledge.ABSENT : Knowledge.NOT_SAID);
    }

    /** Other names of the snapshot that differ from this one in hyphens, underscores or case only. */
    List<String> similar(String name) {
        String plain = plain(name);
        return Stream.concat(
                        machine.getDrivers().stream()
                                .filter(driver -> driver.getState() != DriverState.NAMED)
                                .map(Driver::getName),
                        known.driversOf(plain).stream().map(KnownDrivers.ModuleDriver::name))
                .filter(other -> other != null && !other.equals(name) && plain(other).equals(plain))
                .distinct().toList();
    }

    static HostDriver describe(Driver driver) {
        KernelModule module = driver.getModule();
        return new HostDriver(driver.getName(),
                Optional.ofNullable(module).map(KernelModule::getName).map(text -> text.replace('-', '_'))
                        .filter(SafeText::isName),
                module != null && module.isSetBuiltin() ? Optional.of(module.isBuiltin()) : Optional.empty());
    }

    /** A module's name tells a driver's only where it is not known to register others: vfio_pci is the module, vfio-pci the driver. */
    private boolean spelledAsDriver(String name) {
        List<KnownDrivers.ModuleDriver> drivers = known.driversOf(name);
        return drivers.isEmpty() || known.moduleOf(name).isPresent()
                || drivers.stream().anyMatch(driver -> driver.name().equals(name));
    }

    /** Whether a module is in modules.builtin (true) or modules.dep (false); empty where in neither. */
    private Optional<Boolean> listedModule(String module) {
        for (KernelModule loaded : machine.getModules()) {
            if (module.equals(loaded.getName()) && loaded.isSetBuiltin()) {
                return Optional.of(loaded.isBuiltin());
            }
        }
        if (texts(TextFileKind.MODULES_BUILTIN).stream().anyMatch(text -> lists(text, module))) {
            return Optional.of(true);
        }
        return texts(TextFileKind.MODULES_DEP).stream().anyMatch(text -> lists(text, module))
                ? Optional.of(false) : Optional.empty();
    }

    private List<String> texts(TextFileKind kind) {
        return files(kind).map(TextFile::getText).toList();
    }

    private Stream<TextFile> files(TextFileKind kind) {
        return machine.getTextFiles().stream().filter(file -> file.getKind() == kind && !file.isUnreadable()
                && file.getText() != null && !file.getText().isEmpty());
    }

    /**
     * The file that a loadable module is in, as modules.dep says it.
     *
     * @param module the module's name, with underscores
     * @return the place and the path, relative to the kernel's folder of modules; empty where no modules.dep names it
     */
    Optional<EvidenceText> file(String module) {
        return files(TextFileKind.MODULES_DEP).flatMap(file -> {
            int at = position(file.getText(), module);
            if (at < 0) {
                return Stream.empty();
            }
            String text = file.getText();
            int start = text.lastIndexOf('\n', at) + 1;
            int end = text.indexOf(':', at);
            long line = text.substring(0, start).chars().filter(c -> c == '\n').count() + 1;
            return Stream.of(new EvidenceText(file.getPath() + ":" + line, text.substring(start, end < 0 ? text.length() : end)));
        }).findFirst();
    }

    /**
     * Whether a list of paths (modules.dep, modules.builtin) has a line whose file is the module;
     * hyphens and underscores are one in file names.
     */
    private static boolean lists(String text, String module) {
        return position(text, module) >= 0;
    }

    /** Where the name of such a file begins; -1 where there is none. */
    private static int position(String text, String module) {
        // Every path ends in .ko, perhaps compressed; the name stands between the last slash and that.
        for (int end = text.indexOf(".ko"); end >= 0; end = text.indexOf(".ko", end + 3)) {
            int from = end - module.length();
            if (from > 0 && text.charAt(from - 1) == '/' && sameModule(text, from, module) && startsLine(text, from)) {
                return from;
            }
        }
        return -1;
    }

    /** Whether a position is in the first word of its line: what follows the colon in modules.dep are other modules. */
    private static boolean startsLine(String text, int position) {
        int colon = text.lastIndexOf(':', position);
        return colon < 0 || text.lastIndexOf('\n', position) > colon;
    }

    private static boolean sameModule(String text, int from, String module) {
        for (int i = 0; i < module.length(); i++) {
            char c = text.charAt(from + i);
            if ((c == '-' ? '_' : c) != module.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static String plain(String name) {
        return name.replace('-', '_').toLowerCase(java.util.Locale.ROOT);
    }
}
