// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bindscope.analysis.match.StepResult.FunctionOutcome;
import org.bindscope.analysis.match.StepResult.Write;
import org.bindscope.analysis.rules.KernelChange;

/** The files new_id and remove_id of a driver (drivers/pci/pci-driver.c; driver-match, 3.1 and 3.2). */
final class IdFiles {

    /**
     * What adding an id came to.
     *
     * @param state the bus with the id stored; the unchanged bus after an error
     * @param errno the error; empty when it is stored
     * @param why   one sentence
     */
    record Added(BusState state, Optional<Errno> errno, String why) {
    }

    /** All checks up to storing; offering the devices is the caller's part. */
    Added add(BusState state, String name, String text) {
        Optional<DriverModel> driver = state.registeredDriver(name);
        if (driver.isEmpty()) {
            return refused(state, Errno.ENOENT, "There is no directory drivers/" + name
                    + ": the driver is not registered.");
        }
        boolean flagField = state.rules().flagMustAgree();
        DynamicIdText.Fields fields = DynamicIdText.scan(text, flagField ? 8 : 7);
        if (fields.count() < 2) {
            return refused(state, Errno.EINVAL, "The text " + MatchText.quoted(text.strip()) + " gives " + fields.count()
                    + " hexadecimal fields; vendor and device, separated by a blank, are the least.");
        }
        IdTableEntry id = fields.entry(flagField && fields.count() > 7 && fields.values().get(7) != 0);
        if (fields.count() < 7) {
            Optional<DriverMatch> known = covered(state, driver.get(), id);
            if (known.isPresent()) {
                return refused(state, Errno.EEXIST, name + " fits such a device already, by "
                        + (known.get().reason() == ReasonCode.DYNAMIC_ID ? "the dynamic id " : "its table's ")
                        + MatchText.entry(known.get()) + ".");
            }
        }
        if (driver.get().table() instanceof IdTable.Entries entries && entries.list().stream()
                .takeWhile(entry -> !entry.isTerminator()).noneMatch(entry -> entry.driverData() == id.driverData())) {
            return refused(state, Errno.EINVAL, "No entry of " + name + "'s table has the driver data 0x"
                    + Long.toHexString(id.driverData()) + ", and the kernel lets an id use only driver data that one has"
                    + (entries.list().isEmpty() ? "; this table is empty, so it refuses every id." : "."));
        }
        return new Added(state.with(driver.get().plusDynamicId(id)), Optional.empty(), "");
    }

    /** Compares a pretend device, whose ids are cut to 16 bits, with what the driver has. */
    private static Optional<DriverMatch> covered(BusState state, DriverModel driver, IdTableEntry id) {
        DeviceIdentity pretend = new DeviceIdentity(id.vendor() & 0xffff, id.device() & 0xffff, id.subvendor() & 0xffff,
                id.subdevice() & 0xffff, id.classCode());
        DriverModel compared = state.rules().has(KernelChange.NEW_ID_SEES_DYNAMIC) ? driver
                : driver.withDynamicIds(List.of());
        return Optional.of(new DriverMatcher(state.rules()).match(compared, pretend, Optional.empty()))
                .filter(DriverMatch::matches);
    }

    private static Added refused(BusState state, Errno errno, String why) {
        return new Added(state, Optional.of(errno), why + " The write answers " + errno + ".");
    }

    StepResult removeId(BusState state, String name, String text) {
        Optional<DriverModel> driver = state.registeredDriver(name);
        DynamicIdText.Fields fields = DynamicIdText.scan(text, 6);
        Optional<Errno> errno = Optional.empty();
        String why;
        BusState after = state;
        if (driver.isEmpty()) {
            errno = Optional.of(Errno.ENOENT);
            why = "There is no directory drivers/" + name + ": the driver is not registered.";
        } else if (fields.count() < 2) {
            errno = Optional.of(Errno.EINVAL);
            why = "The text gives " + fields.count() + " hexadecimal fields; two are the least.";
        } else {
            List<IdTableEntry> ids = new ArrayList<>(driver.get().dynamicIds());
            int at = indexOf(ids, fields.entry(false));
            if (at < 0) {
                errno = Optional.of(Errno.ENODEV);
                why = name + " has no such dynamic id; entries of its static table cannot be removed.";
            } else {
                why = "The dynamic id " + ids.get(at).text() + " is removed; devices that " + name
                        + " has stay bound.";
                ids.remove(at);
                after = state.with(driver.get().withDynamicIds(ids));
            }
        }
        Map<String, FunctionOutcome> outcomes = new LinkedHashMap<>();
        ReasonCode reason = errno.isEmpty() ? ReasonCode.ID_REMOVED : ReasonCode.WRITE_REJECTED;
        for (String address : state.functions().keySet()) {
            outcomes.put(address, FunctionOutcome.of(reason, why, state.rules().source(
                    "drivers/pci/pci-driver.c, remove_id_store")));
        }
        return new StepResult(after, Optional.of(errno.map(Write::failed).orElse(Write.OK)), outcomes);
    }

    private static int indexOf(List<IdTableEntry> ids, IdTableEntry asked) {
        for (int i = 0; i < ids.size(); i++) {
            IdTableEntry id = ids.get(i);
            boolean same = id.vendor() == asked.vendor() && id.device() == asked.device()
                    && (asked.subvendor() == IdTableEntry.ANY || id.subvendor() == asked.subvendor())
                    && (asked.subdevice() == IdTableEntry.ANY || id.subdevice() == asked.subdevice())
                    && ((id.classCode() ^ asked.classCode()) & asked.classMask()) == 0;
            if (same) {
                return i;
            }
        }
        return -1;
    }
}
