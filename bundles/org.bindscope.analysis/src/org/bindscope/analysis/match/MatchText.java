// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.bindscope.analysis.rules.KernelRules;

/** Puts matches into words. */
final class MatchText {

    private static final String MATCH = "drivers/pci/pci-driver.c, pci_match_device";

    private final KernelRules rules;

    MatchText(KernelRules rules) {
        this.rules = rules;
    }

    /** Where the rule of a match stands. */
    String matchSource() {
        return rules.source(MATCH);
    }

    /** A clause "fits because …" or "does not fit because …" that starts with the driver's name. */
    String clause(DriverModel driver, DriverMatch match, BusFunction function) {
        String name = driver.name();
        return switch (match.reason()) {
            case DYNAMIC_ID -> name + " fits by its dynamic id " + entry(match)
                    + "; dynamic ids are looked at before the static table";
            case STATIC_ID -> match.index() < 0
                    ? name + " fits: its table is not in the snapshot, but it holds a function with the same ids"
                    : name + " fits by entry " + (match.index() + 1) + " of its id table, " + entry(match)
                            + ", the first one that fits";
            case FLAGGED_ID -> name + " fits by entry " + (match.index() + 1) + " of its id table, " + entry(match)
                    + ", which counts only because driver_override names " + name;
            case OVERRIDE_WILDCARD -> name
                    + " fits by its name alone: driver_override names it, and where no id fits the bus supplies an id that fits everything";
            case OVERRIDE_OTHER -> name + " is passed over: driver_override names "
                    + function.override().map(MatchText::quoted).orElse("another driver") + " and the names differ";
            case OVERRIDE_REQUIRED -> name + " has entry " + (match.index() + 1) + ", " + entry(match)
                    + ", that would fit, but it is marked override-only and driver_override is not set; writing " + name
                    + " to driver_override would make it count";
            case FLAG_MISMATCH -> name + " has " + entry(match)
                    + " as its first fitting id, but under this series an override binds only through an id marked for overrides";
            case UNKNOWN -> name + " may fit or not: " + unknownWhy(driver);
            default -> name + " has no id entry that fits " + function.identity().describe();
        };
    }

    /** The driver's part of a merged sentence. */
    static String names(List<String> names) {
        int shown = Math.min(names.size(), 6);
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < shown; i++) {
            if (i > 0) {
                out.append(i == names.size() - 1 ? " and " : ", ");
            }
            out.append(names.get(i));
        }
        if (names.size() > shown) {
            out.append(" and ").append(names.size() - shown).append(" more");
        }
        return out.toString();
    }

    /** One step for drivers that follow each other and are passed over for the same reason. */
    TraceStep merged(ReasonCode reason, List<String> drivers, BusFunction function) {
        if (reason == ReasonCode.OVERRIDE_OTHER) {
            return new TraceStep(names(drivers) + (drivers.size() == 1 ? " is" : " are")
                    + " passed over: driver_override names "
                    + function.override().map(MatchText::quoted).orElse("another driver") + ".", matchSource());
        }
        return new TraceStep(names(drivers) + (drivers.size() == 1 ? " has" : " have") + " no id entry that fits "
                + function.identity().describe() + ".", matchSource());
    }

    static String entry(DriverMatch match) {
        return match.entry().map(MatchText::entry).orElse("");
    }

    /** An entry with its place. */
    static String entry(IdTableEntry entry) {
        return entry.text() + entry.place().map(place -> " (" + place + ")").orElse("");
    }

    private static String unknownWhy(DriverModel driver) {
        return driver.table() instanceof IdTable.Unknown unknown ? unknown.why() : "its table is not known";
    }

    /** A name in quotation marks when blanks would hide, bare otherwise. */
    static String quoted(String name) {
        List<Character> odd = new ArrayList<>();
        for (char c : name.toCharArray()) {
            if (c <= ' ' || c > 126) {
                odd.add(c);
            }
        }
        if (odd.isEmpty() && !name.isEmpty()) {
            return name;
        }
        StringBuilder out = new StringBuilder("\"");
        for (char c : name.toCharArray()) {
            out.append(c < ' ' || c > 126 ? String.format(Locale.ROOT, "\\x%02x", (int) c) : String.valueOf(c));
        }
        return out.append('"').toString();
    }

    /** The text after a name when a write is refused. */
    static String errno(Optional<Errno> errno) {
        return errno.map(Errno::name).orElse("ok");
    }
}
