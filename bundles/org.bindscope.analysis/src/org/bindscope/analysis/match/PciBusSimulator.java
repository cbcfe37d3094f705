// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.bindscope.analysis.match.StepResult.FunctionOutcome;
import org.bindscope.analysis.match.StepResult.Write;
import org.bindscope.analysis.rules.KernelChange;

/**
 * Plays events on a PCI bus and says what a kernel does and answers (driver-match, sections 2 to 9).
 * It keeps no state: each event takes a bus and returns another.
 */
public final class PciBusSimulator {

    private static final String BUS = "drivers/base/bus.c";
    private static final String DD = "drivers/base/dd.c";
    private static final String PCI_DRIVER = "drivers/pci/pci-driver.c";

    private final IdFiles idFiles = new IdFiles();
    private final OverrideFile overrideFile = new OverrideFile();

    /**
     * Plays one event.
     *
     * @param state the bus before
     * @param event the event
     * @return the bus afterwards, and what happened
     */
    public StepResult apply(BusState state, BusEvent event) {
        StepResult result = play(state, event);
        return retryDeferred(state, result);
    }

    private StepResult play(BusState state, BusEvent event) {
        if (event instanceof BusEvent.Add add) {
            return arrive(state, List.of(add.function().withDriver(Optional.empty()).withDeferred(false)));
        } else if (event instanceof BusEvent.Rescan rescan) {
            return rescan(state, rescan.address());
        } else if (event instanceof BusEvent.Remove remove) {
            return remove(state, remove.address());
        } else if (event instanceof BusEvent.Register register) {
            return register(state, register.driver());
        } else if (event instanceof BusEvent.Unregister unregister) {
            return unregister(state, unregister.driver());
        } else if (event instanceof BusEvent.NewId newId) {
            return newId(state, newId);
        } else if (event instanceof BusEvent.RemoveId removeId) {
            return idFiles.removeId(state, removeId.driver(), removeId.text());
        } else if (event instanceof BusEvent.Bind bind) {
            return bind(state, bind.driver(), bind.address());
        } else if (event instanceof BusEvent.Unbind unbind) {
            return state.registered().contains(unbind.driver()) ? unbind(state, unbind.driver(), unbind.address())
                    : rejected(state, Errno.ENOENT, "There is no directory drivers/" + unbind.driver()
                            + ": the driver is not registered.", "", find(state, unbind.address()));
        } else if (event instanceof BusEvent.UnbindHolder holder) {
            Optional<String> driver = Optional.ofNullable(state.functions().get(holder.function()))
                    .flatMap(BusFunction::driver);
            return driver.isPresent() ? unbind(state, driver.get(), holder.address())
                    : rejected(state, Errno.ENOENT, "The device has no driver, so its driver link is not there.", "",
                            Optional.of(holder.function()).filter(state.functions()::containsKey));
        } else if (event instanceof BusEvent.DriversProbe probe) {
            return driversProbe(state, probe.address());
        } else if (event instanceof BusEvent.Override override) {
            return overrideFile.write(state, override.function(), override.text());
        } else if (event instanceof BusEvent.Autoprobe autoprobe) {
            return done(state.withAutoprobe(autoprobe.on()), Map.of());
        } else if (event instanceof BusEvent.VfAutoprobe autoprobe) {
            return vfAutoprobe(state, autoprobe);
        } else if (event instanceof BusEvent.NumVfs numVfs) {
            return numVfs(state, numVfs.function(), numVfs.count());
        }
        return new StepResult(state.withHeldGroups(((BusEvent.Held) event).groups()), Optional.empty(), Map.of());
    }

    private StepResult arrive(BusState before, List<BusFunction> functions) {
        BusState state = before;
        Map<String, FunctionOutcome> outcomes = new LinkedHashMap<>();
        for (BusFunction each : functions) {
            BusFunction function = captured(state, each);
            state = state.without(function.address()).with(function);
            if (!state.autoprobe() && state.rules().has(KernelChange.ARRIVAL_AUTOPROBE)) {
                outcomes.put(function.address(), FunctionOutcome.of(ReasonCode.AUTOPROBE_OFF,
                        "The device arrives while drivers_autoprobe is 0, so the bus offers it to no driver.",
                        state.rules().source(KernelChange.ARRIVAL_AUTOPROBE.source())));
                continue;
            }
            DriverWalk walk = new DriverWalk(state);
            boolean twoPasses = state.rules().has(KernelChange.TWO_PASS_PROBE);
            TraceStep opening = new TraceStep("The device arrives and is offered to the registered drivers in the order in which they registered"
                    + (twoPasses ? ", first to those that probe synchronously, then to the others" : "")
                    + "; the first that fits and accepts it has it.",
                    state.rules().source(DD + ", __device_attach"));
            DriverWalk.Result result = walk.walk(function, walk.arrivalOrder(state.registeredDrivers()), opening);
            state = settle(state, function, result, outcomes);
        }
        return new StepResult(state, Optional.empty(), outcomes);
    }

