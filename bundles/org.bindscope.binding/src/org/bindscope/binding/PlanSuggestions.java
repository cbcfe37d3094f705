// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.groups.Viability;
import org.bindscope.analysis.match.DeviceVerdict;
import org.bindscope.binding.Suggestion.Kind;
import org.bindscope.model.IommuGroup;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;

/** Proposes wishes and formats; nothing is added to a plan by itself. */
public final class PlanSuggestions {

    /** The VFIO driver that takes every device that has no better one. */
    private static final String VFIO = "vfio-pci";
    /** Formats that tell devices apart by their address, those that last first. */
    private static final List<String> BY_ADDRESS = List.of("udev", "driverctl", "systemd", "sysfs");
    /** Formats that act before the host's driver has the device; the one that tells twins apart first. */
    private static final List<String> AT_BOOT = List.of("udev", "modprobe", "cmdline");
    /** Findings whose subjects are functions that belong to planned ones. */
    private static final Set<String> COMPANIONS = Set.of("plan-companion-missing", "plan-npu-incomplete",
            "plan-reset-reaches-others");

    private final MachineAnalysis analysis;
    private final MachineIndex index;

    /**
     * Suggestions under the kernel rules and suppositions of an analysis.
     *
     * @param analysis the machine
     */
    public PlanSuggestions(MachineAnalysis analysis) {
        this.analysis = analysis;
        this.index = new MachineIndex(analysis.machine());
    }

    /**
     * Suggestions under the rules of the snapshot's own kernel.
     *
     * @param machine the machine; only read
     */
    public PlanSuggestions(Machine machine) {
        this(MachineAnalysis.of(machine));
    }

    /**
     * Everything that would make a plan better.
     *
     * @param plan     a plan for the machine
     * @param findings what the checks say about it
     * @return the smallest plans first, then completions, drivers and formats; empty where there is nothing
     */
    public List<Suggestion> of(BindingPlan plan, Collection<Finding> findings) {
        List<Suggestion> all = new ArrayList<>();
        groups(plan).forEach(group -> group(plan, group, all));
        companions(plan, findings, all);
        variants(plan, all);
        twins(plan, all);
        hanging(plan, findings, all);
        return List.copyOf(all);
    }

    private Collection<IommuGroup> groups(BindingPlan plan) {
        Set<IommuGroup> groups = new LinkedHashSet<>();
        plan.devices().stream().filter(PlannedDevice::forVfio).flatMap(device -> index.find(device.address()).stream())
                .map(PciFunction::getIommuGroup).filter(Objects::nonNull).forEach(groups::add);
        return groups;
    }

    private void group(BindingPlan plan, IommuGroup group, List<Suggestion> all) {
        String address = group.getFunctions().get(0).getAddress();
        String number = SafeText.label(String.valueOf(group.getNumber()));
        List<Wish> viable = makeGroupViable(plan, address);
        if (!viable.isEmpty()) {
            all.add(new Suggestion(Kind.SMALLEST_VIABLE, "Take " + PlanNames.some(addresses(viable)) + " from "
                    + (viable.size() == 1 ? "its driver" : "their drivers"),
                    "It is the smallest change that lets user space have IOMMU group " + number
                            + (viable.size() == 1 ? ": without a driver it is in nobody's way, but the guest does not get it."
                                    : ": without a driver they are in nobody's way, but the guest does not get them."),
                    addresses(viable), viable, List.of()));
        }
        List<Wish> whole = completeGroup(plan, address);
        if (!whole.isEmpty()) {
            all.add(new Suggestion(Kind.COMPLETE_GROUP, "Add " + PlanNames.some(addresses(whole)) + " of IOMMU group " + number,
                    "All of the group goes to user space, so that no driver that is loaded later makes it unusable, and a guest can"
                            + " have all of it.", addresses(whole), whole, List.of()));
        }
    }

    private void companions(BindingPlan plan, Collection<Finding> findings, List<Suggestion> all) {
        for (Finding finding : findings) {
            List<Wish> wishes = finding.subjects().stream()
                    .filter(address -> COMPANIONS.contains(finding.rule()) && plan.wish(address).isEmpty())
                    .flatMap(address -> index.find(address).stream())
                    .map(function -> Wish.bind(function.getAddress(), bestDriver(function))).toList();
            if (!wishes.isEmpty()) {
                all.add(new Suggestion(Kind.COMPANIONS, "Add " + PlanNames.some(addresses(wishes)), finding.explanation(),
                        addresses(wishes), wishes, List.of()));
            }
        }
    }

    private void variants(BindingPlan plan, List<Suggestion> all) {
        for (PlannedDevice device : plan.devices()) {
            Optional<DeviceVerdict.BestVariant> best = bestVariant(device.address());
            if (device.forVfio() && best.isPresent() && !device.targetName().equals(best.map(DeviceVerdict.BestVariant::driver))
                    && SafeText.isName(best.get().driver())) {
                all.add(new Suggestion(Kind.BEST_VARIANT, "Give " + device.address() + " to " + best.get().driver(),
                        "It is the VFIO driver whose alias names the device best, with " + best.get().wildcards()
                                + " of 7 parts left open (" + SafeText.label(best.get().source()) + "); " + device.targetName().orElseThrow()
                                + " lacks what that driver adds, such as migration or the device's own memory.",
                        List.of(device.address()), List.of(Wish.bind(device.address(), best.get().driver())), List.of()));
            }
        }
    }

