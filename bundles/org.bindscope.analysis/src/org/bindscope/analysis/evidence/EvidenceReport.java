// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.evidence;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.model.Machine;

/**
 * What evidence a machine lacks.
 *
 * @param missing  what is lacking, what answers most first; empty when nothing is
 * @param banner   what must be seen before any conclusion: that the capture was made without root rights
 */
public record EvidenceReport(List<MissingEvidence> missing, Optional<String> banner) {

    /** Runs the capture script with all rights. The script comes from {@code bindscope capture}. */
    public static final String CAPTURE = "sudo sh bindscope-capture.sh";

    /** Copies the list. */
    public EvidenceReport {
        missing = List.copyOf(missing);
    }

    /**
     * The report on a machine.
     *
     * @param analysis the facts, and what was concluded from them
     * @return what is lacking
     */
    public static EvidenceReport of(MachineAnalysis analysis) {
        Machine machine = analysis.machine();
        MachineTraits traits = new MachineTraits(analysis);
        List<MissingEvidence> missing = new ArrayList<>();
        if (traits.isBlobAlone()) {
            return new EvidenceReport(List.of(new MissingEvidence(EvidenceClass.FUNCTIONS, false,
                    "A device tree tells how a machine is built, and nothing about the kernel that runs on it.",
                    "Which functions there are behind bridges, their drivers and their IOMMU groups.", CAPTURE)), Optional.empty());
        }
        DeviceEvidence devices = new DeviceEvidence(machine);
        KernelEvidence kernel = new KernelEvidence(traits);
        Stream.of(devices.functions(), devices.configSpace(), devices.groups(), devices.bindings(), devices.overrides(),
                kernel.registeredDrivers(), kernel.loadedModules(), kernel.aliases(), kernel.modprobeConfig(), kernel.release(),
                kernel.commandLine(), kernel.deviceTree(), kernel.acpiTables(), kernel.nvLinks(), devices.reservedRegions(),
                devices.resetMethods(), devices.numaNodes(), kernel.hostUse(), kernel.memoryMap(), kernel.log(),
                kernel.configuration()).flatMap(Optional::stream).forEach(missing::add);
        return new EvidenceReport(missing, devices.banner());
    }

    /**
     * The one command that collects all that is lacking.
     *
     * @return the capture script, or the command of the only class that is lacking; empty when nothing is
     */
    public Optional<String> command() {
        return missing.isEmpty() ? Optional.empty() : Optional.of(missing.size() == 1 ? missing.get(0).command() : CAPTURE);
    }
}
