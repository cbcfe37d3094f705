// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import java.util.Optional;

import org.bindscope.model.PciFunction;

/**
 * A function of a snapshot, prepared for matching.
 *
 * @param source        the facts
 * @param function      its state on the bus, with the driver that it has in the snapshot
 * @param idsKnown      whether vendor, device and class are known; if not, nothing can be matched
 * @param driverKnown   whether the snapshot tells the driver or its absence
 * @param readsNull     driver_override was read and is the text (null), which a driver named so would give too
 * @param note          what the reader should know about the facts; empty for nothing
 */
record Subject(PciFunction source, BusFunction function, boolean idsKnown, boolean driverKnown, boolean readsNull,
        Optional<String> note) {

    String address() {
        return function.address();
    }

    Optional<String> current() {
        return function.driver();
    }
}
