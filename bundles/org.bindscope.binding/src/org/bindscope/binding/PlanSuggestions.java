// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bindscope.model.IommuGroup;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;

/** Proposes wishes; nothing is added to a plan by itself. */
public final class PlanSuggestions {

    private final Machine machine;

    /**
     * Suggestions for a machine.
     *
     * @param machine the machine; only read
     */
    public PlanSuggestions(Machine machine) {
        this.machine = machine;
    }

    /**
     * Completes the group of a function: every member that VFIO can take goes to a driver. Bridges
     * stay as they are, because VFIO drivers refuse them.
     *
     * @param plan    a plan for the machine; members that it has a wish for are left out
     * @param address a function of the group
     * @param driver  the driver for the members, for example {@code vfio-pci}
     * @return the wishes to add, by address; empty where nothing is missing or there is no group
     */
    public List<Wish> completeGroup(BindingPlan plan, String address, String driver) {
        return group(address).stream()
                .flatMap(group -> group.getFunctions().stream())
                .filter(member -> plan.wish(member.getAddress()).isEmpty())
                .filter(member -> !member.isSetHeaderType() || member.getHeaderType() == 0)
                .filter(member -> !driver.equals(driverName(member).orElse(null)))
                .map(member -> Wish.bind(member.getAddress(), driver))
                .toList();
    }

    /**
     * The smallest addition that lets user space own the group of a function under the rules of the
     * snapshot's kernel: only members whose driver is in the way move, and they move to no driver,
     * which needs no further module and cannot fail.
     *
     * @param plan    a plan for the machine; members count with the driver that it gives them
     * @param address a function of the group
     * @return the wishes to add, by address; empty where the group is usable already or there is none
     */
    public List<Wish> makeGroupViable(BindingPlan plan, String address) {
        GroupRules rules = GroupRules.of(machine);
        List<Wish> wishes = new ArrayList<>();
        for (PciFunction member : group(address).map(IommuGroup::getFunctions).map(List::copyOf).orElse(List.of())) {
            if (rules.blocks(member, GroupChecks.driverAfter(plan, member)).isPresent()) {
                wishes.add(Wish.unbind(member.getAddress()));
            }
        }
        return wishes;
    }

    private Optional<IommuGroup> group(String address) {
        return new MachineIndex(machine).find(SafeText.canonicalAddress(address).orElse(address))
                .map(PciFunction::getIommuGroup);
    }

    private static Optional<String> driverName(PciFunction function) {
        return Optional.ofNullable(function.getDriver()).map(driver -> driver.getName());
    }
}
