// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.bindscope.analysis.alias.VfioVariants;
import org.bindscope.analysis.groups.DriverKind;
import org.bindscope.analysis.match.DeviceVerdict.BestVariant;
import org.bindscope.analysis.match.DeviceVerdict.Candidate;
import org.bindscope.analysis.match.DeviceVerdict.Outcome;
import org.bindscope.analysis.modprobe.LoadPlan;
import org.bindscope.analysis.modprobe.ModuleResolver;
import org.bindscope.analysis.rules.KernelChange;
import org.bindscope.analysis.rules.KernelRules;

/**
 * Works out the verdict of one function: first the registered drivers in their order, then what user
 * space would load, then whether anything that no file tells could change the end.
 */
final class VerdictBuilder {

    private static final String VFIO_MODULE = "vfio_pci";

    private final MatchBase base;
    private final KernelRules rules;
    private final DriverRoster roster;
    private final Map<String, Optional<String>> overrides;
    private final Set<String> supposedDrivers;
    private final boolean autoprobe;
    private final ModuleResolver resolver;
    private final VfioVariants variants;
    private final boolean flaggedEntries;
    private final DriverMatcher matcher;
    private final DriverWalk walk;
    private final VerdictText text;
    private final SpecialSupportAnalysis support;
    private final List<DriverModel> registered;
    private final Set<String> registeredModules;
    private final Map<String, List<DriverModel>> moduleDrivers = new HashMap<>();
    private final Optional<String> vfioLoadedFor;
    private final boolean allOrdersKnown;
    private final boolean aliasesKnown;
    private final boolean driversListed;

    VerdictBuilder(MatchBase base, MatchAnalysis analysis, DriverRoster roster, BusConditions conditions,
            Map<String, Optional<String>> overrides, Set<String> supposedDrivers) {
        this.base = base;
        this.rules = analysis.rules();
        this.roster = roster;
        this.overrides = overrides;
        this.supposedDrivers = supposedDrivers;
        this.autoprobe = analysis.autoprobe();
        this.resolver = analysis.resolver();
        this.variants = new VfioVariants(analysis.aliases());
        this.flaggedEntries = rules.has(KernelChange.OVERRIDE_ONLY) || rules.flagMustAgree();
        this.matcher = new DriverMatcher(rules);
        this.registered = roster.entries().stream().map(DriverRoster.Entry::model).toList();
        this.registeredModules = roster.registeredModules();
        List<DriverModel> existing = new ArrayList<>(registered);
        roster.existingSplitDrivers().stream().filter(driver -> registered.stream()
                .noneMatch(each -> each.name().equals(driver.name()))).forEach(existing::add);
        BusState state = new BusState(rules, existing, registered.stream().map(DriverModel::name).toList(), Map.of(),
                autoprobe, Set.of(), conditions);
        this.walk = new DriverWalk(state);
        this.driversListed = DriverListing.isCaptured(base.machine());
        this.aliasesKnown = base.files().aliasesCaptured() || analysis.aliases() != base.files().aliases();
        this.allOrdersKnown = roster.entries().stream().allMatch(DriverRoster.Entry::orderKnown);
        this.text = new VerdictText(rules);
        this.support = new SpecialSupportAnalysis(base, rules);
        this.vfioLoadedFor = vfioLoadedFor(analysis);
    }

    /** The modalias of another function for which vfio_pci would be loaded, when its ids= could matter. */
    private Optional<String> vfioLoadedFor(MatchAnalysis analysis) {
        boolean matters = roster.entry("vfio-pci").isEmpty() && !roster.parameterIds("vfio-pci", false).isEmpty();
        return matters ? Optional.ofNullable(resolver.loadedBy(analysis.modaliases()).get(VFIO_MODULE)) : Optional.empty();
    }

