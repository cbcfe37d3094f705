// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.scenario;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import org.bindscope.analysis.scenario.ScenarioResult.DeviceState;
import org.bindscope.analysis.scenario.ScenarioResult.Expectation;
import org.bindscope.render.VisibleText;
import org.bindscope.ui.text.Sign;

/**
 * One step of a scenario as a row of a table.
 *
 * @param number       counted from 1; 0 for the machine before its first step
 * @param step         the event as written
 * @param write        {@code ok} or an errno name; empty where the event is no write
 * @param devices      all devices after the step
 * @param changed      those whose driver or account the step changed
 * @param expectations what the file expects after the step
 */
record ScenarioRow(int number, String step, Optional<String> write, List<DeviceState> devices, List<DeviceState> changed,
        List<Expectation> expectations) {

    ScenarioRow {
        devices = List.copyOf(devices);
        changed = List.copyOf(changed);
        expectations = List.copyOf(expectations);
    }

    /** The event on one line; a line feed that is written is seen as an escape. */
    String stepText() {
        return number == 0 ? "before the first step" : VisibleText.of(step);
    }

    /** The driver of the only device or of the one that the step changed; of each with its address where it changed several. */
    String driverText() {
        List<DeviceState> told = devices.size() == 1 ? devices : changed;
        return told.size() == 1 ? driver(told.get(0))
                : told.stream().map(device -> driver(device) + " (" + device.address() + ")").collect(Collectors.joining(", "));
    }

    /** The codes of the devices that the step changed, each once. */
    String reasonText() {
        return changed.stream().flatMap(device -> device.reason().stream()).map(Enum::name).distinct()
                .collect(Collectors.joining(", "));
    }

    /** Whether all that is expected holds; empty where nothing is. */
    Optional<Boolean> held() {
        return expectations.isEmpty() ? Optional.empty() : Optional.of(expectations.stream().allMatch(Expectation::held));
    }

    /** A sign, and how many of how many hold; empty where nothing is expected. */
    String heldText() {
        long good = expectations.stream().filter(Expectation::held).count();
        return held().map(all -> Sign.of(Optional.of(all)).text() + " " + good + " of " + expectations.size()).orElse("");
    }

    /** The cells, in the order of the columns. */
    String[] cells() {
        return new String[] { number == 0 ? "" : String.valueOf(number), stepText(),
            write.map(VisibleText::of).orElse(""), driverText(), reasonText(), heldText() };
    }

    /** The driver in words. */
    static String driver(DeviceState device) {
        return device.driver().map(VisibleText::of).orElse("no driver");
    }
}
