// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import org.bindscope.analysis.rules.KernelChange;
import org.bindscope.analysis.rules.KernelRules;

/**
 * Whether user space may have a group, given the drivers of its members (driver-match section 9.2).
 *
 * @param viable   empty when the driver of a member that would decide is not known
 * @param blockers members that keep it from user space
 * @param unknown  addresses of members whose state is not known
 */
public record Viability(Optional<Boolean> viable, List<Blocker> blockers, List<String> unknown) {

    /** Copies the lists. */
    public Viability {
        blockers = List.copyOf(blockers);
        unknown = List.copyOf(unknown);
    }

    /**
     * A member that keeps the group from user space.
     *
     * @param address its address
     * @param driver  the driver that holds it
     * @param why     one sentence
     */
    public record Blocker(String address, String driver, String why) {
    }

    /**
     * A member of a group.
     *
     * @param address    its address
     * @param binding    its driver
     * @param headerType header layout; empty where not captured
     * @param vfio       whether its driver is a VFIO driver
     * @param managed    whether its driver leaves the DMA of the group alone
     */
    public record Member(String address, DriverBinding binding, OptionalInt headerType, boolean vfio, boolean managed) {

        /**
         * A member whose driver is judged by its name.
         *
         * @param address    its address
         * @param binding    its driver
         * @param headerType header layout
         * @param vfioDevice whether a {@code vfio-dev} directory proves a VFIO driver
         * @return the member
         */
        public static Member of(String address, DriverBinding binding, OptionalInt headerType, boolean vfioDevice) {
            boolean vfio = vfioDevice || binding.driver().filter(DriverKind::vfio).isPresent();
            return new Member(address, binding, headerType, vfio,
                    vfio || binding.driver().filter(DriverKind::managed).isPresent());
        }
    }

    /**
     * Judges a group.
     *
     * @param members members by address
     * @param rules   the kernel rules in force; DMA ownership (5.19) changes the question
     * @return the judgement
     */
    public static Viability of(List<Member> members, KernelRules rules) {
        List<Blocker> blockers = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (Member member : members) {
            if (!member.binding().known()) {
                unknown.add(member.address());
                continue;
            }
            if (member.binding().driver().isEmpty()) {
                continue;
            }
            if (rules.has(KernelChange.DMA_OWNERSHIP)) {
                if (!member.managed()) {
                    blockers.add(owner(member));
                }
            } else {
                judgeByAllowList(member, blockers, unknown);
            }
        }
        Optional<Boolean> viable = !blockers.isEmpty() ? Optional.of(false)
                : unknown.isEmpty() ? Optional.of(true) : Optional.empty();
        return new Viability(viable, blockers, unknown);
    }

    private static Blocker owner(Member member) {
        String driver = member.binding().driver().orElseThrow();
        return new Blocker(member.address(), driver, driver
                + " uses DMA through the kernel, so user space cannot own the"
                + " group: attaching it fails with EPERM.");
    }

    private static void judgeByAllowList(Member member, List<Blocker> blockers, List<String> unknown) {
        String driver = member.binding().driver().orElseThrow();
        if (member.vfio() || driver.equals("pci-stub") || member.headerType().orElse(0) != 0) {
            return;
        }
        if (member.headerType().isEmpty()) {
            unknown.add(member.address());
            return;
        }
        blockers.add(new Blocker(member.address(), driver, driver
                + " is neither a VFIO driver nor pci-stub, and the header type"
                + " is 0, so the group is not viable: no device of it can be opened (EINVAL)."));
    }
}
