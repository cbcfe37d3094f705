// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis;

import java.util.List;
import java.util.Optional;

import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.groups.DriverBinding;
import org.bindscope.analysis.groups.GroupAnalysis;
import org.bindscope.analysis.groups.GroupStudy;
import org.bindscope.analysis.match.DeviceVerdict;
import org.bindscope.analysis.nvlink.NvLinkAnalysis;
import org.bindscope.analysis.nvlink.NvLinkGraph;
import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.model.Machine;

/**
 * All conclusions about one machine under one set of kernel rules. Each is computed when it is asked
 * for first and kept, so that views and answers share the work. A what-if is another object over the
 * same facts. May be used from several threads; the machine must not change meanwhile.
 */
public final class MachineAnalysis {

    private final Machine machine;
    private final KernelRules rules;
    private final Lazy<GroupStudy> groups;
    private final Lazy<NvLinkGraph> nvLink;

    private MachineAnalysis(Machine machine, KernelRules rules) {
        this.machine = machine;
        this.rules = rules;
        this.groups = new Lazy<>(() -> GroupAnalysis.study(machine, rules, DriverBinding::inSnapshot));
        this.nvLink = new Lazy<>(() -> NvLinkAnalysis.of(machine));
    }

    /**
     * The machine as it was captured, under the rules of its own kernel.
     *
     * @param machine the facts
     * @return an analysis that has computed nothing yet
     */
    public static MachineAnalysis of(Machine machine) {
        return new MachineAnalysis(machine, rulesOf(machine));
    }

    /**
     * The same machine under other kernel rules.
     *
     * @param other the rules
     * @return another analysis over the same facts
     */
    public MachineAnalysis withRules(KernelRules other) {
        return new MachineAnalysis(machine, other);
    }

    /**
     * The rules that the snapshot itself asks for: those of its kernel release.
     *
     * @param machine the facts
     * @return the rules; with a caveat where no file tells the release
     */
    public static KernelRules rulesOf(Machine machine) {
        String release = machine.getProvenance() == null ? null : machine.getProvenance().getKernelRelease();
        if (release == null) {
            return KernelRules.assumed();
        }
        try {
            return KernelRules.named(release);
        } catch (IllegalArgumentException e) {
            return KernelRules.assumed();
        }
    }

    /**
     * The facts.
     *
     * @return the machine
     */
    public Machine machine() {
        return machine;
    }

    /**
     * The kernel rules in force.
     *
     * @return the rules
     */
    public KernelRules rules() {
        return rules;
    }

    /**
     * Which driver each function has and would get.
     *
     * @return sorted by address; empty where nothing was worked out
     */
    public Optional<List<DeviceVerdict>> verdicts() {
        return Optional.empty();
    }

    /**
     * The verdict of one function.
     *
     * @param address canonical PCI address
     * @return empty when the machine has no such function or nothing was worked out
     */
    public Optional<DeviceVerdict> verdict(String address) {
        return verdicts().flatMap(all -> all.stream().filter(one -> one.address().equals(address)).findFirst());
    }

    /**
     * Why each IOMMU group is as it is, and whether user space may have it.
     *
     * @return the study; without groups when the snapshot has none
     */
    public GroupStudy groups() {
        return groups.get();
    }

    /**
     * The NVLink graph.
     *
     * @return an empty graph when no source speaks of NVLink
     */
    public NvLinkGraph nvLink() {
        return nvLink.get();
    }

    /**
     * What is wrong or worth knowing.
     *
     * @return in a stable order; empty where nothing was worked out
     */
    public Optional<List<Finding>> findings() {
        return Optional.empty();
    }
}
