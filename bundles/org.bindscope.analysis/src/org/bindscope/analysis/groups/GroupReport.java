// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import org.bindscope.analysis.groups.Viability.Blocker;

/**
 * One IOMMU group: who is in it, why, and whether user space may have it.
 *
 * @param number          number as sysfs names it
 * @param type            default domain type as the kernel writes it
 * @param reservedRegions reserved regions in the file's order
 * @param devices         member addresses in order
 * @param viability       whether user space may own the group, given the drivers bound
 * @param explanation     why the members are together
 * @param resets          how each member that is no bridge is reset, by address
 * @param hold            whether a user has the group; empty where the snapshot does not tell
 */
public record GroupReport(String number, Optional<String> type, List<Region> reservedRegions, List<String> devices,
        Viability viability, Explanation explanation, List<ResetAnalysis.Report> resets, Optional<Hold> hold) {

    /** Copies the lists. */
    public GroupReport {
        reservedRegions = List.copyOf(reservedRegions);
        devices = List.copyOf(devices);
        resets = List.copyOf(resets);
    }

    /**
     * Whether a user has devices of a group open.
     *
     * @param held empty where the files name devices that may be open and do not decide
     * @param why  one sentence that says what tells it
     */
    public record Hold(Optional<Boolean> held, String why) {
    }

    /**
     * Why a group is as it is.
     *
     * @param because    one entry for each joined pair
     * @param recomputed whether the group comes out as the kernel reported it; empty where the snapshot does
     *                   not hold enough
     * @param difference what would explain a group that does not come out, or why it was not computed; empty
     *                   when it comes out
     * @param members    for each member whether it isolates by itself
     * @param paths      for each member the hops from the bridge above it up to the root bus
     * @param remedies   what would split it, one sentence each; empty for a group of one
     * @param override   what {@code pcie_acs_override=} hides about the group, in one sentence; empty when the
     *                   command line does not have the parameter
     */
    public record Explanation(List<Because> because, Optional<Boolean> recomputed, Optional<String> difference,
            List<PathHop> members, Map<String, List<PathHop>> paths, List<String> remedies, Optional<String> override) {

        /** Copies the collections. */
        public Explanation {
            because = List.copyOf(because);
            members = List.copyOf(members);
            remedies = List.copyOf(remedies);
            paths = Collections.unmodifiableMap(new TreeMap<>(paths));
        }

        /**
         * The different ways up: members below the same bridge share one, and a way that is the upper part of another
         * is left out.
         *
         * @return by first member
         */
        public List<Way> ways() {
            Map<List<String>, List<String>> members = new LinkedHashMap<>();
            Map<List<String>, List<PathHop>> hops = new LinkedHashMap<>();
            paths.forEach((member, path) -> {
                List<String> key = path.stream().map(PathHop::address).toList();
                if (!key.isEmpty()) {
                    members.computeIfAbsent(key, each -> new ArrayList<>()).add(member);
                    hops.put(key, path);
                }
            });
            Set<List<String>> upper = new HashSet<>();
            members.keySet().forEach(key -> {
                for (int i = 1; i < key.size(); i++) {
                    upper.add(key.subList(i, key.size()));
                }
            });
            return members.keySet().stream().filter(key -> !upper.contains(key))
                    .map(key -> new Way(members.get(key), hops.get(key))).toList();
        }
    }

    /**
     * A way from members up to the root bus.
     *
     * @param members addresses of the members that go this way
     * @param hops    the bridges, nearest first; at least one
     */
    public record Way(List<String> members, List<PathHop> hops) {
        /** Copies the lists. */
        public Way {
            members = List.copyOf(members);
            hops = List.copyOf(hops);
        }
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

        /**
         * What the kind means for a guest (Documentation/ABI/testing/sysfs-kernel-iommu_groups).
         *
         * @return a clause without a full stop
         */
        public String meaning() {
            return switch (kind) {
                case "direct" -> "must stay mapped for the device, so VFIO refuses the group";
                case "direct-relaxable" -> "firmware wants it mapped, but the kernel knows the device can do without; forbids nothing";
                case "msi" -> "where interrupts are written; forbids nothing, guest memory cannot lie there";
                case "reserved" -> "the IOMMU does not translate it; forbids nothing, guest memory cannot lie there";
                default -> "of a kind that is not known";
            };
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
     * One function as the question for isolation sees it.
     *
     * @param address  its address
     * @param kind     what it is, in words
     * @param isolates whether it isolates
     * @param has      required ACS bits that are enabled, for example {@code SV, RR}; {@code none} for none
     * @param lacks    required ACS bits that are not
     * @param why      one sentence
     * @param acs      its ACS registers
     */
    public record PathHop(String address, String kind, Isolation.Verdict isolates, String has, String lacks,
            String why, AcsState acs) {

        /**
         * Whether its ACS bits decide, and not its kind or a quirk.
         *
         * @return false where {@code has} and {@code lacks} say nothing
         */
        public boolean byAcs() {
            return !(has.equals("none") && lacks.equals("none"));
        }
    }

    /**
     * Whether user space may own the group.
     *
     * @return empty where that is not known
     */
    public Optional<Boolean> viable() {
        return viability.viable();
    }

    /**
     * Members that keep it from user space.
     *
     * @return by address
     */
    public List<Blocker> blockers() {
        return viability.blockers();
    }

    /**
     * Why members are together.
     *
     * @return one entry for each joined pair
     */
    public List<Because> because() {
        return explanation.because();
    }

    /**
     * Whether the group comes out as the kernel reported it.
     *
     * @return empty where the snapshot does not hold enough
     */
    public Optional<Boolean> recomputed() {
        return explanation.recomputed();
    }

    /**
     * Why the group does not come out, or was not computed.
     *
     * @return empty when it comes out
     */
    public Optional<String> difference() {
        return explanation.difference();
    }

    /**
     * What would split the group.
     *
     * @return one sentence each
     */
    public List<String> remedies() {
        return explanation.remedies();
    }

    /**
     * The ways up.
     *
     * @return for each member the hops from the bridge above it up to the root bus
     */
    public Map<String, List<PathHop>> paths() {
        return explanation.paths();
    }

    /**
     * Whether the hardware makes the group as small as it is.
     *
     * @return false when a kernel parameter does
     */
    public boolean isolationProven() {
        return explanation.override().isEmpty();
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
