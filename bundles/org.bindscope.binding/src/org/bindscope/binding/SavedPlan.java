// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;

/**
 * A plan apart from its machine: what was wished, under which kernel rules, what was accepted, and the
 * identities by which its devices are found again. Immutable.
 *
 * @param source   the snapshot that it was made from
 * @param rules    name of the kernel rules that the user chose, as {@code KernelRules.named} takes it; empty
 *                 for those of the snapshot's kernel
 * @param wishes   by address
 * @param order    addresses of wishes in the order that the user wants; see {@link BindingPlan#order}
 * @param accepted rules of findings that the user accepts, sorted
 * @param devices  the functions that wishes are for; a wish for which the snapshot had no usable function has
 *                 none
 * @param others   the functions of the same models that the plan left alone: without them an identical card
 *                 could be taken for one of the plan's
 */
public record SavedPlan(PlanSource source, Optional<String> rules, List<Wish> wishes, List<String> order, List<String> accepted,
        List<RememberedDevice> devices, List<RememberedDevice> others) {

    /** Most wishes, and most devices of either kind: a PCI domain has 65536 functions. */
    public static final int MAX_ENTRIES = 1 << 16;

    /**
     * Sorts and copies the lists.
     *
     * @throws IllegalArgumentException where a wish is not {@linkplain Wish#isSafe() well formed}, an address has
     *                                  two wishes or two devices, a device has no wish, or a list has more than
     *                                  {@value #MAX_ENTRIES} entries
     */
    public SavedPlan {
        wishes = sorted(wishes, Wish::address, "wishes");
        devices = sorted(devices, RememberedDevice::address, "devices");
        others = sorted(others, RememberedDevice::address, "others");
        accepted = accepted.stream().sorted().distinct().toList();
        Set<String> wished = new HashSet<>();
        for (Wish wish : wishes) {
            if (!wish.isSafe()) {
                throw new IllegalArgumentException("the wish " + SafeText.label(wish.address()) + " = "
                        + SafeText.label(wish.driver().orElse("no driver")) + " is not well formed");
            }
            wished.add(wish.address());
        }
        order = List.copyOf(order);
        if (order.size() > new HashSet<>(order).size()) {
            throw new IllegalArgumentException("the order names an address twice");
        }
        for (String address : order) {
            if (!wished.contains(address)) {
                throw new IllegalArgumentException("no wish is for " + SafeText.label(address) + ", which the order names");
            }
        }
        for (RememberedDevice device : devices) {
            if (!wished.contains(device.address())) {
                throw new IllegalArgumentException("no wish is for the device " + device.address());
            }
        }
        for (RememberedDevice other : others) {
            if (wished.contains(other.address())) {
                throw new IllegalArgumentException(other.address() + " is among the devices that the plan leaves alone, but has a wish");
            }
        }
    }

    private static <T> List<T> sorted(List<T> entries, java.util.function.Function<T, String> address, String what) {
        if (entries.size() > MAX_ENTRIES) {
            throw new IllegalArgumentException("more than " + MAX_ENTRIES + " " + what);
        }
        Map<String, T> byAddress = new LinkedHashMap<>();
        for (T entry : entries) {
            if (byAddress.put(address.apply(entry), entry) != null) {
                throw new IllegalArgumentException("two " + what + " for " + SafeText.label(address.apply(entry)));
            }
        }
        return entries.stream().sorted(Comparator.comparing(address)).toList();
    }

    /**
     * Remembers a plan.
     *
     * @param plan     a plan for the machine
     * @param machine  the machine; only read
     * @param rules    name of the kernel rules that the user chose; empty for those of the snapshot's kernel
     * @param accepted rules of findings that the user accepts
     * @return the plan apart from the machine
     * @throws IllegalArgumentException where a wish is not well formed
     */
    public static SavedPlan of(BindingPlan plan, Machine machine, Optional<String> rules, Collection<String> accepted) {
        MachineIndex index = new MachineIndex(machine);
        Set<String> wished = new HashSet<>();
        plan.wishes().forEach(wish -> wished.add(wish.address()));
        List<RememberedDevice> devices = plan.devices().stream()
                .flatMap(device -> index.find(device.address()).stream())
                .map(function -> RememberedDevice.of(function, index)).toList();
        List<RememberedDevice> others = devices.stream().map(RememberedDevice::identity)
                .flatMap(identity -> index.withIds(identity.vendor(), identity.device()).stream())
                .distinct()
                .filter(function -> !wished.contains(function.getAddress()) && SafeText.isAddress(function.getAddress()))
                .map(function -> RememberedDevice.of(function, index)).toList();
        return new SavedPlan(plan.source(), rules, plan.wishes(), plan.order(), List.copyOf(accepted), devices, others);
    }

    /**
     * The device that a wish is for.
     *
     * @param wish a wish of the plan
     * @return empty where the snapshot had no usable function for it
     */
    public Optional<RememberedDevice> device(Wish wish) {
        return ByAddress.find(devices, RememberedDevice::address, wish.address());
    }

    /** Functions of a machine that a saved plan can find: those with ids and a well-formed address. */
    static boolean usable(PciFunction function) {
        return function.isSetVendorId() && function.isSetDeviceId() && SafeText.isAddress(function.getAddress());
    }
}
