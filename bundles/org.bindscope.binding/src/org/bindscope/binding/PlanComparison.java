// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;

/** Compares a plan with a snapshot that was taken later: what was done, what not, and why. */
public final class PlanComparison {

    /** What became of a wish. */
    public enum Result {
        /** The function has what was wished, and an override holds it. */
        DONE,
        /** The function has what was wished, by another way than an override. */
        DONE_OTHERWISE,
        /** The function does not have what was wished. */
        NOT_DONE,
        /** The device of the plan is at no address, or the later snapshot does not tell. */
        CANNOT_TELL
    }

    /**
     * One wish and what became of it.
     *
     * @param wish    the wish
     * @param address where the device is now; the wish's address where it did not move or was not
     *                found
     * @param result  what became of it
     * @param why     one sentence
     */
    public record Outcome(Wish wish, String address, Result result, String why) {
    }

    private PlanComparison() {
    }

    /**
     * Compares.
     *
     * @param plan  a plan of an earlier snapshot
     * @param after the same machine later
     * @return one outcome for each wish, by address
     */
    public static List<Outcome> compare(BindingPlan plan, Machine after) {
        MachineIndex index = new MachineIndex(after);
        List<Outcome> outcomes = new ArrayList<>();
        for (Wish wish : plan.wishes()) {
            outcomes.add(plan.device(wish.address())
                    .map(device -> compare(wish, device, index))
                    .orElseGet(() -> new Outcome(wish, wish.address(), Result.CANNOT_TELL,
                            "The plan has no device for this wish.")));
        }
        return outcomes;
    }

    private static Outcome compare(Wish wish, PlannedDevice device, MachineIndex index) {
        Optional<PciFunction> here = index.find(device.address()).filter(function -> same(device, function));
        if (here.isPresent()) {
            return state(wish, device, here.get(), "");
        }
        List<PciFunction> moved = index.all().stream().filter(function -> same(device, function)).toList();
        if (moved.size() == 1) {
            return state(wish, device, moved.get(0),
                    "The device moved from " + device.address() + " to " + moved.get(0).getAddress() + ". ");
        }
        String found = index.find(device.address())
                .map(other -> device.address() + " has another device now.")
                .orElse("No function is at " + device.address() + " now.");
        return new Outcome(wish, device.address(), Result.CANNOT_TELL, moved.isEmpty()
                ? found + " No function has the ids " + device.identity().idsParameter() + "."
                : found + " Several functions have its ids: " + moved.stream().map(PciFunction::getAddress)
                        .collect(Collectors.joining(", ")) + ".");
    }

    private static boolean same(PlannedDevice device, PciFunction function) {
        DeviceIdentity identity = device.identity();
        return function.isSetVendorId() && function.isSetDeviceId()
                && function.getVendorId() == identity.vendor() && function.getDeviceId() == identity.device()
                && (identity.subvendor().isEmpty() || !function.isSetSubsystemVendorId()
                        || function.getSubsystemVendorId() == identity.subvendor().getAsInt())
                && (identity.subdevice().isEmpty() || !function.isSetSubsystemId()
                        || function.getSubsystemId() == identity.subdevice().getAsInt());
    }

    private static Outcome state(Wish wish, PlannedDevice device, PciFunction function, String moved) {
        Optional<String> driver = Optional.ofNullable(function.getDriver()).map(found -> found.getName());
        Optional<String> override = Optional.ofNullable(function.getDriverOverride());
        String has = driver.map(SafeText::label).map(name -> "driver " + name).orElse("no driver");
        String holds = override.map(SafeText::label).map(name -> "its override is " + name)
                .orElse("it has no override");
        String where = function.getAddress();
        if (driver.equals(wish.driver())) {
            boolean held = wish.driver().isPresent() ? override.equals(wish.driver()) : override.isPresent();
            return held
                    ? new Outcome(wish, where, Result.DONE, moved + where + " has " + has + "; " + holds + ".")
                    : new Outcome(wish, where, Result.DONE_OTHERWISE, moved + where + " has " + has + ", but " + holds
                            + ": an id, a boot option or a bind by name did it, and another probe may undo it.");
        }
        String why;
        if (override.equals(wish.driver()) && wish.driver().isPresent()) {
            why = driver.isPresent()
                    ? "The override is set, but the function was not unbound and probed since."
                    : "The override is set; the driver was not registered, or its probe failed: see the kernel log.";
        } else if (driver.equals(device.oldDriver().map(HostDriver::name))) {
            why = "Nothing was done, or it was taken back, or lost by a boot: " + holds + ".";
        } else {
            why = "Something else than the plan moved it: " + holds + ".";
        }
        return new Outcome(wish, where, Result.NOT_DONE, moved + where + " has " + has + ", not "
                + wish.driver().map(name -> "driver " + name).orElse("no driver") + ". " + why);
    }
}