    DeviceVerdict verdict(Subject subject) {
        Draft draft = new Draft(subject, function(subject));
        if (!subject.idsKnown()) {
            draft.steps.add(new TraceStep("The snapshot does not hold vendor, device and class of this function, so no id entry can be compared with it.", ""));
            draft.outcomes.add(new Outcome(subject.current(), "it is as it is in the snapshot; nothing else is known"));
            return finish(draft, ReasonCode.UNKNOWN, Optional.empty());
        }
        LoadPlan plan = resolver.resolve(draft.function.identity().modalias());
        subject.note().ifPresent(note -> draft.steps.add(new TraceStep(note, "")));
        tryRegistered(draft);
        if (draft.result.winner().isEmpty() && !draft.result.hard()
                && draft.result.reason() != ReasonCode.NO_BIND_ALLOWED) {
            tryUserSpace(draft, plan);
        }
        candidates(draft, plan);
        return conclude(draft, plan);
    }

    private BusFunction function(Subject subject) {
        BusFunction free = subject.function().withDriver(Optional.empty());
        return overrides.containsKey(subject.address()) ? free.withOverride(overrides.get(subject.address())) : free;
    }

    /** A verdict in the making. */
    private static final class Draft {
        private final Subject subject;
        private final BusFunction function;
        private final List<TraceStep> steps = new ArrayList<>();
        private final List<Attempt> attempts = new ArrayList<>();
        private final List<Candidate> candidates = new ArrayList<>();
        private final List<Outcome> outcomes = new ArrayList<>();
        private final List<DriverModel> loading = new ArrayList<>();
        private DriverWalk.Result result;
        private int deciding;
        private boolean loadedWins;
        private boolean heldBack;

        private Draft(Subject subject, BusFunction function) {
            this.subject = subject;
            this.function = function;
        }

        private void take(DriverWalk.Result other) {
            deciding = steps.size() + other.deciding();
            steps.addAll(other.steps());
            attempts.addAll(other.attempts());
            result = other;
        }
    }

    private void tryRegistered(Draft draft) {
        draft.take(walk.walk(draft.function, registered, new TraceStep("If the device were without driver and probed now, the bus would offer it to the "
                + registered.size() + " registered drivers in the order in which they registered; the first that fits and accepts it has it."
                + (driversListed ? "" : " The snapshot does not list the drivers of the bus: more may be registered than those that have a device."),
                rules.source("drivers/base/dd.c, __device_attach"))));
    }

    private void tryUserSpace(Draft draft, LoadPlan plan) {
        List<TraceStep> said = text.plan(plan, aliasesKnown);
        draft.steps.addAll(said);
        for (LoadPlan.Decision decision : plan.decisions()) {
            if (decision.action() == LoadPlan.Action.LOAD && !registeredModules.contains(decision.module())) {
                draft.loading.addAll(driversOf(decision.module()));
            }
        }
        if (draft.loading.isEmpty()) {
            return;
        }
        List<DriverModel> offered = draft.loading;
        if (!autoprobe) {
            offered = draft.loading.stream().filter(driver -> matcher.match(driver, draft.function.identity(),
                    draft.function.override()).reason() == ReasonCode.DYNAMIC_ID).toList();
            draft.heldBack = draft.loading.stream().anyMatch(driver -> matcher.match(driver, draft.function.identity(),
                    draft.function.override()).matches());
        }
        if (draft.heldBack && offered.isEmpty()) {
            draft.deciding = draft.steps.size();
            draft.steps.add(new TraceStep("drivers_autoprobe is 0, so a driver that registers now is offered no device by its static ids.",
                    rules.source("drivers/base/bus.c, bus_add_driver")));
            return;
        }
        DriverWalk.Result before = draft.result;
        int decidedBefore = draft.deciding;
        draft.take(walk.walk(draft.function, offered, new TraceStep("Each module that is loaded registers its driver, which is offered every device without driver.",
                rules.source("drivers/base/driver.c, driver_register"))));
        draft.loadedWins = draft.result.winner().isPresent();
        boolean earlierTellsMore = draft.result.winner().isEmpty() && !draft.result.hard()
                && saysLittle(draft.result.reason()) && !saysLittle(before.reason());
        if (earlierTellsMore) {
            draft.result = before;
            draft.deciding = decidedBefore;
        }
    }

    private static boolean saysLittle(ReasonCode reason) {
        return reason == ReasonCode.NO_ID || reason == ReasonCode.OVERRIDE_OTHER;
    }

    private List<DriverModel> driversOf(String module) {
        return moduleDrivers.computeIfAbsent(module, roster::driversOf);
    }

