// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.scenario;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bindscope.analysis.groups.TopologyFunction;
import org.bindscope.analysis.match.BusEvent;
import org.bindscope.analysis.match.BusState;

/**
 * A small machine written by hand: devices, drivers, kernel rules, and steps with expectations.
 *
 * @param file     name of the file
 * @param title    title
 * @param start    the bus before the first step
 * @param topology devices as IOMMU grouping sees them, for those whose group is worked out
 * @param groups   name of the group of each device that has one
 * @param steps    steps and expectations in order
 */
public record Scenario(String file, String title, BusState start, List<TopologyFunction> topology,
        Map<String, String> groups, List<Step> steps) {

    /** Copies the collections. */
    public Scenario {
        topology = List.copyOf(topology);
        groups = Collections.unmodifiableMap(new LinkedHashMap<>(groups));
        steps = List.copyOf(steps);
    }

    /** An event or an expectation. */
    public sealed interface Step {
    }

    /**
     * Something that happens.
     *
     * @param text    as written
     * @param event   the event
     * @param isWrite whether it is a write to a sysfs file, which has an answer
     */
    public record Happens(String text, BusEvent event, boolean isWrite) implements Step {
    }

    /**
     * What should hold after the steps before it. Empty components expect nothing.
     *
     * @param line       line of the file
     * @param device     device that the expectation is about
     * @param driver     driver that it has; an empty inner value expects none
     * @param write      answer of the last write: ok or an errno
     * @param reason     reason code of the last event that concerned the device
     * @param override   text of driver_override; an empty inner value expects none
     * @param operations whose VFIO operations serve it; an empty inner value expects those of its driver
     * @param groups     groups that must be exactly these sets of addresses
     * @param viable     viability of groups by name
     */
    public record Expects(int line, Optional<String> device, Optional<Optional<String>> driver, Optional<String> write,
            Optional<String> reason, Optional<Optional<String>> override, Optional<Optional<String>> operations,
            List<List<String>> groups, Map<String, Boolean> viable) implements Step {
    }
}
