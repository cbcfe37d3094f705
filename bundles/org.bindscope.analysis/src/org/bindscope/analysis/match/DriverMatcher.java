// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import java.util.List;
import java.util.Optional;

import org.bindscope.analysis.rules.KernelChange;
import org.bindscope.analysis.rules.KernelRules;

/**
 * Decides whether a driver and a function fit, as pci_match_device does (drivers/pci/pci-driver.c;
 * driver-match, sections 2.2 to 2.4). The bus gate and the probe are not part of it.
 */
public final class DriverMatcher {

    private final KernelRules rules;

    /**
     * A matcher for one kernel.
     *
     * @param rules the rules in force
     */
    public DriverMatcher(KernelRules rules) {
        this.rules = rules;
    }

    /**
     * Compares a driver with a function.
     *
     * @param driver   the driver
     * @param identity ids and class of the function
     * @param override the function's override; ignored by kernels without that file
     * @return how they fit, or why not
     */
    public DriverMatch match(DriverModel driver, DeviceIdentity identity, Optional<String> override) {
        Optional<String> name = rules.has(KernelChange.DRIVER_OVERRIDE) ? override : Optional.empty();
        if (name.isPresent() && !name.get().equals(driver.name())) {
            return DriverMatch.of(ReasonCode.OVERRIDE_OTHER);
        }
        boolean set = name.isPresent();
        return rules.flagMustAgree() ? matchFirstOnly(driver, identity, set) : matchWalking(driver, identity, set);
    }

    /**
     * The first entry of a static table that fits, without regard to flags, overrides and dynamic ids
     * (the exported helper pci_match_id).
     *
     * @param table    the table
     * @param identity the function
     * @return empty when nothing fits or the table is not known
     */
    public static Optional<IdTableEntry> firstStatic(IdTable table, DeviceIdentity identity) {
        if (!(table instanceof IdTable.Entries entries)) {
            return Optional.empty();
        }
        for (IdTableEntry entry : entries.list()) {
            if (entry.isTerminator()) {
                return Optional.empty();
            }
            if (entry.fits(identity)) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    private DriverMatch matchWalking(DriverModel driver, DeviceIdentity identity, boolean set) {
        DriverMatch dynamic = firstDynamic(driver.dynamicIds(), identity);
        if (dynamic != null) {
            return dynamic;
        }
        boolean flagsCount = rules.has(KernelChange.OVERRIDE_ONLY);
        DriverMatch flagged = null;
        if (driver.table() instanceof IdTable.Entries entries) {
            List<IdTableEntry> list = entries.list();
            for (int i = 0; i < list.size(); i++) {
                IdTableEntry entry = list.get(i);
                if (entry.isTerminator()) {
                    break;
                }
                if (!entry.fits(identity)) {
                    continue;
                }
                if (!flagsCount || !entry.overrideOnly()) {
                    return DriverMatch.of(ReasonCode.STATIC_ID, entry, i);
                }
                if (set) {
                    return DriverMatch.of(ReasonCode.FLAGGED_ID, entry, i);
                }
                if (flagged == null) {
                    flagged = DriverMatch.of(ReasonCode.OVERRIDE_REQUIRED, entry, i);
                }
            }
        } else if (driver.table() instanceof IdTable.Unknown unknown) {
            for (IdTableEntry entry : unknown.seen()) {
                if (entry.fits(identity)) {
                    return DriverMatch.of(ReasonCode.STATIC_ID, entry, -1);
                }
            }
            boolean outside = !unknown.within().isEmpty()
                    && unknown.within().stream().noneMatch(entry -> entry.fits(identity));
            return DriverMatch.of(set ? ReasonCode.OVERRIDE_WILDCARD : outside ? ReasonCode.NO_ID : ReasonCode.UNKNOWN);
        }
        if (set) {
            return DriverMatch.of(ReasonCode.OVERRIDE_WILDCARD);
        }
        return flagged != null ? flagged : DriverMatch.of(ReasonCode.NO_ID);
    }

    /** RFC v4: only the first fitting id counts, and its flag must equal "an override is set". */
    private static DriverMatch matchFirstOnly(DriverModel driver, DeviceIdentity identity, boolean set) {
        DriverMatch first = firstDynamic(driver.dynamicIds(), identity);
        if (first == null && driver.table() instanceof IdTable.Entries entries) {
            List<IdTableEntry> list = entries.list();
            for (int i = 0; i < list.size() && first == null && !list.get(i).isTerminator(); i++) {
                if (list.get(i).fits(identity)) {
                    first = DriverMatch.of(
                            list.get(i).overrideOnly() ? ReasonCode.FLAGGED_ID : ReasonCode.STATIC_ID, list.get(i), i);
                }
            }
        }
        if (first == null) {
            return DriverMatch.of(driver.table() instanceof IdTable.Unknown ? ReasonCode.UNKNOWN : ReasonCode.NO_ID);
        }
        boolean flag = first.entry().map(IdTableEntry::overrideOnly).orElse(false);
        if (flag == set) {
            return first;
        }
        return DriverMatch.of(flag ? ReasonCode.OVERRIDE_REQUIRED : ReasonCode.FLAG_MISMATCH, first.entry().get(),
                first.index());
    }

    private static DriverMatch firstDynamic(List<IdTableEntry> ids, DeviceIdentity identity) {
        for (int i = 0; i < ids.size(); i++) {
            if (ids.get(i).fits(identity)) {
                return DriverMatch.of(ReasonCode.DYNAMIC_ID, ids.get(i), i);
            }
        }
        return null;
    }
}