    private static void twins(BindingPlan plan, List<Suggestion> all) {
        List<PlannedDevice> twins = plan.devices().stream()
                .filter(device -> device.target().isPresent() && !device.twins().isEmpty()).toList();
        if (!twins.isEmpty()) {
            PlannedDevice first = twins.get(0);
            all.add(new Suggestion(Kind.OVERRIDE_BY_ADDRESS, "Use an override for each address, not ids",
                    first.address() + " and " + PlanNames.some(first.twins()) + " have the ids " + first.identity().idsParameter()
                            + " in common: ids= and new_id take every one of them.",
                    twins.stream().map(PlannedDevice::address).toList(), List.of(), BY_ADDRESS));
        }
    }

    private static void hanging(BindingPlan plan, Collection<Finding> findings, List<Suggestion> all) {
        List<Finding> hanging = findings.stream().filter(finding -> finding.rule().equals("plan-unbind-may-hang")).toList();
        if (!hanging.isEmpty()) {
            ExportFormats formats = new ExportFormats();
            List<String> usable = AT_BOOT.stream()
                    .filter(name -> formats.refusal(formats.byName(name).orElseThrow(), plan).isEmpty()).toList();
            all.add(new Suggestion(Kind.BIND_AT_BOOT, "Bind at boot instead of at run time",
                    "At boot the VFIO driver has the device before the host's driver is loaded, and nothing has to be unbound.",
                    hanging.stream().flatMap(finding -> finding.subjects().stream()).toList(), List.of(), usable));
        }
    }

    private static List<String> addresses(List<Wish> wishes) {
        return wishes.stream().map(Wish::address).toList();
    }

    private Optional<DeviceVerdict.BestVariant> bestVariant(String address) {
        return analysis.verdict(address).flatMap(DeviceVerdict::bestVariant);
    }

    /**
     * The VFIO driver that fits a function best: a variant that was made for it (driver-match section 12.6), or
     * vfio-pci.
     *
     * @param function a function of the machine
     * @return a driver's name
     */
    public String bestDriver(PciFunction function) {
        return bestVariant(function.getAddress()).map(DeviceVerdict.BestVariant::driver).filter(SafeText::isName).orElse(VFIO);
    }

    /**
     * Completes the group of a function: every member that VFIO can take goes to the driver that fits it best.
     * Bridges stay as they are, because VFIO drivers refuse them.
     *
     * @param plan    a plan for the machine; members that it has a wish for are left out
     * @param address a function of the group
     * @return the wishes to add, by address; empty where nothing is missing or there is no group
     */
    public List<Wish> completeGroup(BindingPlan plan, String address) {
        return missing(plan, address).stream()
                .filter(member -> driverName(member).filter(HostDriver::isVfio).isEmpty())
                .map(member -> Wish.bind(member.getAddress(), bestDriver(member))).toList();
    }

    /**
     * Completes the group of a function with one driver for all.
     *
     * @param plan    a plan for the machine; members that it has a wish for are left out
     * @param address a function of the group
     * @param driver  the driver for the members, for example {@code vfio-pci}
     * @return the wishes to add, by address; empty where nothing is missing or there is no group
     */
    public List<Wish> completeGroup(BindingPlan plan, String address, String driver) {
        return missing(plan, address).stream()
                .filter(member -> !driver.equals(driverName(member).orElse(null)))
                .map(member -> Wish.bind(member.getAddress(), driver))
                .toList();
    }

    private List<PciFunction> missing(BindingPlan plan, String address) {
        return group(address).stream().flatMap(group -> group.getFunctions().stream())
                .filter(member -> plan.wish(member.getAddress()).isEmpty())
                .filter(member -> !member.isSetHeaderType() || member.getHeaderType() == 0).toList();
    }

    /**
     * The smallest addition that lets user space own the group of a function under the kernel rules in force:
     * only members whose driver is in the way move, and they move to no driver, which needs no further module
     * and cannot fail.
     *
     * @param plan    a plan for the machine; members count with the driver that it gives them
     * @param address a function of the group
     * @return the wishes to add, by address; empty where the group is usable already or there is none
     */
    public List<Wish> makeGroupViable(BindingPlan plan, String address) {
        return group(address).map(group -> GroupAfter.of(group, plan, analysis.rules()).blockers()).orElse(List.of()).stream()
                .map(Viability.Blocker::address).map(Wish::unbind).toList();
    }

    private Optional<IommuGroup> group(String address) {
        return index.find(SafeText.canonicalAddress(address).orElse(address)).map(PciFunction::getIommuGroup);
    }

    private static Optional<String> driverName(PciFunction function) {
        return Optional.ofNullable(function.getDriver()).map(driver -> driver.getName());
    }
}
