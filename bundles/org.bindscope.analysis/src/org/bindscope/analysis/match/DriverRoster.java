// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.bindscope.analysis.alias.FilePlace;
import org.bindscope.analysis.alias.ModaliasIndex;
import org.bindscope.analysis.alias.ModuleNames;
import org.bindscope.analysis.groups.DriverKind;
import org.bindscope.analysis.modprobe.ModprobeConfig;
import org.bindscope.analysis.rules.KernelChange;
import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.analysis.rules.Series;
import org.bindscope.model.Driver;
import org.bindscope.model.DriverState;

/**
 * The drivers of a machine under some suppositions: who is registered, in which order, and what the
 * drivers of a module look like that would be loaded (driver-match, sections 3.3, 5.2, 10 and 12).
 */
final class DriverRoster {

    private static final String VFIO_PCI = "vfio-pci";
    private static final Set<String> BY_IDS_ONLY = Set.of(VFIO_PCI, "pci-stub");

    /**
     * A registered driver.
     *
     * @param model      the driver
     * @param builtin    whether it is part of the kernel image
     * @param orderKnown whether its place in the order of registration is known
     * @param inSnapshot whether the snapshot itself shows it registered
     */
    record Entry(DriverModel model, boolean builtin, boolean orderKnown, boolean inSnapshot) {
    }

    private final MatchBase base;
    private final KernelRules rules;
    private final ModaliasIndex aliases;
    private final ModprobeConfig config;
    private final boolean parametersChanged;
    private final Map<String, List<IdTableEntry>> addedIds;
    private final Map<String, Entry> registered = new LinkedHashMap<>();
    private final Map<String, List<IdTableEntry>> seen = new HashMap<>();

    /**
     * @param aliases           modules.alias in force
     * @param config            configuration in force
     * @param parametersChanged a what-if changed parameters, so that the kernel log no longer tells them
     * @param addedIds          dynamic ids by driver, supposed
     */
    DriverRoster(MatchBase base, KernelRules rules, ModaliasIndex aliases, ModprobeConfig config,
            boolean parametersChanged, Map<String, List<IdTableEntry>> addedIds) {
        this.base = base;
        this.rules = rules;
        this.aliases = aliases;
        this.config = config;
        this.parametersChanged = parametersChanged;
        this.addedIds = addedIds;
        learn();
        registerSnapshot();
    }

    /** Identities of functions that a driver holds without override: its table must cover them. */
    private void learn() {
        for (Subject subject : base.subjects()) {
            Optional<String> driver = subject.current();
            if (driver.isPresent() && subject.idsKnown() && subject.function().override().isEmpty()
                    && !DriverKind.vfio(driver.get()) && !BY_IDS_ONLY.contains(driver.get())) {
                DeviceIdentity id = subject.function().identity();
                seen.computeIfAbsent(driver.get(), key -> new ArrayList<>()).add(new IdTableEntry(id.vendor(), id.device(),
                        id.subvendor(), id.subdevice(), id.classCode(), 0xffffff, false, 0, Optional.empty()));
            }
        }
    }

    private record Ranked(Driver driver, Optional<String> module, boolean builtin, int group, int rank) {
    }

    private void registerSnapshot() {
        Map<String, Integer> builtins = new HashMap<>();
        base.files().inventory().builtin().keySet().forEach(name -> builtins.put(name, builtins.size()));
        Map<String, Integer> loaded = new HashMap<>();
        base.files().loadOrder().keySet().forEach(name -> loaded.put(name, loaded.size()));
        List<Ranked> order = new ArrayList<>();
        for (Driver driver : base.machine().getDrivers()) {
            if (driver.getName() != null && driver.getState() == DriverState.REGISTERED) {
                order.add(rank(driver, builtins, loaded));
            }
        }
        order.sort(Comparator.comparingInt(Ranked::group).thenComparingInt(Ranked::rank)
                .thenComparing(ranked -> ranked.driver().getName()));
        for (Ranked each : order) {
            String name = each.driver().getName();
            if (!eraHas(name)) {
                continue;
            }
            if (name.equals(VFIO_PCI)) {
                registerSplitDrivers();
            }
            DriverModel model = model(name, each.module(), each.builtin(), true);
            registered.put(name, new Entry(model, each.builtin(), each.group() < 2, true));
        }
    }

