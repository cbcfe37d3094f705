// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import java.util.List;
import java.util.Optional;

/**
 * Which driver has a function, which would get it, and why. The components up to {@code support}
 * are the keys of the command line's JSON of {@code match}.
 *
 * @param address      canonical PCI address
 * @param current      driver that has the function; empty for none
 * @param predicted    driver that it would get if it were probed now, from scratch, with what is
 *                     registered plus what user space would load for it; empty for none, and when
 *                     {@code reason} is {@link ReasonCode#UNKNOWN}
 * @param reason       why
 * @param operations   whose VFIO operations would serve it where that differs from {@code predicted}
 * @param steps        the kernel's steps in order
 * @param candidates   all drivers that were looked at, in the order in which the kernel tries them
 * @param outcomes     for {@code UNKNOWN}: each possible driver with its condition
 * @param bestVariant  the VFIO driver that libvirt's procedure chooses
 * @param support      what would come of special support when the device is opened
 * @param sentence     the verdict in one sentence
 * @param decidingStep index into {@code steps} of the step that settled it
 */
public record DeviceVerdict(String address, Optional<String> current, Optional<String> predicted,
        ReasonCode reason, Optional<String> operations, List<TraceStep> steps, List<Candidate> candidates,
        List<Outcome> outcomes, Optional<BestVariant> bestVariant, List<SpecialSupport> support,
        String sentence, int decidingStep) {

    /** Copies the lists. */
    public DeviceVerdict {
        steps = List.copyOf(steps);
        candidates = List.copyOf(candidates);
        outcomes = List.copyOf(outcomes);
        support = List.copyOf(support);
    }

    /**
     * A driver that was looked at.
     *
     * @param driver  name on the bus; for a module whose driver name no file tells, the module's name
     * @param module  module that holds it
     * @param entry   id entry or alias that fits, or the nearest that counts; empty for none
     * @param source  file and line of the entry
     * @param matched whether driver and device fit; empty where the driver's table is not known
     * @param why     one sentence: why it won, or why it lost
     */
    public record Candidate(String driver, Optional<String> module, Optional<String> entry,
            Optional<String> source, Optional<Boolean> matched, String why) {
    }

    /**
     * One possible end where files cannot tell.
     *
     * @param driver    the driver; empty for none
     * @param condition when it comes to that
     */
    public record Outcome(Optional<String> driver, String condition) {
    }

    /**
     * The VFIO driver with the fewest wildcards (driver-match, section 12.6).
     *
     * @param driver    name to write into driver_override
     * @param module    module as modules.alias spells it
     * @param wildcards number of {@code *} parts, 0 to 7
     * @param source    file and line
     */
    public record BestVariant(String driver, String module, int wildcards, String source) {
    }

    /**
     * Special support that starts when a VFIO user opens the device.
     *
     * @param kind   {@code nvlink2-gpu}, {@code nvlink2-npu}, {@code igd} or {@code grace-memory}
     * @param result {@code enabled} or an errno name; empty where the snapshot cannot tell
     * @param why    the property or condition that settles it, and what the user gets or loses
     */
    public record SpecialSupport(String kind, Optional<String> result, String why) {
    }
}
