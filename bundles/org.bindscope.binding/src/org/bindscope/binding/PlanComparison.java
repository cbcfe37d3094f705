// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.analysis.findings.DeviceClaims;
import org.bindscope.analysis.findings.FindingContext;
import org.bindscope.analysis.groups.DriverBinding;
import org.bindscope.analysis.groups.GroupReport;
import org.bindscope.analysis.match.DeviceVerdict;
import org.bindscope.analysis.match.MatchAnalysis;
import org.bindscope.model.Evidence;
import org.bindscope.model.FactState;
import org.bindscope.model.PciFunction;

/**
 * A plan beside a snapshot that was taken afterwards: what was done, what not, what in another way, and why.
 *
 * @param plan     the plan
 * @param outcomes one for each wish, by the address that the plan has
 */
public record PlanComparison(SavedPlan plan, List<Outcome> outcomes) {

    /** What became of a wish. */
    public enum Result {
        /** The function has what was wished, and an override holds it. */
        DONE,
        /** The function has what was wished by another way than an override, or another VFIO driver than the wished one. */
        DONE_OTHERWISE,
        /** The function does not have what was wished. */
        NOT_DONE,
        /** The device was not found, or the later snapshot does not tell. */
        CANNOT_TELL
    }

    /**
     * One wish and what became of it.
     *
     * @param wish    the wish
     * @param address where the device is now; empty where it was not found
     * @param result  what became of it
     * @param driver  the driver that it has now; empty for none, and where that is not known
     * @param why     sentences
     * @param viable  whether user space may have its IOMMU group now; empty where the wish is not for VFIO, the
     *                device has no group, or the snapshot does not tell
     */
    public record Outcome(Wish wish, Optional<String> address, Result result, Optional<String> driver, String why,
            Optional<Boolean> viable) {
    }

    /** Copies the list. */
    public PlanComparison {
        outcomes = List.copyOf(outcomes);
    }

    /**
     * Whether every wish was fulfilled, by whatever way.
     *
     * @return false also where something cannot be told
     */
    public boolean fulfilled() {
        return outcomes.stream().allMatch(outcome -> outcome.result() == Result.DONE
                || outcome.result() == Result.DONE_OTHERWISE);
    }

    /**
     * Compares.
     *
     * @param plan  a plan of an earlier snapshot
     * @param after the same machine later, as captured
     * @return one outcome for each wish
     */
    public static PlanComparison of(SavedPlan plan, MachineAnalysis after) {
        return new PlanComparison(plan, new Comparer(plan, after).outcomes());
    }

    /** One comparison. */
    private static final class Comparer {

        private final SavedPlan plan;
        private final MachineAnalysis after;
        private final MachineIndex index;
        private final DeviceClaims claims;

        Comparer(SavedPlan plan, MachineAnalysis after) {
            this.plan = plan;
            this.after = after;
            this.index = new MachineIndex(after.machine());
            FindingContext context = new FindingContext(after.machine(), after.rules(), after::verdicts);
            context.shared(MatchAnalysis.class, each -> after.match());
            this.claims = DeviceClaims.of(context);
        }

        List<Outcome> outcomes() {
            List<Outcome> outcomes = new ArrayList<>();
            for (PlanTransfer.Row row : PlanTransfer.of(plan, after.machine()).rows()) {
                Optional<PciFunction> function = row.address().flatMap(index::find);
                outcomes.add(function.isEmpty()
                        ? new Outcome(row.wish(), Optional.empty(), Result.CANNOT_TELL, Optional.empty(), row.why(), Optional.empty())
                        : state(row, plan.device(row.wish()).orElseThrow(), function.get()));
            }
            return outcomes;
        }

        private Outcome state(PlanTransfer.Row row, RememberedDevice before, PciFunction function) {
            Wish wish = row.wish();
            String moved = row.state() == PlanTransfer.State.MOVED ? row.why() + " " : "";
            DriverBinding binding = DriverBinding.inSnapshot(function);
            if (!binding.known()) {
                return outcome(wish, function, Result.CANNOT_TELL, moved + "The snapshot does not tell the driver of "
                        + function.getAddress() + ".");
            }
            Optional<String> driver = binding.driver();
            String has = moved + function.getAddress() + " has "
                    + driver.map(name -> "the driver " + SafeText.label(name)).orElse("no driver");
            if (driver.equals(wish.driver())) {
                return fulfilled(wish, before, function, has);
            }
            if (wish.driver().filter(HostDriver::isVfio).isPresent() && driver.filter(HostDriver::isVfio).isPresent()) {
                return outcome(wish, function, Result.DONE_OTHERWISE, has + " instead of " + wish.driver().get()
                        + ", which is a VFIO driver too." + claimed(function, driver.get()));
            }
            return outcome(wish, function, Result.NOT_DONE, has + ", not "
                    + wish.driver().map(name -> "the driver " + SafeText.label(name)).orElse("none") + ". "
                    + notDone(wish, before, function, driver));
        }