    private void candidates(Draft draft, LoadPlan plan) {
        Set<String> tried = new HashSet<>();
        for (Attempt attempt : draft.attempts) {
            tried.add(attempt.driver().name());
            candidate(draft, attempt.driver(), attempt.match(), Optional.of(attempt));
        }
        List<DriverModel> rest = new ArrayList<>(registered);
        rest.addAll(draft.loading);
        for (DriverModel driver : rest) {
            if (tried.add(driver.name())) {
                candidate(draft, driver, matcher.match(driver, draft.function.identity(), draft.function.override()),
                        Optional.empty());
            }
        }
        for (LoadPlan.Decision decision : plan.decisions()) {
            boolean keptAway = decision.direct() && decision.action() != LoadPlan.Action.LOAD
                    && decision.action() != LoadPlan.Action.OFF && !registeredModules.contains(decision.module());
            if (keptAway) {
                for (DriverModel driver : driversOf(decision.module())) {
                    if (tried.add(driver.name())) {
                        DriverMatch match = matcher.match(driver, draft.function.identity(), draft.function.override());
                        draft.candidates.add(new Candidate(driver.name(), driver.module(), match.entry().map(IdTableEntry::text),
                                match.entry().flatMap(IdTableEntry::place).map(Object::toString), Optional.of(match.matches()),
                                "Not registered: " + decision.why() + decision.place().map(place -> " (" + place + ")").orElse("") + "."));
                    }
                }
            }
        }
        draft.function.override().filter(name -> rules.has(KernelChange.DRIVER_OVERRIDE) && !tried.contains(name))
                .ifPresent(name -> draft.candidates.add(text.missing(name, moduleOf(name))));
    }

    private void candidate(Draft draft, DriverModel driver, DriverMatch match, Optional<Attempt> attempt) {
        boolean current = draft.subject.current().filter(driver.name()::equals).isPresent();
        if (match.reason() == ReasonCode.NO_ID && !current) {
            return;
        }
        DriverMatch shown = match;
        if (match.reason() == ReasonCode.OVERRIDE_OTHER) {
            shown = matcher.match(driver, draft.function.identity(), Optional.empty());
            if (!shown.matches() && !current) {
                return;
            }
        }
        Optional<Boolean> matched = match.reason() == ReasonCode.UNKNOWN ? Optional.empty() : Optional.of(match.matches());
        draft.candidates.add(new Candidate(driver.name(), driver.module(), shown.entry().map(IdTableEntry::text),
                shown.entry().flatMap(IdTableEntry::place).map(Object::toString), matched,
                text.why(driver, match, attempt, draft.result.winner().map(winner -> winner.driver().name()), draft.function)
                        + (match.reason() == ReasonCode.OVERRIDE_OTHER && shown.matches()
                                ? " Without the override its " + (shown.reason() == ReasonCode.DYNAMIC_ID ? "dynamic id " : "entry ")
                                        + MatchText.entry(shown) + " would fit." : "")
                        + driver.module().filter(module -> draft.loading.contains(driver) && roster.nameIsGuessed(module))
                                .map(module -> " No file tells the name of the module's driver; the module's own name stands for it.")
                                .orElse("")));
    }

