// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.bindscope.analysis.alias.LineProblem;
import org.bindscope.analysis.alias.ModaliasIndex;
import org.bindscope.analysis.alias.ModuleNames;
import org.bindscope.analysis.modprobe.ConfigText;
import org.bindscope.analysis.modprobe.KernelCommandLine;
import org.bindscope.analysis.modprobe.ModprobeConfig;
import org.bindscope.analysis.modprobe.ModuleResolver;
import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.model.KernelModule;
import org.bindscope.model.Machine;
import org.bindscope.model.ModuleParameter;

/**
 * Which driver gets each function of a machine, and why, as captured or under suppositions. Verdicts
 * are computed when they are asked for first. Another what-if is another object that shares the files
 * already read. May be used from several threads; the machine must not change meanwhile.
 */
public final class MatchAnalysis {

    private final MatchBase base;
    private final KernelRules captured;
    private final List<WhatIf> whatIfs;
    private final KernelRules rules;
    private final ModprobeConfig config;
    private final ModaliasIndex aliases;
    private final Map<String, Optional<String>> overrides = new HashMap<>();
    private final Set<String> supposedDrivers = new HashSet<>();
    private List<DeviceVerdict> verdicts;
    private Map<String, DeviceVerdict> byAddress;
    private DriverRoster roster;

    private MatchAnalysis(MatchBase base, KernelRules captured, List<WhatIf> whatIfs) {
        this.base = base;
        this.captured = captured;
        this.whatIfs = List.copyOf(whatIfs);
        KernelRules inForce = captured;
        ModaliasIndex index = base.files().aliases();
        KernelCommandLine line = base.files().commandLine();
        for (WhatIf each : whatIfs) {
            if (each instanceof WhatIf.Rules other) {
                inForce = other.rules();
            } else if (each instanceof WhatIf.ModulesAlias other) {
                index = other.aliases();
            } else if (each instanceof WhatIf.CommandLine other) {
                line = KernelCommandLine.parse(other.text());
                supposedDrivers.addAll(List.of("vfio-pci", "pci-stub"));
            } else if (each instanceof WhatIf.SetOverride set) {
                overrides.put(set.address(), Optional.of(set.driver()));
            } else if (each instanceof WhatIf.ClearOverride clear) {
                overrides.put(clear.address(), Optional.empty());
            } else if (each instanceof WhatIf.NewId newId) {
                supposedDrivers.add(newId.driver());
            }
        }
        List<KernelCommandLine.Option> options = new ArrayList<>(line.options());
        for (WhatIf each : whatIfs) {
            if (each instanceof WhatIf.Option option) {
                options.add(new KernelCommandLine.Option(option.module() + "." + option.parameter(),
                        Optional.of(option.value())));
                supposedDrivers.add(ModuleNames.normalize(option.module()).replace('_', '-'));
            }
        }
        this.rules = inForce;
        this.aliases = index;
        this.config = base.files().config(new KernelCommandLine(options));
    }

    /**
     * The machine as captured, under the rules of its own kernel.
     *
     * @param machine the facts
     * @param rules   rules of the snapshot's kernel release; corrected when its modules.alias proves
     *                flagged entries
     * @return an analysis that has read the machine's files
     */
    public static MatchAnalysis of(Machine machine, KernelRules rules) {
        MatchBase base = new MatchBase(machine, KnownDrivers.shipped(), rules);
        return new MatchAnalysis(base, rules.seenIn(base.files().aliases().hasVfioAliases()), List.of());
    }

    /**
     * The same machine under suppositions, instead of those of this object.
     *
     * @param suppositions in the order in which they apply; empty for the machine as captured
     * @return another analysis
     */
    public MatchAnalysis with(List<WhatIf> suppositions) {
        return new MatchAnalysis(base, captured, suppositions);
    }

    /**
     * The suppositions.
     *
     * @return empty for the machine as captured
     */
    public List<WhatIf> whatIfs() {
        return whatIfs;
    }