    /** A new virtual function of a physical function on vfio-pci gets an override before it is offered. */
    private static BusFunction captured(BusState state, BusFunction function) {
        boolean capture = state.rules().has(KernelChange.VF_CAPTURE) && function.virtualFunction()
                .flatMap(BusFunction.Virtual::physicalFunction).map(state.functions()::get)
                .flatMap(BusFunction::driver).filter("vfio-pci"::equals).isPresent();
        return capture ? function.withOverride(Optional.of("vfio-pci")) : function;
    }

    private static BusState settle(BusState state, BusFunction function, DriverWalk.Result result,
            Map<String, FunctionOutcome> outcomes) {
        outcomes.put(function.address(), outcome(result));
        boolean defers = result.attempts().stream().anyMatch(each -> each.reason() == ReasonCode.DEFERRED);
        return result.winner()
                .map(winner -> state.with(function.withDriver(Optional.of(winner.driver().name()))))
                .orElseGet(() -> defers ? state.with(function.withDeferred(true)) : state);
    }

    private static FunctionOutcome outcome(DriverWalk.Result result) {
        return new FunctionOutcome(result.reason(), result.steps(), result.deciding(),
                result.winner().flatMap(Attempt::operations));
    }

    private StepResult rescan(BusState before, String address) {
        if (!before.functions().containsKey(address)) {
            return rejected(before, Errno.ENOENT, "There is no device " + address + ".", "", Optional.empty());
        }
        List<BusFunction> back = new ArrayList<>();
        BusState state = before;
        for (BusFunction function : subtree(before, address)) {
            state = state.without(function.address());
            back.add(function.withDriver(Optional.empty()).withOverride(Optional.empty()).withDeferred(false));
        }
        StepResult arrived = arrive(state, back);
        return new StepResult(arrived.state(), Optional.of(Write.OK), arrived.outcomes());
    }

    private StepResult remove(BusState before, String address) {
        if (!before.functions().containsKey(address)) {
            return rejected(before, Errno.ENOENT, "There is no device " + address + ".", "", Optional.empty());
        }
        BusState state = before;
        for (BusFunction function : subtree(before, address)) {
            state = state.without(function.address());
        }
        return done(state, Map.of());
    }

    private static List<BusFunction> subtree(BusState state, String address) {
        Set<String> inside = new LinkedHashSet<>(Set.of(address));
        boolean grew = true;
        while (grew) {
            grew = false;
            for (BusFunction function : state.functions().values()) {
                boolean below = function.parent().filter(inside::contains).isPresent()
                        || function.virtualFunction().flatMap(BusFunction.Virtual::physicalFunction)
                                .filter(inside::contains).isPresent();
                grew |= below && inside.add(function.address());
            }
        }
        return state.functions().values().stream().filter(function -> inside.contains(function.address())).toList();
    }

    private StepResult register(BusState before, String name) {
        Optional<DriverModel> known = before.driver(name);
        if (known.isEmpty() || before.registered().contains(name)) {
            return new StepResult(before, Optional.of(Write.failed(known.isEmpty() ? Errno.ENOENT : Errno.EBUSY)),
                    Map.of());
        }
        List<IdTableEntry> parameterIds = known.get().dynamicIds();
        List<String> registered = new ArrayList<>(before.registered());
        registered.add(name);
        BusState state = before.with(known.get().withDynamicIds(List.of())).withRegistered(registered);
        Map<String, FunctionOutcome> outcomes = new LinkedHashMap<>();
        if (state.autoprobe()) {
            state = offerAll(state, name, outcomes, name + " registers and is offered every device without driver.",
                    state.rules().source("drivers/base/driver.c, driver_register"));
        } else {
            DriverMatcher matcher = new DriverMatcher(state.rules());
            for (BusFunction function : state.functions().values()) {
                DriverMatch match = matcher.match(state.driver(name).orElseThrow(), function.identity(), function.override());
                outcomes.put(function.address(), FunctionOutcome.of(function.driver().isPresent()
                        ? ReasonCode.ALREADY_BOUND : match.matches() ? ReasonCode.AUTOPROBE_OFF : match.reason(),
                        name + " registers while drivers_autoprobe is 0, so no device is offered to it by its static ids.",
                        state.rules().source(BUS + ", bus_add_driver")));
            }
        }
        for (IdTableEntry id : parameterIds) {
            state = state.with(state.driver(name).orElseThrow().plusDynamicId(id));
            state = offerAll(state, name, outcomes, name + " adds " + id.text()
                    + " of its parameter ids= and is offered every device without driver, whatever drivers_autoprobe says.",
                    state.rules().source(PCI_DRIVER + ", pci_add_dynid"));
        }
        return new StepResult(state, Optional.empty(), outcomes);
    }

