// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.modprobe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.bindscope.analysis.alias.AliasLine;
import org.bindscope.analysis.alias.FilePlace;
import org.bindscope.analysis.alias.ModaliasIndex;
import org.bindscope.analysis.alias.ModuleNames;
import org.bindscope.analysis.modprobe.LoadPlan.Action;
import org.bindscope.analysis.modprobe.LoadPlan.Decision;

/**
 * Answers what user space loads for a modalias, in libkmod's stages and order, called as udev calls
 * it (driver-match, sections 12.4 and 12.5). Stages for symbols are left out: no device asks for one.
 */
public final class ModuleResolver {

    private static final int DEEPEST = 64;

    private final ModaliasIndex aliases;
    private final ModaliasIndex builtinAliases;
    private final ModprobeConfig config;
    private final ModuleInventory inventory;
    private final boolean configHasAliases;
    private final List<Directive.Install> installs;

    /**
     * A resolver for one kernel.
     *
     * @param aliases        modules.alias
     * @param builtinAliases aliases of built-in modules
     * @param config         configuration of modprobe
     * @param inventory      modules of the kernel
     */
    public ModuleResolver(ModaliasIndex aliases, ModaliasIndex builtinAliases, ModprobeConfig config,
            ModuleInventory inventory) {
        this.aliases = aliases;
        this.builtinAliases = builtinAliases;
        this.config = config;
        this.inventory = inventory;
        this.configHasAliases = config.directives().stream().anyMatch(Directive.Alias.class::isInstance);
        this.installs = config.directives().stream().filter(Directive.Install.class::isInstance)
                .map(Directive.Install.class::cast).toList();
    }

    /** One module that a stage found. */
    private record Found(String module, Optional<FilePlace> place, Optional<String> pattern) {
    }

    /**
     * Resolves a request.
     *
     * @param modalias a modalias or a module name
     * @return what would be loaded; no decision when nothing answers
     */
    public LoadPlan resolve(String modalias) {
        String request = ModuleNames.normalize(modalias);
        if (configHasAliases) {
            List<Directive.Alias> lines = config.aliases(request);
            if (!lines.isEmpty()) {
                return plan(modalias, "an alias line of modprobe.d answers, which hides all of modules.alias", true,
                        lines.stream().map(line -> new Found(line.module(), Optional.of(line.place()),
                                Optional.of(line.pattern()))).toList());
            }
        }
        if (inventory.dependencies().containsKey(request)) {
            return plan(modalias, "the request is a module's name", false,
                    List.of(new Found(request, Optional.empty(), Optional.empty())));
        }
        for (Directive.Install install : installs) {
            if (org.bindscope.analysis.alias.Glob.matches(install.module(), request)) {
                return plan(modalias, "an install line of modprobe.d answers", false,
                        List.of(new Found(request, Optional.of(install.place()), Optional.empty())));
            }
        }
        List<AliasLine> lines = aliases.matches(request);
        if (!lines.isEmpty()) {
            return plan(modalias, "modules.alias answers", true, found(lines));
        }
        if (inventory.builtin().containsKey(request)) {
            return plan(modalias, "the request is a built-in module's name", false,
                    List.of(new Found(request, Optional.of(inventory.builtin().get(request)), Optional.empty())));
        }
        List<AliasLine> builtin = builtinAliases.matches(request);
        if (!builtin.isEmpty()) {
            return plan(modalias, "the aliases of built-in modules answer", true, found(builtin));
        }
        return new LoadPlan(modalias, "nothing answers", List.of());
    }

    private static List<Found> found(List<AliasLine> lines) {
        return lines.stream().map(line -> new Found(ModuleNames.normalize(line.module()), Optional.of(line.place()),
                Optional.of(line.pattern()))).toList();
    }

    private LoadPlan plan(String request, String stage, boolean byAlias, List<Found> found) {
        List<Decision> decisions = new ArrayList<>();
        Set<String> done = new HashSet<>();
        for (Found each : found) {
            if (each.module().equals("off")) {
                decisions.add(new Decision("off", Action.OFF, true, "the alias leads to \"off\", so nothing is loaded",
                        each.place(), each.pattern()));
                continue;
            }
            Optional<Directive.Blacklist> line = config.blacklisted(each.module());
            if (byAlias && line.isPresent()) {
                decisions.add(new Decision(each.module(), Action.BLACKLISTED, true,
                        "a blacklist line keeps it from being loaded by an alias", Optional.of(line.get().place()),
                        each.pattern()));
                continue;
            }
            load(each.module(), true, "its alias fits", each.place(), each.pattern(), decisions, done, 0);
        }
        return new LoadPlan(request, stage, decisions);
    }

    private void load(String module, boolean direct, String why, Optional<FilePlace> place, Optional<String> pattern,
            List<Decision> decisions, Set<String> done, int depth) {
        if (depth > DEEPEST || !done.add(module)) {
            return;
        }
        if (inventory.builtin().containsKey(module) && !inventory.dependencies().containsKey(module)) {
            decisions.add(new Decision(module, Action.BUILT_IN, direct, why + "; it is part of the kernel",
                    Optional.of(inventory.builtin().get(module)), pattern));
            return;
        }
        Optional<Directive.Softdep> softdep = config.softdep(module);
        Optional<Directive.Install> install = softdep.isPresent() ? Optional.empty() : config.install(module);
        if (!inventory.loadable(module) && install.isEmpty()) {
            if (direct) {
                decisions.add(new Decision(module, Action.MISSING, true, why + ", but modules.dep has no such module", place,
                        pattern));
            }
            return;
        }
        softdep.ifPresent(line -> line.pre().forEach(before -> load(before, false, "softdep of " + module
                + " asks for it first", Optional.of(line.place()), Optional.empty(), decisions, done, depth + 1)));
        List<String> needs = inventory.dependencies().getOrDefault(module, List.of());
        for (int i = needs.size() - 1; i >= 0; i--) {
            load(needs.get(i), false, module + " needs it", Optional.empty(), Optional.empty(), decisions, done, depth + 1);
        }
        Optional<Directive.KernelDeny> deny = config.denied(module);
        if (install.isPresent()) {
            decisions.add(new Decision(module, Action.COMMAND, direct, "an install line runs \"" + install.get().command()
                    + "\" instead of loading it", Optional.of(install.get().place()), pattern));
        } else if (deny.isPresent()) {
            decisions.add(new Decision(module, Action.DENIED, direct,
                    "the kernel refuses it with EPERM because of module_blacklist=", Optional.of(deny.get().place()), pattern));
        } else {
            decisions.add(new Decision(module, Action.LOAD, direct, why, place, pattern));
        }
        softdep.ifPresent(line -> line.post().forEach(after -> load(after, false, "softdep of " + module
                + " asks for it afterwards", Optional.of(line.place()), Optional.empty(), decisions, done, depth + 1)));
    }

    /**
     * Everything that a set of requests loads.
     *
     * @param requests modaliases
     * @return each loaded module with the first request that loads it
     */
    public Map<String, String> loadedBy(Iterable<String> requests) {
        Map<String, String> result = new HashMap<>();
        for (String request : requests) {
            resolve(request).loaded().forEach(module -> result.putIfAbsent(module, request));
        }
        return result;
    }
}