    /**
     * The kernel rules in force.
     *
     * @return the snapshot's, or those supposed
     */
    public KernelRules rules() {
        return rules;
    }

    /**
     * The facts.
     *
     * @return the machine
     */
    public Machine machine() {
        return base.machine();
    }

    /**
     * The machine's files.
     *
     * @return as captured, whatever is supposed
     */
    public MachineFiles files() {
        return base.files();
    }

    /**
     * The configuration of modprobe in force.
     *
     * @return with the supposed command line and options
     */
    public ModprobeConfig config() {
        return config;
    }

    /**
     * The module aliases in force.
     *
     * @return the snapshot's, or those supposed
     */
    public ModaliasIndex aliases() {
        return aliases;
    }

    /**
     * What user space loads for a request.
     *
     * @return a resolver over the files in force
     */
    public ModuleResolver resolver() {
        return new ModuleResolver(aliases, base.files().builtinAliases(), config, base.files().inventory());
    }

    /**
     * Lines of configuration and alias files that could not be read.
     *
     * @return with file and line
     */
    public List<LineProblem> problems() {
        List<LineProblem> all = new ArrayList<>(base.files().problems());
        all.addAll(config.problems());
        whatIfs.forEach(each -> {
            if (each instanceof WhatIf.ModulesAlias other) {
                all.addAll(other.problems());
            }
        });
        return all;
    }

    /**
     * The verdicts of all functions.
     *
     * @return in the model's order, which is that of the addresses
     */
    public synchronized List<DeviceVerdict> verdicts() {
        if (verdicts == null) {
            VerdictBuilder builder = new VerdictBuilder(base, this, roster(), conditions(), overrides, supposedDrivers);
            List<DeviceVerdict> list = new ArrayList<>(base.subjects().size());
            base.subjects().forEach(subject -> list.add(builder.verdict(subject)));
            verdicts = List.copyOf(list);
        }
        return verdicts;
    }

    /**
     * The verdict of one function.
     *
     * @param address canonical PCI address
     * @return empty when the machine has no such function
     */
    public synchronized Optional<DeviceVerdict> verdict(String address) {
        if (byAddress == null) {
            Map<String, DeviceVerdict> map = new HashMap<>();
            verdicts().forEach(verdict -> map.put(verdict.address(), verdict));
            byAddress = map;
        }
        return Optional.ofNullable(byAddress.get(address));
    }

    /**
     * A function whose verdict differs between two analyses.
     *
     * @param address canonical PCI address
     * @param before  the verdict here
     * @param after   the verdict there
     */
    public record Difference(String address, DeviceVerdict before, DeviceVerdict after) {
    }

    /**
     * The functions whose driver, operations, outcomes or reason differ from those of another analysis of
     * the same machine.
     *
     * @param other another what-if or other rules
     * @return by address
     */
    public List<Difference> differences(MatchAnalysis other) {
        List<Difference> found = new ArrayList<>();
        for (DeviceVerdict mine : verdicts()) {
            other.verdict(mine.address()).filter(theirs -> !mine.predicted().equals(theirs.predicted())
                    || !mine.operations().equals(theirs.operations()) || mine.reason() != theirs.reason()
                    || !mine.outcomes().equals(theirs.outcomes()))
                    .ifPresent(theirs -> found.add(new Difference(mine.address(), mine, theirs)));
        }
        return found;
    }

    /**
     * The registered drivers in the order of registration, as far as it is known.
     *
     * @return with the suppositions applied
     */
    public List<DriverModel> registeredDrivers() {
        return roster().entries().stream().map(DriverRoster.Entry::model).toList();
    }