    private StepResult unregister(BusState before, String name) {
        if (!before.registered().contains(name)) {
            return new StepResult(before, Optional.of(Write.failed(Errno.ENOENT)), Map.of());
        }
        BusState state = before.with(before.driver(name).orElseThrow().withDynamicIds(List.of()))
                .withRegistered(before.registered().stream().filter(each -> !each.equals(name)).toList());
        Map<String, FunctionOutcome> outcomes = new LinkedHashMap<>();
        for (BusFunction function : before.functions().values()) {
            if (function.driver().filter(name::equals).isPresent()) {
                state = state.with(function.withDriver(Optional.empty()));
                outcomes.put(function.address(), FunctionOutcome.of(ReasonCode.UNBOUND, name
                        + " unregisters and lets the device go; no other driver is tried. Its dynamic ids are gone.",
                        state.rules().source(BUS + ", bus_remove_driver")));
            }
        }
        return new StepResult(state, Optional.empty(), outcomes);
    }

    private StepResult newId(BusState before, BusEvent.NewId event) {
        IdFiles.Added added = idFiles.add(before, event.driver(), event.text());
        if (added.errno().isPresent()) {
            Map<String, FunctionOutcome> outcomes = new LinkedHashMap<>();
            before.functions().keySet().forEach(address -> outcomes.put(address, FunctionOutcome.of(
                    ReasonCode.WRITE_REJECTED, added.why(), before.rules().source(PCI_DRIVER + ", new_id_store"))));
            return new StepResult(before, Optional.of(Write.failed(added.errno().get())), outcomes);
        }
        Map<String, FunctionOutcome> outcomes = new LinkedHashMap<>();
        BusState state = offerAll(added.state(), event.driver(), outcomes, "The id is stored, and " + event.driver()
                + " is offered every device without driver; what comes of that is not reported to the writer.",
                before.rules().source(PCI_DRIVER + ", new_id_store"));
        return new StepResult(state, Optional.of(Write.OK), outcomes);
    }

    /** Offers all unbound functions to one driver, in the order in which they were added. */
    private static BusState offerAll(BusState before, String name, Map<String, FunctionOutcome> outcomes, String why,
            String source) {
        BusState state = before;
        for (String address : before.functions().keySet()) {
            BusFunction function = state.functions().get(address);
            if (function.driver().isPresent()) {
                outcomes.putIfAbsent(address, FunctionOutcome.of(ReasonCode.ALREADY_BOUND, "The device stays with "
                        + function.driver().get() + ": a bound device is never taken over.",
                        state.rules().source(DD + ", __driver_attach")));
                continue;
            }
            DriverWalk walk = new DriverWalk(state);
            DriverWalk.Result result = walk.walk(function, List.of(state.driver(name).orElseThrow()),
                    new TraceStep(why, source));
            state = settle(state, function, result, outcomes);
        }
        return state;
    }

