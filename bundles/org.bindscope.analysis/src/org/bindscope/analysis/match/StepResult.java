// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one event did.
 *
 * @param state    the bus afterwards
 * @param write    answer to a sysfs write; empty where the event is none
 * @param outcomes what it meant for each function that it concerned, by address
 */
public record StepResult(BusState state, Optional<Write> write, Map<String, FunctionOutcome> outcomes) {

    /**
     * The answer to a write.
     *
     * @param errno empty for success
     */
    public record Write(Optional<Errno> errno) {

        /** Success. */
        public static final Write OK = new Write(Optional.empty());

        /**
         * A failure.
         *
         * @param errno the errno
         * @return the answer
         */
        public static Write failed(Errno errno) {
            return new Write(Optional.of(errno));
        }

        /**
         * The word for results.
         *
         * @return {@code ok} or the errno's name
         */
        public String text() {
            return errno.map(Errno::name).orElse("ok");
        }
    }

    /**
     * What an event meant for one function.
     *
     * @param reason     code
     * @param steps      sentences in the kernel's order
     * @param deciding   index of the step that settled it
     * @param operations whose VFIO operations serve it where that differs from the driver
     */
    public record FunctionOutcome(ReasonCode reason, List<TraceStep> steps, int deciding,
            Optional<String> operations) {

        /** Copies the list. */
        public FunctionOutcome {
            steps = List.copyOf(steps);
        }

        static FunctionOutcome of(ReasonCode reason, String text, String source) {
            return new FunctionOutcome(reason, List.of(new TraceStep(text, source)), 0, Optional.empty());
        }
    }
}
