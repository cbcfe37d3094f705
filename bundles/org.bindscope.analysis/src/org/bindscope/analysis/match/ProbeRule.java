// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import java.util.Optional;

/** What a driver's own probe answers, as far as it can be known without running it. */
@FunctionalInterface
public interface ProbeRule {

    /** Takes everything that the bus offers. */
    ProbeRule ACCEPTS = (function, override) -> Optional.empty();

    /**
     * Asks the driver.
     *
     * @param function the function that is offered
     * @param override the driver's name is in the function's override
     * @return why it refuses; empty when it takes the function
     */
    Optional<Refusal> refuse(BusFunction function, boolean override);

    /**
     * A refusal.
     *
     * @param errno  what probe returns
     * @param why    one clause, continuing "its probe answers ERRNO: "
     * @param source kernel file, or empty
     */
    record Refusal(Errno errno, String why, String source) {
    }

    /**
     * A probe that always answers the same errno.
     *
     * @param errno the answer
     * @return the rule
     */
    static ProbeRule always(Errno errno) {
        Refusal refusal = new Refusal(errno, "so the machine's description says", "");
        return (function, override) -> Optional.of(refusal);
    }
}
