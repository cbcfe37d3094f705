// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bindscope.analysis.evidence.ContradictionRule;
import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.FindingContext;
import org.bindscope.analysis.findings.FindingRule;
import org.bindscope.analysis.findings.MatchRules;
import org.bindscope.analysis.groups.Bindings;
import org.bindscope.analysis.groups.DriverBinding;
import org.bindscope.analysis.groups.GroupAnalysis;
import org.bindscope.analysis.groups.GroupRules;
import org.bindscope.analysis.groups.GroupStudy;
import org.bindscope.analysis.groups.HostUse;
import org.bindscope.analysis.match.DeviceVerdict;
import org.bindscope.analysis.match.MatchAnalysis;
import org.bindscope.analysis.match.ReasonCode;
import org.bindscope.analysis.match.WhatIf;
import org.bindscope.analysis.nvlink.NvLinkAnalysis;
import org.bindscope.analysis.nvlink.NvLinkGraph;
import org.bindscope.analysis.nvlink.TreeRules;
import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;

/**
 * All conclusions about one machine, as captured or under suppositions. Each is computed when it is
 * asked for first and kept, so that views and answers share the work. A what-if is another object over
 * the same facts. May be used from several threads; the machine must not change meanwhile.
 */
public final class MachineAnalysis {

    private final Machine machine;
    private final HostUse hostUse;
    private final List<WhatIf> whatIfs;
    private final Lazy<MatchAnalysis> captured;
    private final Lazy<MatchAnalysis> match;
    private final Lazy<GroupStudy> groups;
    private final Lazy<NvLinkGraph> nvLink;
    private final Lazy<List<Finding>> findings;

    private MachineAnalysis(Machine machine, HostUse hostUse, List<WhatIf> whatIfs, Lazy<MatchAnalysis> captured,
            Lazy<NvLinkGraph> nvLink) {
        this.machine = machine;
        this.hostUse = hostUse;
        this.whatIfs = List.copyOf(whatIfs);
        this.captured = captured;
        this.nvLink = nvLink;
        this.match = whatIfs.isEmpty() ? captured : new Lazy<>(() -> captured.get().with(this.whatIfs));
        this.groups = new Lazy<>(() -> GroupAnalysis.study(machine, rules(), this::binding));
        this.findings = new Lazy<>(this::evaluate);
    }

    /**
     * The machine as it was captured, under the rules of its own kernel.
     *
     * @param machine the facts
     * @return an analysis that has computed nothing yet
     */
    public static MachineAnalysis of(Machine machine) {
        return of(machine, HostUse.none());
    }

    /**
     * The machine as it was captured, with what the model does not hold.
     *
     * @param machine the facts
     * @param hostUse block devices and network interfaces by function
     * @return an analysis that has computed nothing yet
     */
    public static MachineAnalysis of(Machine machine, HostUse hostUse) {
        return new MachineAnalysis(machine, hostUse, List.of(),
                new Lazy<>(() -> MatchAnalysis.of(machine, rulesOf(machine))), new Lazy<>(() -> NvLinkAnalysis.of(machine)));
    }

    /**
     * The same machine under suppositions, instead of those of this object.
     *
     * @param suppositions in the order in which they apply; empty for the machine as captured
     * @return another analysis over the same facts, which shares what does not depend on them
     */
    public MachineAnalysis with(List<WhatIf> suppositions) {
        return new MachineAnalysis(machine, hostUse, suppositions, captured, nvLink);
    }

    /**
     * The same machine under other kernel rules and without other suppositions.
     *
     * @param other the rules
     * @return another analysis over the same facts
     */
    public MachineAnalysis withRules(KernelRules other) {
        return with(List.of(new WhatIf.Rules(other)));
    }

    /**
     * The rules that the snapshot's kernel release asks for. Those that are in force may differ where
     * the snapshot proves later code: see {@link #rules()}.
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
     * The suppositions.
     *
     * @return empty for the machine as captured
     */
    public List<WhatIf> whatIfs() {
        return whatIfs;
    }

    /**
     * The kernel rules in force.
     *
     * @return the rules
     */
    public KernelRules rules() {
        return match.get().rules();
    }

    /**
     * The matching itself, for what goes beyond verdicts.
     *
     * @return under the suppositions of this object
     */
    public MatchAnalysis match() {
        return match.get();
    }

    /**
     * Which driver each function has and would get.
     *
     * @return sorted by address
     */
    public List<DeviceVerdict> verdicts() {
        return match.get().verdicts();
    }

    /**
     * The verdict of one function.
     *
     * @param address canonical PCI address
     * @return empty when the machine has no such function
     */
    public Optional<DeviceVerdict> verdict(String address) {
        return match.get().verdict(address);
    }

    /**
     * Why each IOMMU group is as it is, and whether user space may have it. Under suppositions a
     * function whose verdict they change counts with the driver that it would get.
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
     * What is wrong or worth knowing, by all rules.
     *
     * @return in the order of the rules; empty when there is nothing that rules could look at: no
     *         PCI function, no device tree and no text that speaks of NVLinks
     */
    public Optional<List<Finding>> findings() {
        boolean texts = !nvLink().endpoints().isEmpty() || !nvLink().conflicts().isEmpty();
        return machine.getDomains().isEmpty() && machine.getDeviceTrees().isEmpty() && !texts ? Optional.empty()
                : Optional.of(findings.get());
    }

    private DriverBinding binding(PciFunction function) {
        if (whatIfs.isEmpty()) {
            return DriverBinding.inSnapshot(function);
        }
        Optional<DeviceVerdict> before = captured.get().verdict(function.getAddress());
        Optional<DeviceVerdict> after = match.get().verdict(function.getAddress());
        if (before.isEmpty() || after.isEmpty() || before.get().predicted().equals(after.get().predicted())
                && before.get().reason() == after.get().reason()) {
            return DriverBinding.inSnapshot(function);
        }
        if (after.get().reason() == ReasonCode.UNKNOWN) {
            return DriverBinding.notKnown();
        }
        return after.get().predicted().map(DriverBinding::to).orElseGet(DriverBinding::none);
    }

    private List<Finding> evaluate() {
        FindingContext context = new FindingContext(machine, rules(), this::verdicts);
        // What is known already, under the suppositions: the rules must not work it out again without them.
        context.shared(MatchAnalysis.class, each -> match());
        context.shared(GroupStudy.class, each -> groups());
        context.shared(NvLinkGraph.class, each -> nvLink());
        context.shared(Bindings.class, each -> new Bindings(this::binding, whatIfs));
        List<FindingRule> rules = new ArrayList<>(GroupRules.all(hostUse));
        rules.addAll(TreeRules.all());
        rules.addAll(MatchRules.all());
        rules.add(new ContradictionRule());
        List<Finding> all = new ArrayList<>();
        for (FindingRule rule : rules) {
            rule.evaluate(context).forEach(all::add);
        }
        return List.copyOf(all);
    }
}
