// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import java.util.Optional;

/**
 * What comes of offering a function to one driver.
 *
 * @param driver     the driver
 * @param match      whether they fit, and by what
 * @param reason     the match's code where the driver takes it, else why it does not
 * @param bound      whether the driver has the function afterwards
 * @param errno      what the probe or the step before it answered
 * @param endsWalk   whether no further driver is tried
 * @param operations whose VFIO operations serve it where that is another driver
 * @param condition  what has to hold for this end where the facts do not tell; empty otherwise
 * @param step       the sentence
 */
record Attempt(DriverModel driver, DriverMatch match, ReasonCode reason, boolean bound, Optional<Errno> errno,
        boolean endsWalk, Optional<String> operations, Optional<String> condition, TraceStep step) {

    /** A pair that does not fit, or of which that is not known. */
    static Attempt noMatch(DriverModel driver, DriverMatch match, TraceStep step) {
        return new Attempt(driver, match, match.reason(), false, Optional.empty(), false, Optional.empty(),
                Optional.empty(), step);
    }

    /** A match that comes to nothing. */
    static Attempt refused(DriverModel driver, DriverMatch match, ReasonCode reason, Errno errno, boolean endsWalk,
            TraceStep step) {
        return new Attempt(driver, match, reason, false, Optional.of(errno), endsWalk, Optional.empty(),
                Optional.empty(), step);
    }

    /** A match that was refused by the driver or a gate, as against one that never fitted. */
    boolean refusedAfterMatch() {
        return match.matches() && !bound;
    }
}
