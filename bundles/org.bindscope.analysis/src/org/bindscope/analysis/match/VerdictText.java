// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bindscope.analysis.match.DeviceVerdict.Candidate;
import org.bindscope.analysis.match.DeviceVerdict.Outcome;
import org.bindscope.analysis.modprobe.LoadPlan;
import org.bindscope.analysis.rules.KernelRules;

/** The sentences of a verdict. */
final class VerdictText {

    private static final String KMOD = "libkmod, kmod 30";

    private final MatchText match;

    VerdictText(KernelRules rules) {
        this.match = new MatchText(rules);
    }

    /** What user space does for the device, one step for the answer and one for each module. */
    List<TraceStep> plan(LoadPlan plan, boolean aliasesCaptured) {
        List<TraceStep> steps = new ArrayList<>();
        if (plan.decisions().isEmpty()) {
            steps.add(new TraceStep(aliasesCaptured
                    ? "No registered driver takes it, so user space asks for the modules of " + plan.request()
                            + "; no alias fits, and nothing is loaded."
                    : "No registered driver takes it; which modules user space would load cannot be told, because the snapshot has no modules.alias.",
                    KMOD));
            return steps;
        }
        steps.add(new TraceStep("No registered driver takes it, so user space asks for the modules of " + plan.request()
                + "; " + plan.stage() + ".", KMOD));
        for (LoadPlan.Decision decision : plan.decisions()) {
            String what = switch (decision.action()) {
                case LOAD -> "Module " + decision.module() + " is loaded";
                case BUILT_IN -> "Module " + decision.module() + " needs no loading";
                case COMMAND -> "Module " + decision.module() + " is not loaded by itself";
                case OFF -> "Nothing is loaded";
                default -> "Module " + decision.module() + " is not loaded";
            };
            steps.add(new TraceStep(what + ": " + decision.why()
                    + decision.pattern().map(pattern -> " (" + pattern + ")").orElse("") + ".",
                    decision.place().map(Object::toString).orElse(KMOD)));
        }
        return steps;
    }

    /** Why a candidate won or lost. */
    String why(DriverModel driver, DriverMatch found, Optional<Attempt> attempt, Optional<String> winner,
            BusFunction function) {
        if (attempt.isPresent() && !attempt.get().step().text().isEmpty()) {
            return attempt.get().step().text();
        }
        String clause = match.clause(driver, found, function);
        return found.matches() && winner.isPresent()
                ? clause + ", but " + winner.get() + " comes before it and a bound device is never taken over."
                : clause + ".";
    }

    /** The candidate that an override names and that is not registered. */
    Candidate missing(String name, Optional<String> module) {
        return new Candidate(name, module, Optional.empty(), Optional.empty(), Optional.empty(), module.isPresent()
                ? "driver_override names it, but its module " + module.get() + " is not loaded."
                : "driver_override names it, but the snapshot has no such driver.");
    }

    TraceStep overrideMissing(String name, Optional<String> module, List<String> registered) {
        String shown = MatchText.quoted(name);
        String twin = registered.stream().filter(each -> !each.equals(name)
                && each.replace('-', '_').equalsIgnoreCase(name.strip().replace('-', '_'))).findFirst()
                .map(each -> " The registered driver " + each + " differs from it in spelling, and the kernel compares byte for byte.")
                .orElse("");
        return new TraceStep("driver_override names " + shown + ", " + (module.isPresent()
                ? "whose module " + module.get() + " exists but is not loaded: writing an override loads nothing, and user space asks only for the device's own modalias."
                : "and no driver of that name is registered, nor does a module of this kernel provide it.")
                + " All other drivers are excluded, so the device stays without driver." + twin, match.matchSource());
    }

    TraceStep keptAway(LoadPlan.Decision decision) {
        return new TraceStep((decision.action() == LoadPlan.Action.OFF ? "No module" : "Module " + decision.module())
                + " would have been loaded for the device, but " + decision.why() + ".",
                decision.place().map(Object::toString).orElse(KMOD));
    }

    TraceStep hadItsChance(List<String> drivers, Optional<String> current) {
        boolean one = drivers.size() == 1;
        return new TraceStep("The id " + (one ? "table" : "tables") + " of " + MatchText.names(drivers)
                + (one ? " is" : " are") + " not in the snapshot. " + (one ? "It" : "They") + " had the chance to take the device and "
                + current.map(name -> name + " has it").orElse("it has no driver") + ", so " + (one ? "it is" : "they are")
                + " taken as not fitting or refusing.", "");
    }

    TraceStep doubtful(List<String> drivers) {
        return new TraceStep("Whether " + MatchText.names(drivers)
                + " would take the device cannot be told from the snapshot.", "");
    }

    TraceStep invisibleId(String current) {
        return new TraceStep(current + " has the device although no id of it that a file shows fits and no override is set: it was given a dynamic id, "
                + "its table holds an entry that makes no alias, or an override was cleared later. Dynamic ids cannot be read.",
                "drivers/pci/pci-driver.c, new_id_store");
    }

