// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

import org.bindscope.analysis.match.StepResult.FunctionOutcome;
import org.bindscope.analysis.match.StepResult.Write;
import org.bindscope.analysis.rules.KernelChange;

/** The file driver_override of a function (drivers/pci/pci-sysfs.c; driver-match, section 4). */
final class OverrideFile {

    /** Texts of this many bytes and more are refused: PAGE_SIZE - 1 with 4 KiB pages. */
    private static final int TOO_LONG = 4095;

    StepResult write(BusState state, String address, String text) {
        BusFunction function = state.functions().get(address);
        String source = state.rules().source("drivers/pci/pci-sysfs.c, driver_override_store");
        if (function == null || !state.rules().has(KernelChange.DRIVER_OVERRIDE)) {
            String why = function == null ? "There is no device " + address + "."
                    : "This kernel has no file driver_override.";
            return new StepResult(state, Optional.of(Write.failed(Errno.ENOENT)), function == null ? Map.of()
                    : Map.of(address, FunctionOutcome.of(ReasonCode.WRITE_REJECTED, why, source)));
        }
        if (text.getBytes(StandardCharsets.UTF_8).length >= TOO_LONG) {
            return new StepResult(state, Optional.of(Write.failed(Errno.EINVAL)), Map.of(address, FunctionOutcome.of(
                    ReasonCode.WRITE_REJECTED, "The text is " + text.length() + " bytes long; " + (TOO_LONG - 1)
                            + " are the most. The write answers EINVAL.", source)));
        }
        ReasonCode reason = function.driver().isPresent() ? ReasonCode.ALREADY_BOUND : ReasonCode.UNBOUND;
        if (text.isEmpty()) {
            return new StepResult(state, Optional.of(Write.OK), Map.of(address, FunctionOutcome.of(reason,
                    "A write of zero bytes never reaches the kernel's handler and changes nothing.", source)));
        }
        Optional<String> name = stored(text);
        String kept = function.driver().map(driver -> " " + driver + " keeps the device until it is unbound.")
                .orElse(" Nothing is bound by that.");
        return new StepResult(state.with(function.withOverride(name)), Optional.of(Write.OK), Map.of(address,
                FunctionOutcome.of(reason, name.map(each -> "driver_override is now " + MatchText.quoted(each) + ".")
                        .orElse("driver_override is cleared.") + kept, source)));
    }

    /** The text up to the first line feed or NUL; nothing there clears the override. */
    private static Optional<String> stored(String text) {
        int end = text.length();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\n' || text.charAt(i) == 0) {
                end = i;
                break;
            }
        }
        return end == 0 ? Optional.empty() : Optional.of(text.substring(0, end));
    }
}
