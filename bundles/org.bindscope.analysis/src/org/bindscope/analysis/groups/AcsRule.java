// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import org.bindscope.analysis.config.AcsBit;
import org.bindscope.analysis.config.PcieType;

/** The kernel's question whether a function isolates (driver-match section 16.2). */
final class AcsRule {

    private AcsRule() {
    }

    /**
     * Whether the function is part of a multifunction device.
     *
     * @return {@code UNKNOWN} for a function 0 whose header was not captured
     */
    static Isolation.Verdict multifunction(TopologyFunction function) {
        if (function.virtualFunction()) {
            return Isolation.Verdict.NO;
        }
        if (function.address().function() > 0) {
            return Isolation.Verdict.YES;
        }
        return function.multifunction().map(set -> set ? Isolation.Verdict.YES : Isolation.Verdict.NO)
                .orElse(Isolation.Verdict.UNKNOWN);
    }

    /** Answers for one function. */
    static Isolation of(TopologyFunction function) {
        if (function.quirk().isPresent()) {
            QuirkDecision quirk = function.quirk().get();
            return new Isolation(quirk.isolates().map(yes -> yes ? Isolation.Verdict.YES : Isolation.Verdict.NO)
                    .orElse(Isolation.Verdict.UNKNOWN), 0, 0, quirk.reason());
        }
        if (!function.pcieKnown()) {
            return unknown(reason(function, "its PCI Express capability was not captured"));
        }
        if (function.pcie().isEmpty()) {
            return no("is conventional PCI, which has no access control");
        }
        PcieType type = function.pcie().get();
        return switch (type) {
            case ROOT_PORT, DOWNSTREAM_PORT -> byControl(function);
            case ENDPOINT, LEGACY_ENDPOINT, UPSTREAM_PORT, RC_ENDPOINT -> switch (multifunction(function)) {
                case NO -> new Isolation(Isolation.Verdict.YES, 0, 0, "is the only function of its device");
                case YES -> byControl(function);
                case UNKNOWN -> unknown(reason(function, "its header was not captured"));
            };
            case PCIE_TO_PCI, PCI_TO_PCIE -> no("leads to conventional PCI, where all devices share a bus");
            case RC_EVENT_COLLECTOR -> no("is of a type that never isolates");
        };
    }

    private static Isolation byControl(TopologyFunction function) {
        if (function.acs() instanceof AcsState.Unread unread) {
            return unknown(unread.reason());
        }
        if (!(function.acs() instanceof AcsState.Registers registers)) {
            return new Isolation(Isolation.Verdict.NO, 0, AcsBit.REQUIRED, "has no ACS capability");
        }
        int need = AcsBit.REQUIRED & registers.capability();
        int has = need & registers.control();
        int lacks = need & ~registers.control();
        if (lacks == 0) {
            return new Isolation(Isolation.Verdict.YES, has, 0, need == 0
                    ? "has an ACS capability without switchable isolation, which counts as isolated by design"
                    : "has " + AcsBit.words(has) + " enabled");
        }
        return new Isolation(Isolation.Verdict.NO, has, lacks, "supports " + AcsBit.words(lacks)
                + " but does not have " + (AcsBit.of(lacks).size() == 1 ? "it" : "them") + " enabled"
                + (has == 0 ? "" : " (enabled: " + AcsBit.words(has) + ")"));
    }

    private static String reason(TopologyFunction function, String otherwise) {
        return function.acs() instanceof AcsState.Unread unread ? unread.reason() : otherwise;
    }

    private static Isolation unknown(String why) {
        return new Isolation(Isolation.Verdict.UNKNOWN, 0, 0, why);
    }

    private static Isolation no(String why) {
        return new Isolation(Isolation.Verdict.NO, 0, 0, why);
    }
}
