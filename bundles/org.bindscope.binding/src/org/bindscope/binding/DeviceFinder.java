// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;

import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;

/**
 * Finds the devices of a saved plan in another snapshot of the machine. What identifies better goes first,
 * for all devices: the place below the host bridge, then the serial number, then the address, then the model
 * where only one device of it is left to find. The devices that the plan left alone are found as well, so
 * that they are not mistaken for those of the plan. Ids and serial numbers that differ always speak against
 * a device.
 */
final class DeviceFinder {

    /**
     * Where a device is.
     *
     * @param function the function; empty where it was not found for sure
     * @param why      how it was recognised, or why not: a sentence
     * @param doubtful whether several functions could be it
     */
    record Found(Optional<PciFunction> function, String why, boolean doubtful) {
    }

    /** A function of the other snapshot. */
    private record Candidate(PciFunction function, DeviceIdentity identity) {

        String address() {
            return function.getAddress();
        }
    }

    /** Where more functions than this have one key, they are not compared one by one: the key tells nothing. */
    private static final int MAX_EQUAL = 256;

    private final MachineIndex index;
    private final Set<RememberedDevice> open = new LinkedHashSet<>();
    private final Map<String, Candidate> free = new LinkedHashMap<>();
    private final Map<RememberedDevice, Found> found = new HashMap<>();

    DeviceFinder(SavedPlan saved, Machine machine) {
        index = new MachineIndex(machine);
        open.addAll(saved.devices());
        open.addAll(saved.others());
        Set<String> ids = new HashSet<>();
        for (RememberedDevice device : open) {
            if (ids.add(device.identity().ids())) {
                index.withIds(device.identity().vendor(), device.identity().device()).stream().filter(SavedPlan::usable)
                        .forEach(function -> free.put(function.getAddress(), new Candidate(function, index.identity(function))));
            }
        }
        round((address, identity) -> identity.place());
        round((address, identity) -> identity.serial().map(serial -> serial + functionNumber(address)));
        round((address, identity) -> Optional.of(address), (device, now) -> device.place().isEmpty() || now.place().isEmpty());
        round((address, identity) -> Optional.of(functionNumber(address)));
        round((address, identity) -> Optional.of(""));
        Map<String, List<Candidate>> left = byKey((address, identity) -> Optional.of(""));
        open.forEach(device -> found.put(device, missing(device, fitting(device, "", left))));
    }

    /** Where a device of the plan is. */
    Found find(RememberedDevice device) {
        return found.get(device);
    }

    private static String functionNumber(String address) {
        return address.substring(address.length() - 2);
    }

    private void round(BiFunction<String, DeviceIdentity, Optional<String>> key) {
        round(key, (device, now) -> true);
    }

    /** Settles the devices that share a key with one candidate, where no other device shares it. */
    private void round(BiFunction<String, DeviceIdentity, Optional<String>> key,
            BiPredicate<DeviceIdentity, DeviceIdentity> besides) {
        Map<String, List<Candidate>> candidates = byKey(key);
        Map<RememberedDevice, Candidate> single = new LinkedHashMap<>();
        Map<String, Integer> wanted = new HashMap<>();
        for (RememberedDevice device : open) {
            List<Candidate> fitting = key.apply(device.address(), device.identity())
                    .map(text -> fitting(device, text, candidates)).orElse(List.of()).stream()
                    .filter(candidate -> besides.test(device.identity(), candidate.identity())).toList();
            fitting.forEach(candidate -> wanted.merge(candidate.address(), 1, Integer::sum));
            if (fitting.size() == 1) {
                single.put(device, fitting.get(0));
            }
        }
        single.forEach((device, candidate) -> {
            if (wanted.get(candidate.address()) == 1) {
                open.remove(device);
                free.remove(candidate.address());
                found.put(device, new Found(Optional.of(candidate.function()), how(device, candidate), false));
            }
        });
    }

    private Map<String, List<Candidate>> byKey(BiFunction<String, DeviceIdentity, Optional<String>> key) {
        Map<String, List<Candidate>> candidates = new HashMap<>();
        for (Candidate candidate : free.values()) {
            key.apply(candidate.address(), candidate.identity()).ifPresent(text -> candidates
                    .computeIfAbsent(candidate.identity().ids() + text, each -> new ArrayList<>()).add(candidate));
        }
        return candidates;
    }

    private static List<Candidate> fitting(RememberedDevice device, String key, Map<String, List<Candidate>> candidates) {
        List<Candidate> equal = candidates.getOrDefault(device.identity().ids() + key, List.of());
        return equal.size() > MAX_EQUAL ? equal.subList(0, MAX_EQUAL) : equal.stream()
                .filter(candidate -> device.identity().compatible(candidate.identity())).toList();
    }

    private static String how(RememberedDevice device, Candidate candidate) {
        String here = candidate.address();
        if (device.address().equals(here)) {
            return here + " is the same device" + proof(device, candidate) + ".";
        }
        boolean samePlace = device.identity().place().isPresent()
                && device.identity().place().equals(candidate.identity().place());
        return device.address() + " is " + here + " now: " + (samePlace
                ? "the device is in the same place, and the bus numbers changed."
                : "the device was found in another place" + proof(device, candidate) + ".");
    }

    private static String proof(RememberedDevice device, Candidate candidate) {
        return device.identity().serial().isPresent() && candidate.identity().serial().isPresent()
                ? " by its ids and serial number " + device.identity().serial().get() : " by its ids";
    }

    private Found missing(RememberedDevice device, List<Candidate> fitting) {
        List<String> several = fitting.stream().map(Candidate::address).toList();
        if (!several.isEmpty()) {
            return new Found(Optional.empty(), "Which function is " + device.address() + " now cannot be told: "
                    + PlanNames.some(several) + (several.size() == 1 ? " has its ids, and so has another device that is looked for."
                            : " have its ids."), true);
        }
        String there = index.find(device.address())
                .map(function -> other(device, function))
                .orElse("No function is at " + device.address() + " now.");
        return new Found(Optional.empty(), there + " No function that is not accounted for has the ids "
                + device.identity().idsParameter() + ".", false);
    }

    private String other(RememberedDevice device, PciFunction function) {
        if (!SavedPlan.usable(function)) {
            return "The snapshot does not tell the ids of " + device.address() + ".";
        }
        DeviceIdentity now = index.identity(function);
        return device.identity().sameModel(now)
                ? device.address() + " has another device of the same model now"
                        + now.serial().map(serial -> ", with the serial number " + serial).orElse("") + "."
                : device.address() + " has another device now, " + now.idsParameter() + ".";
    }
}
