// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import java.util.Optional;

/**
 * Whether one driver and one function fit, and by what.
 *
 * @param reason  a code of a match, or why there is none; {@link ReasonCode#UNKNOWN} where the driver's
 *                table is not known
 * @param entry   the entry that fits, or for {@link ReasonCode#OVERRIDE_REQUIRED} and
 *                {@link ReasonCode#FLAG_MISMATCH} the one that would
 * @param index   position of the entry in its list, from 0; -1 without an entry
 */
public record DriverMatch(ReasonCode reason, Optional<IdTableEntry> entry, int index) {

    static DriverMatch of(ReasonCode reason) {
        return new DriverMatch(reason, Optional.empty(), -1);
    }

    static DriverMatch of(ReasonCode reason, IdTableEntry entry, int index) {
        return new DriverMatch(reason, Optional.of(entry), index);
    }

    /**
     * Whether they fit.
     *
     * @return true for a match
     */
    public boolean matches() {
        return reason.isMatch();
    }
}
