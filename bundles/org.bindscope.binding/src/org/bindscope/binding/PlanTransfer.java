// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;

/**
 * A saved plan on another snapshot of its machine: what still holds, what moved, what is gone.
 *
 * @param saved the plan
 * @param rows  one for each wish, by the address that the plan has
 */
public record PlanTransfer(SavedPlan saved, List<Row> rows) {

    /** What became of the device of a wish. */
    public enum State {
        /** It is at its address. */
        HOLDS,
        /** It is at another address. */
        MOVED,
        /** Several functions could be it. */
        AMBIGUOUS,
        /** It was not found. */
        GONE,
        /** The plan never had a device for the wish. */
        NEVER_KNOWN
    }

    /**
     * One wish and its device now.
     *
     * @param wish    the wish as it was saved
     * @param state   what became of its device
     * @param address where the device is; empty where it was not found for sure
     * @param why     how it was recognised, or why it was not: a sentence
     * @param changes what else is different about the device, one sentence each
     */
    public record Row(Wish wish, State state, Optional<String> address, String why, List<String> changes) {

        /** Copies the list. */
        public Row {
            changes = List.copyOf(changes);
        }

        /**
         * The wish for the device where it is now.
         *
         * @return empty where the device was not found for sure
         */
        public Optional<Wish> now() {
            return address.map(here -> new Wish(here, wish.driver()));
        }
    }

    /** Copies the list. */
    public PlanTransfer {
        rows = List.copyOf(rows);
    }

    /**
     * Looks for the devices of a plan.
     *
     * @param saved   the plan
     * @param machine another snapshot of the machine; only read
     * @return where each of them is
     */
    public static PlanTransfer of(SavedPlan saved, Machine machine) {
        DeviceFinder finder = new DeviceFinder(saved, machine);
        return new PlanTransfer(saved, saved.wishes().stream().map(wish -> saved.device(wish)
                .map(device -> row(wish, device, finder.find(device)))
                .orElseGet(() -> new Row(wish, State.NEVER_KNOWN, Optional.empty(), "The plan has no device for "
                        + SafeText.label(wish.address()) + ": the snapshot that it was made from had none there.", List.of())))
                .toList());
    }

    private static Row row(Wish wish, RememberedDevice device, DeviceFinder.Found found) {
        if (found.function().isEmpty()) {
            return new Row(wish, found.doubtful() ? State.AMBIGUOUS : State.GONE, Optional.empty(), found.why(), List.of());
        }
        PciFunction function = found.function().get();
        return new Row(wish, function.getAddress().equals(device.address()) ? State.HOLDS : State.MOVED,
                Optional.of(function.getAddress()), found.why(), changes(wish, device, function));
    }

    private static List<String> changes(Wish wish, RememberedDevice device, PciFunction function) {
        List<String> changes = new ArrayList<>();
        Optional<String> driver = Optional.ofNullable(function.getDriver()).map(each -> SafeText.label(each.getName()));
        compare(changes, "Its driver", device.driver(), driver, "none");
        compare(changes, "Its override", device.override(),
                Optional.ofNullable(function.getDriverOverride()).map(SafeText::label), "not set");
        compare(changes, "Its IOMMU group", device.iommuGroup(),
                Optional.ofNullable(function.getIommuGroup()).map(group -> SafeText.label(group.getNumber())), "none");
        if (driver.equals(wish.driver()) && !device.driver().equals(wish.driver())) {
            changes.add("The wish is fulfilled already.");
        }
        return changes;
    }

    private static void compare(List<String> changes, String what, Optional<String> before, Optional<String> now, String none) {
        if (!before.equals(now)) {
            changes.add(what + " is " + now.orElse(none) + " now, and was " + before.orElse(none) + ".");
        }
    }

    /**
     * The wishes that have a device, with the addresses of this snapshot.
     *
     * @return by address as saved
     */
    public List<Wish> wishes() {
        return rows.stream().flatMap(row -> row.now().stream()).toList();
    }

    /**
     * The order of the plan, with the addresses of this snapshot.
     *
     * @return see {@link BindingPlan#order}
     */
    public List<String> order() {
        Map<String, String> now = new HashMap<>();
        rows.forEach(row -> row.address().ifPresent(address -> now.put(row.wish().address(), address)));
        return saved.order().stream().map(now::get).filter(Objects::nonNull).toList();
    }

    /**
     * What is worth knowing: a moved device is a warning; one that is gone or cannot be told is an error, and
     * who accepts it by name goes on without it.
     *
     * @return findings whose rules start with {@code plan-device-}
     */
    public List<Finding> findings() {
        return rows.stream().flatMap(row -> finding(row).stream()).toList();
    }

    private static Optional<Finding> finding(Row row) {
        return switch (row.state()) {
            case HOLDS -> Optional.empty();
            case MOVED -> finding(row, "plan-device-moved", Severity.WARNING,
                    "The plan uses the new address; scripts made from it before refuse to run.", "");
            case AMBIGUOUS -> finding(row, "plan-device-ambiguous", Severity.ERROR,
                    "Identical devices are told apart by place and serial number, and neither helps here.",
                    "Wish it anew for the right address.");
            case GONE, NEVER_KNOWN -> finding(row, "plan-device-gone", Severity.ERROR,
                    "Without the device nothing can be planned for it.",
                    "Take the wish out of the plan, or accept that the plan goes on without it.");
        };
    }

    private static Optional<Finding> finding(Row row, String rule, Severity severity, String why, String remedy) {
        String subject = row.address().orElse(SafeText.label(row.wish().address()));
        return Optional.of(new Finding(rule, severity, List.of(subject), row.why(), why, List.of(), remedy));
    }
}