    /** Group 0: built in; 1: module with a known place; 2: place not known. */
    private Ranked rank(Driver driver, Map<String, Integer> builtins, Map<String, Integer> loaded) {
        Optional<String> module = Optional.ofNullable(driver.getModule()).map(each -> ModuleNames.normalize(each.getName()))
                .or(() -> base.known().moduleOf(driver.getName()));
        boolean said = driver.getModule() != null && driver.getModule().isSetBuiltin();
        Optional<Integer> place = module.map(loaded::get);
        boolean builtin = said ? driver.getModule().isBuiltin() : place.isEmpty() && (!loaded.isEmpty()
                || module.filter(builtins::containsKey).isPresent());
        if (builtin) {
            return new Ranked(driver, module, true, 0, module.map(builtins::get).orElse(-1));
        }
        return new Ranked(driver, module, false, place.isPresent() ? 1 : 2, place.orElse(0));
    }

    /** VFIO variants came with override-only entries; the March series has its own three. */
    private boolean eraHas(String name) {
        return rules.has(KernelChange.OVERRIDE_ONLY) || rules.flagMustAgree() || !DriverKind.vfio(name) || name.equals(VFIO_PCI)
                || rules.splitDrivers() && splitDriver(name).isPresent();
    }

    private static Optional<DriverModel> splitDriver(String name) {
        return CompatRedirect.splitDrivers().stream().filter(driver -> driver.name().equals(name)).findFirst();
    }

    /** With COMPAT vfio-pci links against the vendor modules, so they register before it. */
    private void registerSplitDrivers() {
        if (rules.series() == Series.MARCH_2021) {
            splitDriversOfThisMachine().forEach(driver -> registered.putIfAbsent(driver.name(),
                    new Entry(driver, false, true, false)));
        }
    }

    /** The vendor drivers that the configuration of this architecture can build. */
    private List<DriverModel> splitDriversOfThisMachine() {
        String architecture = base.machine().getProvenance() == null ? null
                : base.machine().getProvenance().getArchitecture();
        return CompatRedirect.splitDrivers().stream().filter(driver -> architecture == null
                || driver.name().equals(CompatRedirect.IGD) == (architecture.startsWith("x86") || architecture.startsWith("i")))
                .filter(driver -> architecture == null || driver.name().equals(CompatRedirect.IGD)
                        || architecture.startsWith("ppc64")).toList();
    }

    /** Whether a split driver exists on this machine, registered or not. */
    List<DriverModel> existingSplitDrivers() {
        return rules.splitDrivers() ? splitDriversOfThisMachine() : List.of();
    }

    private DriverModel model(String name, Optional<String> module, boolean builtin, boolean isRegistered) {
        Optional<KnownDrivers.Fact> fact = base.known().fact(name);
        boolean vfio = DriverKind.vfio(name);
        EnumSet<DriverModel.Flag> flags = EnumSet.noneOf(DriverModel.Flag.class);
        if (vfio) {
            flags.add(DriverModel.Flag.VFIO);
        }
        if (DriverKind.managed(name) || fact.filter(KnownDrivers.Fact::managed).isPresent()) {
            flags.add(DriverModel.Flag.MANAGED);
        }
        boolean async = fact.filter(KnownDrivers.Fact::async).isPresent() || module.stream()
                .flatMap(each -> base.known().driversOf(each).stream())
                .anyMatch(each -> each.name().equals(name) && each.async());
        if (async) {
            flags.add(DriverModel.Flag.ASYNC);
        }
        ProbeRule probe = base.known().probe(name);
        LoggedRefusals refusals = base.refusals();
        ProbeRule both = (function, override) -> probe.refuse(function, override)
                .or(() -> refusals.refusal(name, function.address()));
        return new DriverModel(name, module, table(name, module, builtin, fact), dynamicIds(name, builtin, isRegistered),
                flags, both, true);
    }

    private IdTable table(String name, Optional<String> module, boolean builtin, Optional<KnownDrivers.Fact> fact) {
        if (name.equals(VFIO_PCI) && !rules.has(KernelChange.OVERRIDE_ONLY) && !rules.flagMustAgree()) {
            return new IdTable.Absent();
        }
        Optional<DriverModel> split = rules.splitDrivers() ? splitDriver(name) : Optional.empty();
        if (split.isPresent()) {
            return split.get().table();
        }
        List<IdTableEntry> entries = module.map(each -> base.table(builtin ? base.files().builtinAliases() : aliases, each))
                .orElse(List.of());
        if (!entries.isEmpty()) {
            return new IdTable.Entries(entries);
        }
        if (name.equals(VFIO_PCI)) {
            return IdTable.of("*:*!");
        }
        if (fact.isPresent() && fact.get().table().isPresent()) {
            return withSource(fact.get());
        }
        String why = builtin ? "it is built in, and this kernel does not publish the tables of built-in drivers"
                : module.isEmpty() ? "the snapshot does not tell which module holds it"
                : base.files().aliasesCaptured() ? "its module publishes no PCI ids" : "the snapshot has no modules.alias";
        return new IdTable.Unknown(seen.getOrDefault(name, List.of()), fact.map(KnownDrivers.Fact::within).orElse(List.of()), why);
    }