    private StepResult bind(BusState state, String name, String written) {
        Optional<String> address = find(state, written);
        Optional<DriverModel> driver = state.registeredDriver(name);
        if (driver.isEmpty()) {
            return rejected(state, Errno.ENOENT, "There is no directory drivers/" + name
                    + ": the driver is not registered.", "", address);
        }
        String source = state.rules().source(BUS + ", bind_store");
        if (address.isEmpty()) {
            return rejected(state, Errno.ENODEV, "No device has exactly the address " + MatchText.quoted(written) + ".",
                    source, address);
        }
        BusFunction function = state.functions().get(address.get());
        ProbeGate gate = new ProbeGate(state);
        if (!function.bindAllowed() && state.rules().has(KernelChange.DT_STATUS_GATE)) {
            return answered(state, function, ReasonCode.NO_BIND_ALLOWED, new DriverWalk(state).closedGate(), Errno.ENODEV);
        }
        DriverMatch match = gate.match(driver.get(), function);
        if (!match.matches()) {
            return answered(state, function, match.reason(), new TraceStep(
                    gate.text().clause(driver.get(), match, function) + ", so bind answers ENODEV.", source), Errno.ENODEV);
        }
        boolean newErrnos = state.rules().has(KernelChange.BIND_ERRNO);
        if (function.driver().isPresent()) {
            Errno errno = newErrnos ? Errno.EBUSY : Errno.ENODEV;
            return answered(state, function, ReasonCode.ALREADY_BOUND, new TraceStep(name + " fits, but "
                    + function.driver().get() + " has the device; bind answers " + errno + ".", source), errno);
        }
        Attempt attempt = gate.attempt(driver.get(), function);
        Map<String, FunctionOutcome> outcomes = new LinkedHashMap<>();
        outcomes.put(function.address(), new FunctionOutcome(attempt.reason(), List.of(
                new TraceStep("bind asks " + name + " alone; drivers_autoprobe does not matter.", source), attempt.step()),
                1, attempt.operations()));
        if (attempt.bound()) {
            return done(state.with(function.withDriver(Optional.of(name))), outcomes);
        }
        Errno errno = bindErrno(attempt, newErrnos);
        BusState after = attempt.reason() == ReasonCode.DEFERRED ? state.with(function.withDeferred(true)) : state;
        return new StepResult(after, Optional.of(Write.failed(errno)), outcomes);
    }

    private static Errno bindErrno(Attempt attempt, boolean newErrnos) {
        if (attempt.reason() == ReasonCode.DMA_OWNED) {
            return Errno.EBUSY;
        }
        if (!newErrnos) {
            return Errno.ENODEV;
        }
        Errno errno = attempt.errno().orElse(Errno.ENODEV);
        return errno == Errno.EPROBE_DEFER ? Errno.EAGAIN : errno;
    }

    private StepResult unbind(BusState state, String name, String written) {
        Optional<String> address = find(state, written);
        String source = state.rules().source(BUS + ", unbind_store");
        Optional<BusFunction> function = address.map(state.functions()::get);
        if (function.flatMap(BusFunction::driver).filter(name::equals).isEmpty()) {
            return rejected(state, Errno.ENODEV, function.isEmpty()
                    ? "No device has exactly the address " + MatchText.quoted(written) + "."
                    : name + " does not have the device, so there is nothing to unbind.", source, address);
        }
        boolean waits = state.driver(name).filter(DriverModel::isVfio).isPresent() && state.held(function.get());
        String text = name + " lets the device go; no other driver is tried by that"
                + (waits ? ". The write does not return before user space closes the device." : ".");
        Map<String, FunctionOutcome> outcomes = new LinkedHashMap<>();
        outcomes.put(address.get(), FunctionOutcome.of(ReasonCode.UNBOUND, text, source));
        return done(state.with(function.get().withDriver(Optional.empty())), outcomes);
    }

    private StepResult driversProbe(BusState state, String written) {
        Optional<String> address = find(state, written);
        String source = state.rules().source(BUS + ", drivers_probe_store");
        if (address.isEmpty()) {
            return rejected(state, Errno.ENODEV, "No device has exactly the address " + MatchText.quoted(written) + ".",
                    source, address);
        }
        BusFunction function = state.functions().get(address.get());
        if (function.driver().isPresent()) {
            return new StepResult(state, Optional.of(Write.OK), Map.of(function.address(), FunctionOutcome.of(
                    ReasonCode.ALREADY_BOUND, function.driver().get()
                            + " has the device and keeps it; the write succeeds all the same.", source)));
        }
        Map<String, FunctionOutcome> outcomes = new LinkedHashMap<>();
        DriverWalk.Result result = new DriverWalk(state).walk(function, state.registeredDrivers(), new TraceStep(
                "drivers_probe offers the device to all registered drivers in the order in which they registered; drivers_autoprobe does not matter, and success of the write says nothing about the device.",
                source));
        BusState after = settle(state, function, result, outcomes);
        return new StepResult(after, Optional.of(result.hard() ? Write.failed(Errno.EINVAL) : Write.OK), outcomes);
    }

