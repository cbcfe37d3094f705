// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bindscope.analysis.rules.KernelChange;

/**
 * Offers one function to several drivers in order, as the driver core does (drivers/base/dd.c,
 * __device_attach; driver-match, section 5.1).
 */
final class DriverWalk {

    /**
     * What came of a walk.
     *
     * @param attempts one for each driver that was tried, in order
     * @param winner   the attempt that bound the function
     * @param reason   the event's code
     * @param hard     the walk was ended by an error before any probe
     * @param steps    sentences
     * @param deciding index of the step that settled it
     */
    record Result(List<Attempt> attempts, Optional<Attempt> winner, ReasonCode reason, boolean hard,
            List<TraceStep> steps, int deciding) {
    }

    private final BusState state;
    private final ProbeGate gate;

    DriverWalk(BusState state) {
        this.state = state;
        this.gate = new ProbeGate(state);
    }

    ProbeGate gate() {
        return gate;
    }

    /**
     * The order in which a function that arrives is offered: from 6.18 on synchronous drivers first.
     *
     * @param drivers in registration order
     * @return in the order of the tries
     */
    List<DriverModel> arrivalOrder(List<DriverModel> drivers) {
        if (!state.rules().has(KernelChange.TWO_PASS_PROBE) || drivers.stream().noneMatch(DriverModel::isAsync)) {
            return drivers;
        }
        List<DriverModel> order = new ArrayList<>(drivers.stream().filter(driver -> !driver.isAsync()).toList());
        drivers.stream().filter(DriverModel::isAsync).forEach(order::add);
        return order;
    }

    /**
     * Walks.
     *
     * @param function an unbound function
     * @param drivers  in the order of the tries
     * @param opening  the first step: what made the bus look
     * @return the result; nothing is changed
     */
    Result walk(BusFunction function, List<DriverModel> drivers, TraceStep opening) {
        List<TraceStep> steps = new ArrayList<>();
        steps.add(opening);
        if (!function.bindAllowed() && state.rules().has(KernelChange.DT_STATUS_GATE)) {
            steps.add(closedGate());
            return new Result(List.of(), Optional.empty(), ReasonCode.NO_BIND_ALLOWED, false, steps, 1);
        }
        overrideStep(function).ifPresent(steps::add);
        List<Attempt> attempts = new ArrayList<>();
        List<String> passed = new ArrayList<>();
        ReasonCode passedFor = null;
        int lastPassedStep = -1;
        Attempt winner = null;
        Attempt hard = null;
        int decided = -1;
        int[] stepOf = new int[drivers.size()];
        for (DriverModel driver : drivers) {
            Attempt attempt = gate.attempt(driver, function);
            boolean dull = attempt.reason() == ReasonCode.NO_ID || attempt.reason() == ReasonCode.OVERRIDE_OTHER;
            if (!passed.isEmpty() && (!dull || attempt.reason() != passedFor)) {
                steps.add(gate.text().merged(passedFor, passed, function));
                lastPassedStep = steps.size() - 1;
                passed.clear();
            }
            stepOf[attempts.size()] = steps.size();
            attempts.add(attempt);
            if (dull) {
                passed.add(driver.name());
                passedFor = attempt.reason();
                continue;
            }
            steps.add(attempt.step());
            if (attempt.bound() || attempt.endsWalk()) {
                winner = attempt.bound() ? attempt : null;
                hard = attempt.endsWalk() ? attempt : null;
                decided = steps.size() - 1;
                break;
            }
        }
        if (!passed.isEmpty()) {
            steps.add(gate.text().merged(passedFor, passed, function));
            lastPassedStep = steps.size() - 1;
        }
        if (winner != null) {
            return new Result(attempts, Optional.of(winner), winner.reason(), false, steps, decided);
        }
        if (hard != null) {
            return new Result(attempts, Optional.empty(), hard.reason(), true, steps, decided);
        }
        if (drivers.isEmpty()) {
            steps.add(new TraceStep("No driver is registered on the bus.", ""));
            return new Result(attempts, Optional.empty(), ReasonCode.NO_ID, false, steps, steps.size() - 1);
        }
        int most = -1;
        for (int i = 0; i < attempts.size(); i++) {
            if (most < 0 || weight(attempts.get(i), function) > weight(attempts.get(most), function)) {
                most = i;
            }
        }
        int step = Math.min(stepOf[most], steps.size() - 1);
        boolean dull = attempts.get(most).reason() == ReasonCode.NO_ID
                || attempts.get(most).reason() == ReasonCode.OVERRIDE_OTHER;
        return new Result(attempts, Optional.empty(), attempts.get(most).reason(), false, steps,
                dull && lastPassedStep >= 0 ? lastPassedStep : step);
    }

    /** The step that says why nothing can match at all. */
    TraceStep closedGate() {
        return new TraceStep("The bus lets no driver match: the device's device-tree node has a status other than okay.",
                state.rules().source(KernelChange.DT_STATUS_GATE.source()));
    }

    private Optional<TraceStep> overrideStep(BusFunction function) {
        if (function.override().isEmpty()) {
            return Optional.empty();
        }
        String name = MatchText.quoted(function.override().get());
        if (!state.rules().has(KernelChange.DRIVER_OVERRIDE)) {
            return Optional.of(new TraceStep("An override (" + name
                    + ") has no effect: this kernel has no file driver_override.", "drivers/pci/pci-sysfs.c"));
        }
        return Optional.of(new TraceStep("driver_override is " + name
                + ", so only a driver registered under exactly this name can match.", gate.text().matchSource()));
    }

    /** How much an attempt tells about a walk that bound nothing. */
    private static int weight(Attempt attempt, BusFunction function) {
        if (attempt.refusedAfterMatch()) {
            return 5;
        }
        boolean named = function.override().filter(attempt.driver().name()::equals).isPresent();
        return switch (attempt.reason()) {
            case FLAG_MISMATCH -> 4;
            case OVERRIDE_REQUIRED -> 3;
            case NO_ID -> named ? 3 : 0;
            case OVERRIDE_OTHER -> 1;
            default -> 2;
        };
    }
}