    TraceStep invisibleButLater(String current, String winner) {
        return new TraceStep(current + " has the device by something that no file shows, such as a dynamic id; " + winner
                + " comes before it in the order of registration, so a new probe would not give it back to " + current + ".",
                "drivers/base/dd.c, __device_attach");
    }

    TraceStep race(String modalias) {
        return new TraceStep("vfio_pci is loaded for another device (" + modalias
                + ") and its parameter ids= covers this one. Which of the modules comes first is not settled by any file.", KMOD);
    }

    TraceStep waits(String driver, boolean named) {
        return new TraceStep(driver + " is registered and fits, and yet the device has no driver"
                + (named ? ": its probe failed, or nobody asked for a probe after the override was set."
                : ": it was unbound, its probe failed, or driver_override holds the text (null), which reads like an unset one."), "");
    }

    TraceStep orderByHolder(String holder) {
        return new TraceStep("The order of registration is not in the snapshot; " + holder
                + " has the device, so it was the first to take it.", "");
    }

    TraceStep orderUnknown(String first, List<String> others) {
        return new TraceStep("Besides " + first + " also " + MatchText.names(others)
                + (others.size() == 1 ? " fits" : " fit") + ", and which comes first is not settled by any file.", "");
    }

    /** The verdict in one sentence. */
    String sentence(Subject subject, ReasonCode reason, Optional<Attempt> winner, BusFunction function,
            List<Outcome> outcomes) {
        String now = subject.current().map(driver -> driver + " has the device").orElse(subject.driverKnown()
                ? "The device has no driver" : "The snapshot does not tell which driver has the device");
        if (winner.isPresent()) {
            String name = winner.get().driver().name();
            String by = winnerBy(winner.get());
            boolean same = subject.current().filter(name::equals).isPresent();
            return same ? now + " and would get it again: " + by + "."
                    : now + (subject.current().isPresent() ? ", but " : "; ") + name + " would get it: " + by + ".";
        }
        if (reason == ReasonCode.UNKNOWN) {
            StringBuilder out = new StringBuilder(now).append("; the files cannot tell what it would get");
            for (int i = 0; i < outcomes.size(); i++) {
                out.append(i == 0 ? ": " : ", or ").append(outcomes.get(i).driver().orElse("no driver")).append(" if ")
                        .append(outcomes.get(i).condition());
            }
            return out.append('.').toString();
        }
        return now + (subject.current().isPresent() ? ", but would get none if it were probed now: "
                : " and would get none: ") + loserBy(reason, function) + ".";
    }

    private static String winnerBy(Attempt attempt) {
        String name = attempt.driver().name();
        return switch (attempt.reason()) {
            case DYNAMIC_ID -> "its dynamic id " + MatchText.entry(attempt.match()) + " fits";
            case STATIC_ID -> attempt.match().index() < 0 ? "it holds a function with the same ids"
                    : "entry " + MatchText.entry(attempt.match()) + " of its id table fits and it is first in order";
            case FLAGGED_ID -> "driver_override names it, which makes its override-only entry "
                    + MatchText.entry(attempt.match()) + " count";
            case OVERRIDE_WILDCARD -> "driver_override names it, which alone makes it fit";
            case COMPAT_REDIRECT -> "it fits, and its probe hands the device on to " + attempt.operations().orElse(name)
                    + ", whose VFIO operations serve it, while the driver link says " + name;
            case GHOST_BOUND -> "the kernel sets the link without ever calling its probe";
            default -> "it fits";
        };
    }

    private static String loserBy(ReasonCode reason, BusFunction function) {
        String override = function.override().map(MatchText::quoted).orElse("");
        return switch (reason) {
            case OVERRIDE_OTHER -> "driver_override is " + override + ", which excludes every driver of another name";
            case OVERRIDE_REQUIRED -> "only an override-only entry fits, and driver_override is not set";
            case OVERRIDE_MISSING -> "driver_override is " + override + ", and the snapshot has no such driver";
            case NOT_LOADED -> function.override().isPresent() ? "driver_override is " + override
                    + ", and nothing loads that driver's module" : "a module of its kernel fits, and it is kept from being loaded";
            case FLAG_MISMATCH -> "under this series the override and the flag of the first fitting id must agree";
            case NO_BIND_ALLOWED -> "its device-tree status is not okay, and the bus then lets no driver match";
            case VF_AUTOPROBE_OFF -> "it is a virtual function and its physical function has sriov_drivers_autoprobe=0";
            case DMA_OWNED -> "a VFIO user holds its IOMMU group";
            case PROBE_ERROR -> "a driver fits, but its probe refuses the device";
            case DEFERRED -> "the driver that fits asks to be tried later";
            case AUTOPROBE_OFF -> "drivers_autoprobe is 0";
            default -> "no driver that is registered or would be loaded has an id that fits";
        };
    }
}