    private DeviceVerdict conclude(Draft draft, LoadPlan plan) {
        Optional<Attempt> winner = draft.result.winner();
        if (draft.heldBack && winner.isEmpty()) {
            return finish(draft, ReasonCode.AUTOPROBE_OFF, Optional.empty());
        }
        uncertainties(draft, plan, winner);
        if (!draft.outcomes.isEmpty()) {
            draft.deciding = draft.steps.size() - 1;
            return finish(draft, ReasonCode.UNKNOWN, Optional.empty());
        }
        if (winner.isPresent()) {
            return finish(draft, winner.get().reason(), winner);
        }
        Optional<TraceStep> missing = overrideMissing(draft);
        if (missing.isPresent()) {
            draft.deciding = draft.steps.size();
            draft.steps.add(missing.get());
            boolean available = moduleOf(draft.function.override().get()).isPresent();
            return finish(draft, available ? ReasonCode.NOT_LOADED : ReasonCode.OVERRIDE_MISSING, Optional.empty());
        }
        Optional<TraceStep> keptAway = keptAway(draft, plan);
        if (keptAway.isPresent()) {
            draft.deciding = draft.steps.size();
            draft.steps.add(keptAway.get());
            return finish(draft, ReasonCode.NOT_LOADED, Optional.empty());
        }
        boolean taken = draft.result.reason() == ReasonCode.UNKNOWN;
        if (taken) {
            // Tables that are not known were taken as not fitting; the last step says why, and it decides.
            draft.deciding = draft.steps.size() - 1;
        }
        ReasonCode reason = taken ? ReasonCode.NO_ID : draft.result.reason();
        boolean modulesMatter = reason == ReasonCode.NO_ID || reason == ReasonCode.OVERRIDE_REQUIRED;
        if (modulesMatter && aliasesKnown && !driversListed && draft.function.override().isEmpty()) {
            draft.outcomes.add(new Outcome(Optional.empty(),
                    "no driver is registered that fits, which only the folder /sys/bus/pci/drivers would tell"));
            draft.deciding = draft.steps.size() - 1;
            return finish(draft, ReasonCode.UNKNOWN, Optional.empty());
        }
        if (modulesMatter && !aliasesKnown && draft.function.override().isEmpty()) {
            draft.outcomes.add(new Outcome(Optional.empty(),
                    "no module of its kernel has an id that fits, which only a modules.alias would tell"));
            draft.deciding = draft.steps.size() - 1;
            return finish(draft, ReasonCode.UNKNOWN, Optional.empty());
        }
        return finish(draft, reason, Optional.empty());
    }

    /** Everything that no file tells and that would change the end becomes an outcome. */
    private void uncertainties(Draft draft, LoadPlan plan, Optional<Attempt> winner) {
        Map<Optional<String>, String> ends = new LinkedHashMap<>();
        Optional<String> wins = winner.map(attempt -> attempt.driver().name());
        Optional<String> current = draft.subject.current();
        boolean overrideSupposed = overrides.containsKey(draft.subject.address());
        List<String> doubtful = draft.attempts.stream().filter(attempt -> attempt.reason() == ReasonCode.UNKNOWN)
                .map(attempt -> attempt.driver().name()).toList();
        if (!doubtful.isEmpty()) {
            if (hadItsChance(draft)) {
                draft.steps.add(text.hadItsChance(doubtful, current));
            } else {
                doubtful.forEach(name -> ends.put(Optional.of(name), "its id table, which no file shows, fits"));
                ends.putIfAbsent(wins, "none of those tables fits");
                draft.steps.add(text.doubtful(doubtful));
            }
        }
        if (winner.isPresent()) {
            winnerDoubts(draft, winner.get(), current, ends);
        }
        boolean heldWithoutId = current.isPresent() && !current.equals(wins) && !overrideSupposed
                && draft.function.override().isEmpty() && ends.isEmpty() && afterCurrent(draft, wins, current.get());
        if (heldWithoutId) {
            ends.put(current, "it still has a dynamic id that fits, which no file can show");
            ends.put(wins, "it has none");
            draft.steps.add(text.invisibleId(current.get()));
        }
        boolean heldAnyway = !heldWithoutId && current.isPresent() && wins.isPresent() && !current.equals(wins) && !overrideSupposed
                && draft.function.override().isEmpty() && ends.isEmpty() && registeredWinner(draft)
                && roster.entry(current.get()).filter(entry -> !matcher.match(entry.model(), draft.function.identity(),
                        Optional.empty()).matches()).isPresent();
        if (heldAnyway) {
            draft.steps.add(text.invisibleButLater(current.get(), wins.get()));
        }
        boolean race = vfioLoadedFor.isPresent() && draft.function.override().isEmpty() && ends.isEmpty()
                && !plan.loaded().contains(VFIO_MODULE) && !wins.equals(Optional.of("vfio-pci")) && !registeredWinner(draft)
                && roster.parameterIds("vfio-pci", false).stream().anyMatch(id -> id.fits(draft.function.identity()));
        if (race) {
            ends.put(Optional.of("vfio-pci"), "vfio_pci, which is loaded for " + vfioLoadedFor.get() + ", comes first");
            ends.put(wins, wins.map(name -> name + " comes first").orElse("vfio_pci is never loaded"));
            draft.steps.add(text.race(vfioLoadedFor.get()));
        }
        ends.forEach((driver, condition) -> draft.outcomes.add(new Outcome(driver, condition)));
    }