    /** The place of an entry that comes from the product's own table is the kernel file. */
    private static IdTable withSource(KnownDrivers.Fact fact) {
        IdTable table = fact.table().get();
        return table instanceof IdTable.Entries entries ? new IdTable.Entries(entries.list().stream()
                .map(entry -> entry.at(new FilePlace(fact.source(), 0))).toList()) : table;
    }

    /** Ids that were or would be added by parameter, and those that are supposed. */
    private List<IdTableEntry> dynamicIds(String name, boolean builtin, boolean isRegistered) {
        List<IdTableEntry> ids = new ArrayList<>();
        if (BY_IDS_ONLY.contains(name)) {
            List<IdTableEntry> logged = isRegistered && !parametersChanged && name.equals(VFIO_PCI)
                    ? base.files().loggedVfioIds() : List.of();
            ids.addAll(logged.isEmpty() ? parameterIds(name, builtin) : logged);
        }
        ids.addAll(addedIds.getOrDefault(name, List.of()));
        return ids;
    }

    /** The last ids= counts; a built-in driver sees only the kernel command line. */
    List<IdTableEntry> parameterIds(String driver, boolean builtin) {
        List<ModprobeConfig.Parameter> values = config.parameter(ModuleNames.normalize(driver), "ids").stream()
                .filter(value -> !builtin || value.place().file().equals(
                        org.bindscope.analysis.modprobe.KernelCommandLine.FILE)).toList();
        if (values.isEmpty()) {
            return List.of();
        }
        ModprobeConfig.Parameter last = values.get(values.size() - 1);
        return DynamicIdText.parameter(last.value()).ids().stream().map(id -> id.at(last.place())).toList();
    }

    /** Registers the drivers of a module, as if it were loaded now. */
    void load(String module) {
        for (DriverModel model : driversOf(module)) {
            if (model.name().equals(VFIO_PCI)) {
                registerSplitDrivers();
            }
            registered.putIfAbsent(model.name(), new Entry(model, false, true, false));
        }
    }

    /** Takes the drivers of a module away. */
    void unload(String module) {
        String name = ModuleNames.normalize(module);
        registered.values().removeIf(entry -> entry.model().module().filter(name::equals).isPresent() && !entry.builtin());
    }

    /** The drivers that a module would register; the module's own name where no file and no table tells. */
    List<DriverModel> driversOf(String module) {
        String name = ModuleNames.normalize(module);
        Optional<DriverModel> split = existingSplitDrivers().stream()
                .filter(driver -> driver.module().filter(name::equals).isPresent()).findFirst();
        if (split.isPresent()) {
            return List.of(split.get());
        }
        Set<String> names = new java.util.LinkedHashSet<>();
        for (Driver driver : base.machine().getDrivers()) {
            if (driver.getModule() != null && name.equals(ModuleNames.normalize(driver.getModule().getName()))) {
                names.add(driver.getName());
            }
        }
        if (names.isEmpty()) {
            base.known().driversOf(name).forEach(driver -> names.add(driver.name()));
        }
        if (names.isEmpty() && !base.table(aliases, name).isEmpty()) {
            names.add(name);
        }
        return names.stream().filter(this::eraHas).map(driver -> model(driver, Optional.of(name), false, false)).toList();
    }

    /** Whether the name of a module's driver is only taken from the module's name. */
    boolean nameIsGuessed(String module) {
        String name = ModuleNames.normalize(module);
        return base.known().driversOf(name).isEmpty() && base.machine().getDrivers().stream().noneMatch(driver ->
                driver.getModule() != null && name.equals(ModuleNames.normalize(driver.getModule().getName())));
    }

    /** Registered drivers in order of registration. */
    List<Entry> entries() {
        return List.copyOf(registered.values());
    }

    Optional<Entry> entry(String driver) {
        return Optional.ofNullable(registered.get(driver));
    }

    /** Modules whose drivers are registered. */
    Set<String> registeredModules() {
        Set<String> modules = new HashSet<>();
        registered.values().forEach(entry -> entry.model().module().ifPresent(modules::add));
        return modules;
    }
}
