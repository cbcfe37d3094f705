// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Wished bindings on one machine. Immutable; made by {@link PlanBuilder}.
 *
 * @param source  the snapshot
 * @param wishes  all wishes, by address; also those that the machine has no device for or that
 *                cannot be used
 * @param devices the wishes that the snapshot has a function for, with the facts about it; by
 *                address
 * @param order   addresses in the order in which the user wants them to be carried out; those that are not in it
 *                follow in the usual order, so that an empty list means that order for all
 * @param accepted rules of findings that the user accepts by name; exports say so in their heads
 */
public record BindingPlan(PlanSource source, List<Wish> wishes, List<PlannedDevice> devices, List<String> order,
        List<String> accepted) {

    /** Copies the lists and sorts wishes and devices. */
    public BindingPlan {
        order = List.copyOf(order);
        accepted = accepted.stream().sorted().distinct().toList();
        wishes = wishes.stream().sorted(Comparator.comparing(Wish::address)).toList();
        devices = devices.stream().sorted(Comparator.comparing(PlannedDevice::address)).toList();
    }

    /**
     * Whether every wish has a device, so that an export does all that was asked.
     *
     * @return false for an empty plan
     */
    public boolean isComplete() {
        return !devices.isEmpty() && devices.size() == wishes.size();
    }

    /**
     * The device at an address.
     *
     * @param address full address
     * @return empty where the plan has none there
     */
    public Optional<PlannedDevice> device(String address) {
        return ByAddress.find(devices, PlannedDevice::address, address);
    }

    /**
     * The wish for an address.
     *
     * @param address full address
     * @return empty where the plan has none
     */
    public Optional<Wish> wish(String address) {
        return ByAddress.find(wishes, Wish::address, address);
    }

    /**
     * Devices in the order in which they leave their drivers: as the user ordered them, and usually display
     * controllers last, because the audio, USB and UCSI functions of a card are powered through it.
     *
     * @return all devices
     */
    public List<PlannedDevice> inOrder() {
        Map<String, Integer> places = new HashMap<>();
        order.forEach(address -> places.putIfAbsent(address, places.size()));
        return devices.stream()
                .sorted(Comparator.comparing((PlannedDevice device) -> places.getOrDefault(device.address(), Integer.MAX_VALUE))
                        .thenComparing(device -> device.baseClass() == 0x03)
                        .thenComparing(PlannedDevice::address))
                .toList();
    }

    /**
     * A short name for files that belong to the plan: equal plans have equal ids.
     *
     * @return eight hexadecimal digits of the SHA-256 of all addresses, identities and targets, in the order that the
     *         user gave
     */
    public String id() {
        StringBuilder text = new StringBuilder();
        for (PlannedDevice device : order.isEmpty() ? devices : inOrder()) {
            text.append(device.address()).append(' ').append(device.identity().idsParameter()).append(' ')
                    .append(device.targetName().orElse("-")).append('\n');
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