    private static boolean registeredWinner(Draft draft) {
        return draft.result.winner().isPresent() && !draft.loadedWins;
    }

    /** Whether the drivers with unknown tables were on the bus together with the device and did not get it. */
    private boolean hadItsChance(Draft draft) {
        Subject subject = draft.subject;
        boolean plain = subject.function().override().isEmpty() && draft.function.override().isEmpty();
        return subject.driverKnown() && plain && autoprobe && subject.current().filter(DriverKind::vfio).isEmpty()
                && supposedDrivers.isEmpty();
    }

    private void winnerDoubts(Draft draft, Attempt winner, Optional<String> current, Map<Optional<String>, String> ends) {
        String name = winner.driver().name();
        boolean hasIt = current.filter(name::equals).isPresent();
        if (winner.condition().isPresent() && !hasIt && current.filter(DriverKind::vfio).isEmpty()) {
            boolean deviceTree = draft.function.group() instanceof IommuMembership.NotKnown unknown
                    && unknown.why().startsWith("on a device-tree");
            if (deviceTree) {
                // Seen on a real kernel: of two devices behind one PCIe-to-PCI bridge the second to probe is refused.
                draft.steps.add(new TraceStep("The device has no IOMMU group yet: on a device-tree machine it gets one when a driver first probes it,"
                        + " and the IOMMU may refuse it then.", "drivers/iommu/of_iommu.c"));
                ends.put(Optional.of(name), "the IOMMU takes the device when " + name + " probes it");
                ends.put(Optional.empty(), "the IOMMU refuses the device (EINVAL), as it does when a device behind the same"
                        + " PCIe-to-PCI bridge already has its stream id");
            } else {
                ends.put(Optional.of(name), winner.condition().get());
                ends.put(Optional.empty(), "no IOMMU serves the device; " + name + " then answers EINVAL");
            }
        }
        orderDoubts(draft, winner, current, ends);
        Optional<DriverRoster.Entry> entry = roster.entry(name).filter(DriverRoster.Entry::inSnapshot);
        boolean waits = entry.isPresent() && current.isEmpty() && draft.subject.driverKnown() && autoprobe && ends.isEmpty()
                && !overrides.containsKey(draft.subject.address()) && !supposedDrivers.contains(name);
        if (waits) {
            boolean named = draft.function.override().isPresent();
            ends.put(Optional.of(name), named ? "nobody wrote to drivers_probe since the override was set"
                    : "driver_override is unset, as it reads, and the device was only unbound");
            ends.put(Optional.empty(), named || !draft.subject.readsNull() ? name + "'s probe refused it"
                    : "driver_override holds the six characters (null), which read like an unset override, or " + name
                            + "'s probe refused it");
            draft.steps.add(text.waits(name, named));
        }
    }

    /** Several drivers fit, and which registered or registers first is not known. */
    private void orderDoubts(Draft draft, Attempt winner, Optional<String> current, Map<Optional<String>, String> ends) {
        List<DriverModel> pool = draft.loadedWins ? draft.loading : registered;
        boolean settled = draft.loadedWins ? !winner.driver().isAsync() : allOrdersKnown;
        if (settled) {
            return;
        }
        List<DriverModel> rivals = pool.stream().filter(driver -> !driver.name().equals(winner.driver().name()))
                .filter(driver -> walk.gate().attempt(driver, draft.function).bound()).toList();
        boolean unsure = draft.loadedWins ? winner.driver().isAsync()
                : !orderKnown(winner.driver().name()) || rivals.stream().anyMatch(driver -> !orderKnown(driver.name()));
        List<DriverModel> doubtful = rivals.stream().filter(driver -> draft.loadedWins
                || !orderKnown(driver.name()) && !orderKnown(winner.driver().name())).toList();
        if (!unsure || doubtful.isEmpty()) {
            return;
        }
        Optional<String> holder = current.filter(name -> !DriverKind.vfio(name)
                && (name.equals(winner.driver().name()) || doubtful.stream().anyMatch(driver -> driver.name().equals(name))));
        if (holder.isPresent() && holder.get().equals(winner.driver().name())) {
            draft.steps.add(text.orderByHolder(holder.get()));
            return;
        }
        ends.put(Optional.of(winner.driver().name()), draft.loadedWins ? "its asynchronous probe is quicker"
                : "it registered first");
        doubtful.forEach(driver -> ends.put(Optional.of(driver.name()), draft.loadedWins
                ? "it is quicker than " + winner.driver().name() + ", which probes asynchronously" : "it registered first"));
        draft.steps.add(text.orderUnknown(winner.driver().name(), doubtful.stream().map(DriverModel::name).toList()));
    }