        private Outcome fulfilled(Wish wish, RememberedDevice before, PciFunction function, String has) {
            Optional<String> override = override(function);
            if (wish.driver().isPresent() ? override.equals(wish.driver()) : override.isPresent()) {
                return outcome(wish, function, Result.DONE, has + ", and its override is " + SafeText.label(override.get())
                        + ".");
            }
            if (!overrideKnown(function)) {
                return outcome(wish, function, Result.DONE, has + "; the snapshot does not tell its override.");
            }
            String held = override.map(name -> "its override is " + SafeText.label(name)).orElse("it has no override");
            String how = before.driver().equals(wish.driver()) ? ": it was so before the plan, and a later probe may change it."
                    : ": an id, a boot option or a bind by name did it, and a later probe may undo it.";
            return outcome(wish, function, Result.DONE_OTHERWISE, has + ", but " + held + how
                    + wish.driver().map(name -> claimed(function, name)).orElse(""));
        }

        private String notDone(Wish wish, RememberedDevice before, PciFunction function, Optional<String> driver) {
            Optional<String> override = override(function);
            String holds = override.map(name -> "its override is " + SafeText.label(name))
                    .orElse(overrideKnown(function) ? "it has no override" : "the snapshot does not tell its override");
            if (wish.driver().isPresent() && override.equals(wish.driver())) {
                return driver.isPresent() ? "The override is set, but the function was not unbound and probed since."
                        : "The override is set. " + after.verdict(function.getAddress()).map(Comparer::explained).orElse("");
            }
            if (wish.driver().isEmpty() && override.isPresent() && !override.equals(driver)) {
                return "Its override is " + SafeText.label(override.get()) + ", but the function was not unbound since.";
            }
            String claim = driver.map(name -> claimed(function, name)).orElse("");
            if (driver.map(SafeText::label).equals(before.driver())) {
                return "It is as before the plan: nothing was done, or it was taken back, or lost by a boot; " + holds + "." + claim;
            }
            return "Something else than the plan moved it; " + holds + "." + claim;
        }

        /** The verdict, and the kernel's step that settled it. */
        private static String explained(DeviceVerdict verdict) {
            int step = verdict.decidingStep();
            return step < 0 || step >= verdict.steps().size() ? verdict.sentence()
                    : verdict.sentence() + " " + verdict.steps().get(step).text();
        }

        /** Which files ask for a driver. */
        private String claimed(PciFunction function, String driver) {
            String files = claims.byAddress().getOrDefault(function.getAddress(), List.of()).stream()
                    .filter(claim -> claim.driver().equals(driver) || HostDriver.isVfio(claim.driver()) && HostDriver.isVfio(driver))
                    .map(claim -> SafeText.label(claim.place().toString())).distinct().limit(4).collect(Collectors.joining(", "));
            return files.isEmpty() ? "" : " It is asked for in " + files + ".";
        }

        private Outcome outcome(Wish wish, PciFunction function, Result result, String why) {
            Optional<GroupReport> group = wish.driver().filter(HostDriver::isVfio).isEmpty() ? Optional.empty()
                    : after.groups().groups().stream()
                            .filter(report -> report.devices().contains(function.getAddress())).findFirst();
            String blocked = group.filter(report -> !report.blockers().isEmpty() && result != Result.NOT_DONE)
                    .map(report -> " Its IOMMU group " + SafeText.label(report.number()) + " is not usable: " + report.blockers().stream()
                            .map(blocker -> blocker.address() + " is on " + SafeText.label(blocker.driver()))
                            .collect(Collectors.joining(", ")) + ".")
                    .orElse("");
            return new Outcome(wish, Optional.of(function.getAddress()), result,
                    Optional.ofNullable(function.getDriver()).map(found -> found.getName()), why.strip() + blocked,
                    group.flatMap(GroupReport::viable));
        }

        private static Optional<String> override(PciFunction function) {
            return Optional.ofNullable(function.getDriverOverride());
        }

        private static boolean overrideKnown(PciFunction function) {
            return function.getDriverOverride() != null || function.getEvidence().stream()
                    .filter(evidence -> "driverOverride".equals(evidence.getFeature()))
                    .map(Evidence::getState).anyMatch(state -> state == FactState.NONE);
        }
    }
}
