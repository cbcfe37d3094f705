// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.plan;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.binding.HostDriver;
import org.bindscope.binding.Wish;

/**
 * What one click can do about a finding of a plan: add what is missing, take a wish out, or choose a format that
 * does not have the fault.
 *
 * @param evaluation the evaluated plan
 */
record PlanRemedies(PlanEvaluation evaluation) {

    /** Findings that other functions are missing from the plan; their subjects are those. */
    private static final Set<String> MISSING = Set.of("plan-companion-missing", "plan-slot-incomplete",
            "plan-npu-incomplete", "plan-nvswitch-missing", "plan-group-incomplete", "plan-group-idle-members");
    /** Findings about missing functions for which it is enough that no driver has them. */
    private static final Set<String> NO_DRIVER_IS_ENOUGH = Set.of("plan-group-incomplete", "plan-group-idle-members");
    /** Formats that bind before the host's drivers do, the one that tells twins apart first. */
    private static final List<String> AT_BOOT = List.of("udev", "modprobe", "cmdline");
    private static final List<String> LASTING = List.of("udev", "driverctl", "systemd");
    private static final List<String> BY_ADDRESS = List.of("udev", "driverctl", "systemd");

    /**
     * Something to do.
     *
     * @param label  words of a link
     * @param why    one sentence; may be empty
     * @param draft  the plan afterwards; empty where the plan stays
     * @param format name of the format to choose; empty where the choice stays
     */
    record Remedy(String label, String why, Optional<PlanDraft> draft, Optional<String> format) {
    }

    /**
     * Remedies of a finding.
     *
     * @param finding of the evaluation
     * @return the best first; empty where nothing can be done in the plan
     */
    List<Remedy> of(Finding finding) {
        List<Remedy> remedies = new ArrayList<>();
        if (MISSING.contains(finding.rule())) {
            add(finding, remedies);
        } else if (finding.severity() == Severity.ERROR) {
            takeOut(finding, remedies);
        }
        switch (finding.rule()) {
            case "plan-unbind-may-hang" -> formats(AT_BOOT, "bind at boot: ", remedies);
            case "plan-not-persistent" -> formats(LASTING, "make it last: ", remedies);
            case "plan-identical-devices" -> formats(BY_ADDRESS, "by address: ", remedies);
            default -> {
                // Nothing that another format would change.
            }
        }
        return remedies;
    }

    private void add(Finding finding, List<Remedy> remedies) {
        List<String> missing = finding.subjects().stream()
                .filter(address -> evaluation.plan().wish(address).isEmpty()).toList();
        if (missing.isEmpty()) {
            return;
        }
        String driver = vfioDriver();
        String what = missing.size() == 1 ? missing.get(0) : missing.size() == 2 ? "both" : "all " + missing.size();
        remedies.add(new Remedy("add " + what + " with " + driver, "A guest can have them then.",
                Optional.of(evaluation.draft().with(missing.stream().map(address -> Wish.bind(address, driver)).toList())),
                Optional.empty()));
        if (NO_DRIVER_IS_ENOUGH.contains(finding.rule())) {
            remedies.add(new Remedy("add " + (missing.size() == 1 ? "it" : "them") + " with no driver",
                    "The smallest plan that makes the group usable: the guest does not get them.",
                    Optional.of(evaluation.draft().with(missing.stream().map(Wish::unbind).toList())), Optional.empty()));
        }
    }

    /** The VFIO driver that the plan names most often. */
    private String vfioDriver() {
        List<String> names = evaluation.draft().wishes().stream().flatMap(wish -> wish.driver().stream())
                .filter(HostDriver::isVfio).toList();
        return names.contains(KnownDrivers.VFIO) || names.isEmpty() ? KnownDrivers.VFIO : names.get(0);
    }

    private void takeOut(Finding finding, List<Remedy> remedies) {
        Set<String> wished = new LinkedHashSet<>(finding.subjects());
        wished.removeIf(address -> evaluation.plan().wish(address).isEmpty());
        if (!wished.isEmpty()) {
            remedies.add(new Remedy("take " + (wished.size() == 1 ? wished.iterator().next() : "these " + wished.size())
                    + " out of the plan", "", Optional.of(evaluation.draft().without(wished)), Optional.empty()));
        }
    }

    private void formats(List<String> names, String lead, List<Remedy> remedies) {
        String before = lead;
        for (String name : names) {
            Optional<FormatChoice> usable = evaluation.formats().stream()
                    .filter(choice -> choice.format().name().equals(name) && choice.refusal().isEmpty()).findFirst();
            if (usable.isPresent()) {
                remedies.add(new Remedy(before + usable.get().format().title(), "", Optional.empty(), Optional.of(name)));
                before = "";
            }
        }
    }
}
