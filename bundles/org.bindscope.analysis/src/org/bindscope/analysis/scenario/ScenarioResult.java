// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.scenario;

import java.util.List;
import java.util.Optional;

import org.bindscope.analysis.groups.GroupReport;
import org.bindscope.analysis.match.ReasonCode;
import org.bindscope.analysis.match.TraceStep;

/**
 * What came of a scenario. The components are the keys of the command line's JSON of {@code scenario}.
 *
 * @param file         name of the file
 * @param title        title
 * @param steps        one for each event
 * @param groups       IOMMU groups with the drivers bound at the end
 * @param expectations one for each thing that was expected
 */
public record ScenarioResult(String file, String title, List<StepOutcome> steps, List<GroupReport> groups,
        List<Expectation> expectations) {

    /** Copies the lists. */
    public ScenarioResult {
        steps = List.copyOf(steps);
        groups = List.copyOf(groups);
        expectations = List.copyOf(expectations);
    }

    /**
     * Whether everything that was expected holds.
     *
     * @return true also when nothing was expected
     */
    public boolean held() {
        return expectations.stream().allMatch(Expectation::held);
    }

    /**
     * An event and the machine after it.
     *
     * @param step    the event as written
     * @param write   {@code ok} or an errno name; empty where the event is no write
     * @param devices all devices on the bus, in the order in which they were added
     */
    public record StepOutcome(String step, Optional<String> write, List<DeviceState> devices) {
        /** Copies the list. */
        public StepOutcome {
            devices = List.copyOf(devices);
        }
    }

    /**
     * A device after an event.
     *
     * @param address    canonical address
     * @param driver     driver that has it; empty for none
     * @param reason     code of the last event that concerned it; empty before the first
     * @param steps      sentences of that event
     * @param deciding   index of the sentence that settled it
     * @param operations whose VFIO operations serve it where that differs from the driver
     */
    public record DeviceState(String address, Optional<String> driver, Optional<ReasonCode> reason, List<TraceStep> steps,
            int deciding, Optional<String> operations) {
        /** Copies the list. */
        public DeviceState {
            steps = List.copyOf(steps);
        }
    }

    /**
     * One thing that was expected.
     *
     * @param step     the event before it; empty text before the first
     * @param held     whether it holds
     * @param expected what was expected
     * @param got      what is
     */
    public record Expectation(String step, boolean held, String expected, String got) {
    }
}