    private boolean orderKnown(String driver) {
        return roster.entry(driver).filter(entry -> entry.orderKnown()).isPresent();
    }

    /** Whether a dynamic id of the current driver, if there were one, would beat the winner. */
    private boolean afterCurrent(Draft draft, Optional<String> wins, String current) {
        if (roster.entry(current).isEmpty() || draft.attempts.stream().anyMatch(attempt ->
                attempt.driver().name().equals(current) && attempt.match().matches())) {
            return false;
        }
        List<String> order = registered.stream().map(DriverModel::name).toList();
        return wins.isEmpty() || !order.contains(wins.get()) || order.indexOf(current) < order.indexOf(wins.get());
    }

    private Optional<TraceStep> overrideMissing(Draft draft) {
        Optional<String> name = draft.function.override().filter(each -> rules.has(KernelChange.DRIVER_OVERRIDE));
        if (name.isEmpty() || roster.entry(name.get()).isPresent()
                || draft.loading.stream().anyMatch(driver -> driver.name().equals(name.get()))) {
            return Optional.empty();
        }
        return Optional.of(text.overrideMissing(name.get(), moduleOf(name.get()),
                registered.stream().map(DriverModel::name).toList()));
    }

    /** A module of the snapshot's kernel that would register the driver. */
    private Optional<String> moduleOf(String driver) {
        String module = base.known().moduleOf(driver).orElse(org.bindscope.analysis.alias.ModuleNames.normalize(driver));
        boolean exists = base.files().inventory().dependencies().containsKey(module)
                || base.files().inventory().builtin().containsKey(module)
                || !base.files().aliases().pciAliasesOf(module).isEmpty();
        boolean split = roster.existingSplitDrivers().stream().anyMatch(each -> each.name().equals(driver));
        return exists || split ? Optional.of(split ? driver.replace('-', '_') : module) : Optional.empty();
    }

    private Optional<TraceStep> keptAway(Draft draft, LoadPlan plan) {
        for (LoadPlan.Decision decision : plan.decisions()) {
            boolean away = decision.direct() && decision.action() != LoadPlan.Action.LOAD
                    && decision.action() != LoadPlan.Action.BUILT_IN;
            if (away && draft.function.override().isEmpty() && !registeredModules.contains(decision.module())) {
                return Optional.of(text.keptAway(decision));
            }
        }
        return Optional.empty();
    }

    private DeviceVerdict finish(Draft draft, ReasonCode reason, Optional<Attempt> winner) {
        Optional<String> predicted = winner.map(attempt -> attempt.driver().name());
        Optional<String> operations = winner.flatMap(Attempt::operations);
        Optional<BestVariant> best = draft.subject.idsKnown() ? bestVariant(draft.function.identity().modalias())
                : Optional.empty();
        return new DeviceVerdict(draft.subject.address(), draft.subject.current(), predicted, reason, operations,
                draft.steps, draft.candidates, draft.outcomes, best,
                support.of(draft.subject.source(), draft.function, operations.or(() -> predicted)),
                text.sentence(draft.subject, reason, winner, draft.function, draft.outcomes),
                Math.min(draft.deciding, draft.steps.size() - 1));
    }

    private Optional<BestVariant> bestVariant(String modalias) {
        if (!flaggedEntries) {
            return Optional.empty();
        }
        return variants.best(modalias).map(variant -> new BestVariant(driversOf(variant.line().module()).stream()
                .map(DriverModel::name).findFirst().orElse(variant.line().module()), variant.line().module(),
                variant.wildcards(), variant.line().place().toString()));
    }
}