    /**
     * The bus of this machine as the simulator takes it: functions with the drivers and overrides that
     * they have in the snapshot, suppositions about overrides applied.
     *
     * @return a bus to play events on
     */
    public BusState busState() {
        List<BusFunction> functions = base.subjects().stream().filter(Subject::idsKnown).map(Subject::function)
                .map(function -> overrides.containsKey(function.address())
                        ? function.withOverride(overrides.get(function.address())) : function).toList();
        return BusState.of(rules, registeredDrivers(), functions).withAutoprobe(autoprobe()).withConditions(conditions());
    }

    /**
     * The drivers that a module would register.
     *
     * @param module name, with {@code -} or {@code _}
     * @return empty when no file tells of any
     */
    public List<DriverModel> driversOf(String module) {
        return roster().driversOf(module);
    }

    boolean autoprobe() {
        return !base.machine().isSetDriversAutoprobe() || base.machine().isDriversAutoprobe();
    }

    private synchronized DriverRoster roster() {
        if (roster != null) {
            return roster;
        }
        Map<String, List<IdTableEntry>> added = new HashMap<>();
        boolean parameters = false;
        for (WhatIf each : whatIfs) {
            if (each instanceof WhatIf.NewId newId) {
                added.computeIfAbsent(newId.driver(), key -> new ArrayList<>()).add(newId.id());
            }
            parameters |= each instanceof WhatIf.CommandLine || each instanceof WhatIf.Option;
        }
        DriverRoster built = new DriverRoster(base, rules, aliases, config, parameters, added);
        for (WhatIf each : whatIfs) {
            if (each instanceof WhatIf.Load load) {
                load(built, load.module());
            } else if (each instanceof WhatIf.Unload unload) {
                built.unload(unload.module());
            } else if (each instanceof WhatIf.CommandLine) {
                ModprobeConfig old = base.files().config(base.files().commandLine());
                for (String module : built.registeredModules()) {
                    boolean kept = old.blacklisted(module).isPresent() || old.denied(module).isPresent()
                            || config.blacklisted(module).isEmpty() && config.denied(module).isEmpty();
                    if (!kept) {
                        built.unload(module);
                    }
                }
            }
        }
        roster = built;
        return roster;
    }

    /** By name blacklists do not count; softdeps and dependencies come along. */
    private void load(DriverRoster built, String module) {
        List<String> loaded = resolver().resolve(module).loaded();
        if (loaded.isEmpty()) {
            built.load(module);
        }
        loaded.forEach(built::load);
    }

    private BusConditions conditions() {
        return new BusConditions(flag("vfio", "enable_unsafe_noiommu_mode"), Optional.empty(),
                flag("vfio_pci", "disable_denylist"), flag("vfio_pci", "enable_sriov"));
    }

    private boolean flag(String module, String parameter) {
        for (WhatIf each : whatIfs) {
            if (each instanceof WhatIf.Option option && ModuleNames.normalize(option.module()).equals(module)
                    && option.parameter().equals(parameter)) {
                return isOn(option.value());
            }
        }
        for (KernelModule each : base.machine().getModules()) {
            if (module.equals(each.getName())) {
                for (ModuleParameter value : each.getParameters()) {
                    if (parameter.equals(value.getName()) && value.getValue() != null) {
                        return isOn(value.getValue().strip());
                    }
                }
            }
        }
        List<ModprobeConfig.Parameter> values = config.parameter(module, parameter);
        return !values.isEmpty() && isOn(values.get(values.size() - 1).value());
    }

    private static boolean isOn(String value) {
        return value.isEmpty() || value.startsWith("Y") || value.startsWith("y") || value.startsWith("1") || value.equals("on");
    }

    /**
     * Every modalias of the machine.
     *
     * @return by address
     */
    List<String> modaliases() {
        return base.subjects().stream().filter(Subject::idsKnown).map(subject -> subject.function().identity().modalias())
                .toList();
    }

    /**
     * The captured configuration files.
     *
     * @return files of modprobe.d
     */
    public List<ConfigText> configFiles() {
        return base.files().configFiles();
    }
}
