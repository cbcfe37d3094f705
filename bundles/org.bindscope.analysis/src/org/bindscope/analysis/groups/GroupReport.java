// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bindscope.analysis.groups.Viability.Blocker;

/**
 * One IOMMU group: who is in it, why, and whether user space may have it. The components up to
 * {@code recomputed} are the keys of the command line's JSON of {@code groups}.
 *
 * @param number          number as sysfs names it
 * @param type            default domain type as the kernel writes it
 * @param reservedRegions reserved regions in the file's order
 * @param devices         member addresses in order
 * @param viable          whether user space may own the group, given the drivers bound
 * @param blockers        members that forbid it
 * @param because         one entry for each joined pair
 * @param recomputed      whether the group comes out as the kernel reported it; empty where the snapshot does
 *                        not hold enough
 * @param difference      what would explain a group that does not come out, or why it was not computed; empty
 *                        when it comes out
 * @param remedies        what would split it, one sentence each; empty for a group of one
 * @param paths           for each member the hops from the bridge above it up to the root bus
 * @param isolationProven false when a kernel parameter makes the groups smaller than the hardware
 * @param hold            whether a user seems to have the group open, in one sentence
 */
public record GroupReport(String number, Optional<String> type, List<Region> reservedRegions, List<String> devices,
        Optional<Boolean> viable, List<Blocker> blockers, List<Because> because, Optional<Boolean> recomputed,
        Optional<String> difference, List<String> remedies, Map<String, List<PathHop>> paths, boolean isolationProven,
        Optional<String> hold) {

    /** Copies the collections. */
    public GroupReport {
        reservedRegions = List.copyOf(reservedRegions);
        devices = List.copyOf(devices);
        blockers = List.copyOf(blockers);
        because = List.copyOf(because);
        remedies = List.copyOf(remedies);
        paths = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(paths));
    }

    /**
     * A reserved region.
     *
     * @param start first address, unsigned
     * @param end   last address, unsigned
     * @param kind  {@code direct}, {@code direct-relaxable}, {@code reserved} or {@code msi}
     */
    public record Region(long start, long end, String kind) {

        /**
         * Whether the region keeps the group from user space: {@code direct} memory must stay mapped for
         * the device, which user space cannot promise (drivers/vfio/vfio_iommu_type1.c).
         *
         * @return true for {@code direct} alone
         */
        public boolean forbids() {
            return kind.equals("direct");
        }
    }

    /**
     * Why two members are together.
     *
     * @param devices the two addresses, in order
     * @param why     one sentence
     * @param rule    the rule that joined them
     * @param via     the bridge or function that does not isolate
     */
    public record Because(List<String> devices, String why, JoinRule rule, Optional<String> via) {
        /** Copies the list. */
        public Because {
            devices = List.copyOf(devices);
        }
    }

    /**
     * One bridge on the way up.
     *
     * @param address  its address
     * @param kind     what it is, in words
     * @param isolates whether it isolates
     * @param has      required ACS bits that are enabled, for example {@code SV, RR}; {@code none} for none
     * @param lacks    required ACS bits that are not
     * @param why      one sentence
     */
    public record PathHop(String address, String kind, Isolation.Verdict isolates, String has, String lacks,
            String why) {
    }

    /**
     * Whether a reserved region keeps the group from user space.
     *
     * @return true when one is of a kind that does
     */
    public boolean forbiddenByRegion() {
        return reservedRegions.stream().anyMatch(Region::forbids);
    }
}
