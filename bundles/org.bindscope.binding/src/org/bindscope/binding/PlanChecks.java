// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.Finding.EvidenceText;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.analysis.groups.HostUse;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;

/**
 * Looks at a plan before anything runs. Every check is a finding whose rule starts with
 * {@code plan-}. A finding of severity error makes an export refuse, unless the user accepts that
 * rule by its name.
 */
public final class PlanChecks {

    private final MachineAnalysis analysis;
    private final HostUse host;

    /**
     * Checks under the kernel rules and suppositions of an analysis.
     *
     * @param analysis the machine that plans are made for; what it has worked out already is used
     * @param host     block devices and network interfaces of its functions
     */
    public PlanChecks(MachineAnalysis analysis, HostUse host) {
        this.analysis = analysis;
        this.host = host;
    }

    /**
     * Checks under the rules of the snapshot's own kernel.
     *
     * @param machine the machine that plans are made for; only read
     * @param host    block devices and network interfaces of its functions
     */
    public PlanChecks(Machine machine, HostUse host) {
        this(MachineAnalysis.of(machine, host), host);
    }

    /**
     * Checks a plan.
     *
     * @param plan a plan for the machine
     * @return findings: wishes that cannot be used first, then the groups, companions and what the
     *         host would lose
     */
    public List<Finding> check(BindingPlan plan) {
        CheckContext context = new CheckContext(analysis, host, plan, new MachineIndex(analysis.machine()), new Findings());
        wishes(context);
        new DeviceChecks(context).run();
        new GroupChecks(context).run();
        new CompanionChecks(context).run();
        new NvLinkChecks(context).run();
        new HostUseChecks(context).run();
        new LifetimeChecks(context).run();
        return context.findings().all();
    }

    /**
     * The findings that make an export refuse.
     *
     * @param findings of {@link #check}
     * @param accepted names of rules that the user accepts
     * @return those of severity error whose rule is not accepted; a wish that cannot be used is
     *         never accepted
     */
    public static List<Finding> refusing(List<Finding> findings, Collection<String> accepted) {
        return findings.stream()
                .filter(finding -> finding.severity() == Severity.ERROR)
                .filter(finding -> !accepted.contains(finding.rule()) || !acceptable(finding.rule()))
                .toList();
    }

    /**
     * Whether a user can accept a rule.
     *
     * @param rule a rule's id
     * @return false where a wish cannot be used at all, so that nothing could be written for it
     */
    public static boolean acceptable(String rule) {
        return !rule.equals("plan-unsafe-name") && !rule.equals("plan-unknown-address");
    }

    private static void wishes(CheckContext context) {
        DriverCatalog drivers = new DriverCatalog(context.machine());
        List<String> checked = new ArrayList<>();
        for (Wish wish : context.plan().wishes()) {
            String address = SafeText.label(wish.address());
            if (!wish.isSafe()) {
                context.findings().add("plan-unsafe-name", Severity.ERROR, List.of(address),
                        "The wish " + address + " = " + SafeText.label(wish.driver().orElse("no driver"))
                                + " has no well-formed address or driver name.",
                        "An address is dddd:bb:dd.f in hexadecimal; a driver name has letters, digits and _.+- only "
                                + "and at most " + SafeText.MAX_NAME + " characters. Nothing else goes into a script.",
                        List.of(), "Correct the wish.");
                continue;
            }
            Optional<PciFunction> function = context.index().find(wish.address());
            if (function.isEmpty()) {
                context.findings().add("plan-unknown-address", Severity.ERROR, List.of(address),
                        "The snapshot has no function at " + address + ".",
                        "A plan is made from the identity of the device, which only the snapshot can tell.",
                        List.of(new EvidenceText("sys/bus/pci/devices", "no " + address)), "Correct the address, or take a new snapshot.");
            } else if (context.plan().device(wish.address()).isEmpty()) {
                context.findings().add("plan-unknown-address", Severity.ERROR, List.of(address),
                        "The snapshot does not tell the ids of " + address + ".",
                        "Without Vendor ID and Device ID a script cannot tell whether the same device is still there.",
                        Findings.evidence(function.get(), "vendorId", "deviceId"), "Take a new snapshot.");
            }
            wish.driver().filter(name -> !checked.contains(name)).ifPresent(name -> {
                checked.add(name);
                driver(name, drivers, context);
            });
        }
    }

    private static void driver(String name, DriverCatalog drivers, CheckContext context) {
        List<String> subjects = context.plan().wishes().stream()
                .filter(wish -> wish.driver().filter(name::equals).isPresent())
                .map(Wish::address).toList();
        switch (drivers.find(name).knowledge()) {
            case REGISTERED, IN_MODULE -> {
                // The driver is there, or modprobe can bring it.
            }
            case ABSENT -> {
                List<String> similar = drivers.similar(name);
                context.findings().add("plan-unknown-driver", Severity.ERROR, subjects,
                        "No driver of the snapshot is called " + name + ".",
                        "An override is compared with the driver's name byte for byte. A name that no driver has is "
                                + "accepted by the kernel and leaves the device without any driver.",
                        List.of(new EvidenceText("sys/bus/pci/drivers", "no " + name)), similar.isEmpty() ? "Name a driver that the bus or a module of this kernel has."
                                : "Did you mean " + String.join(" or ", similar) + "?");
            }
            case NOT_SAID -> context.findings().add("plan-driver-not-known", Severity.WARNING, subjects,
                    "The snapshot does not tell whether there is a driver " + name + ".",
                    "It holds no list of the kernel's modules, and the driver was not registered.",
                    List.of(), "Include lib/modules/RELEASE/modules.dep and modules.builtin in the snapshot.");
        }
    }
}