    private static StepResult vfAutoprobe(BusState before, BusEvent.VfAutoprobe event) {
        BusState state = before;
        for (BusFunction function : before.functions().values()) {
            boolean meant = function.address().equals(event.function()) || function.virtualFunction()
                    .flatMap(BusFunction.Virtual::physicalFunction).filter(event.function()::equals).isPresent();
            state = meant ? state.with(function.withVfAutoprobe(event.on())) : state;
        }
        return done(state, Map.of());
    }

    private static StepResult numVfs(BusState state, String address, int count) {
        BusFunction function = state.functions().get(address);
        String source = "drivers/pci/pci-sysfs.c, sriov_numvfs_store";
        if (function == null) {
            return rejected(state, Errno.ENOENT, "There is no device " + address + ".", "", Optional.empty());
        }
        if (count == function.numVfs()) {
            return done(state, Map.of());
        }
        boolean vfioWithout = function.driver().filter("vfio-pci"::equals).isPresent() && !state.conditions().vfioSriov();
        if (function.driver().isEmpty() || vfioWithout) {
            return rejected(state, Errno.ENOENT, function.driver().isEmpty()
                    ? "The physical function has no driver that could create virtual functions."
                    : "vfio-pci creates virtual functions only with its parameter enable_sriov=1.", source,
                    Optional.of(address));
        }
        if (count != 0 && function.numVfs() != 0) {
            return rejected(state, Errno.EBUSY, function.numVfs()
                    + " virtual functions exist; write 0 before another number.", source, Optional.of(address));
        }
        BusState after = state.with(function.withNumVfs(count));
        if (count == 0) {
            for (BusFunction each : state.functions().values()) {
                boolean child = each.virtualFunction().flatMap(BusFunction.Virtual::physicalFunction)
                        .filter(address::equals).isPresent();
                after = child ? after.without(each.address()) : after;
            }
        }
        return done(after, Map.of());
    }

    /** The deferred list is walked again whenever a driver bound somewhere (driver-match, 5.1 rule 5). */
    private static StepResult retryDeferred(BusState before, StepResult result) {
        boolean boundSome = result.state().functions().values().stream().anyMatch(function -> function.driver().isPresent()
                && Optional.ofNullable(before.functions().get(function.address())).flatMap(BusFunction::driver).isEmpty());
        if (!boundSome) {
            return result;
        }
        BusState state = result.state();
        Map<String, FunctionOutcome> outcomes = new LinkedHashMap<>(result.outcomes());
        for (BusFunction function : result.state().functions().values()) {
            boolean waited = function.deferred() && function.driver().isEmpty()
                    && Optional.ofNullable(before.functions().get(function.address())).filter(BusFunction::deferred).isPresent();
            if (waited) {
                DriverWalk.Result walked = new DriverWalk(state).walk(function, state.registeredDrivers(), new TraceStep(
                        "Another device was bound, so the devices whose drivers asked for a later try are offered to all drivers again.",
                        state.rules().source(DD + ", deferred_probe_work_func")));
                state = settle(state, function, walked, outcomes);
            }
        }
        return new StepResult(state, result.write(), outcomes);
    }

    /** Compares as the kernel does: one line feed at the end does not count, nothing else is forgiven. */
    private static Optional<String> find(BusState state, String written) {
        String name = written.endsWith("\n") ? written.substring(0, written.length() - 1) : written;
        return state.functions().containsKey(name) ? Optional.of(name) : Optional.empty();
    }

    private static StepResult answered(BusState state, BusFunction function, ReasonCode reason, TraceStep step,
            Errno errno) {
        return new StepResult(state, Optional.of(Write.failed(errno)), Map.of(function.address(),
                new FunctionOutcome(reason, List.of(step), 0, Optional.empty())));
    }

    private static StepResult rejected(BusState state, Errno errno, String why, String source,
            Optional<String> address) {
        Map<String, FunctionOutcome> outcomes = address.map(each -> Map.of(each,
                FunctionOutcome.of(ReasonCode.WRITE_REJECTED, why + " The write answers " + errno + ".", source)))
                .orElse(Map.of());
        return new StepResult(state, Optional.of(Write.failed(errno)), outcomes);
    }

    private static StepResult done(BusState state, Map<String, FunctionOutcome> outcomes) {
        return new StepResult(state, Optional.of(Write.OK), outcomes);
    }
}
