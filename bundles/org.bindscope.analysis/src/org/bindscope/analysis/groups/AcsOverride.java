// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bindscope.analysis.config.PcieType;

/**
 * What the out-of-tree kernel parameter {@code pcie_acs_override=} asks for (driver-match section 16.7).
 * It makes groups smaller without making the hardware isolate.
 *
 * @param downstream    root ports and downstream ports count as isolating
 * @param multifunction functions of multifunction endpoints count as isolating
 * @param ids           vendor in the upper and device in the lower 16 bits; at most 16
 */
record AcsOverride(boolean downstream, boolean multifunction, List<Integer> ids) {

    private static final String KEY = "pcie_acs_override=";
    private static final int MAX_IDS = 16;

    /** Copies the list. */
    AcsOverride {
        ids = List.copyOf(ids);
    }

    /** Reads the kernel command line; without the parameter nothing is overridden. */
    static AcsOverride of(Optional<String> commandLine) {
        boolean downstream = false;
        boolean multifunction = false;
        List<Integer> ids = new ArrayList<>();
        for (String word : commandLine.orElse("").split("\\s+")) {
            if (!word.startsWith(KEY)) {
                continue;
            }
            for (String part : word.substring(KEY.length()).split(",")) {
                if (part.equals("downstream")) {
                    downstream = true;
                } else if (part.equals("multifunction")) {
                    multifunction = true;
                } else if (part.startsWith("id:") && ids.size() < MAX_IDS) {
                    parseId(part.substring(3)).ifPresent(ids::add);
                }
            }
        }
        return new AcsOverride(downstream, multifunction, ids);
    }

    private static Optional<Integer> parseId(String text) {
        String[] halves = text.split(":", -1);
        if (halves.length != 2) {
            return Optional.empty();
        }
        try {
            int vendor = Integer.parseInt(halves[0], 16);
            int device = Integer.parseInt(halves[1], 16);
            return vendor >> 16 == 0 && device >> 16 == 0 ? Optional.of(vendor << 16 | device) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The parameter as it stands on a command line. */
    String text() {
        List<String> words = new ArrayList<>();
        if (downstream) {
            words.add("downstream");
        }
        if (multifunction) {
            words.add("multifunction");
        }
        ids.forEach(id -> words.add(String.format("id:%04x:%04x", id >>> 16, id & 0xffff)));
        return KEY + String.join(",", words);
    }

    /** Nothing is overridden. */
    static AcsOverride none() {
        return new AcsOverride(false, false, List.of());
    }

    /** Whether anything is overridden. */
    boolean present() {
        return downstream || multifunction || !ids.isEmpty();
    }

    Optional<QuirkDecision> decide(AcsQuirks.Subject subject) {
        if (subject.pcie().isEmpty() || subject.acs() instanceof AcsState.Registers || !asksFor(subject)) {
            return Optional.empty();
        }
        if (subject.acs() instanceof AcsState.Unread unread) {
            return Optional.of(new QuirkDecision(Optional.empty(),
                    "is covered by pcie_acs_override= only if it has no ACS"
                    + " capability, and " + unread.reason(), true));
        }
        return Optional.of(new QuirkDecision(Optional.of(true),
                "is taken as isolating because of pcie_acs_override=, which hides that it has no ACS capability", true));
    }

    private boolean asksFor(AcsQuirks.Subject subject) {
        if (ids.contains(subject.vendor() << 16 | subject.device())) {
            return true;
        }
        PcieType type = subject.pcie().orElseThrow();
        return switch (type) {
            case ROOT_PORT, DOWNSTREAM_PORT -> downstream;
            case ENDPOINT, LEGACY_ENDPOINT, UPSTREAM_PORT, RC_ENDPOINT -> multifunction
                    && subject.multifunction() == Isolation.Verdict.YES;
            default -> false;
        };
    }
}
