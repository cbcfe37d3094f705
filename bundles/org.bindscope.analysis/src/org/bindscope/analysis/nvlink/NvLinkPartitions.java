// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.bindscope.analysis.nvlink.NvLinkMatrix.Cell;

/**
 * Divides the GPUs of a machine among guests so that as little NVLink bandwidth as possible is cut. Guests get
 * the same number of GPUs, or numbers that differ by as little as the groups allow.
 *
 * @param divisions  the best ones, the best first; none when there is no way
 * @param unit       what {@link Division#kept} and {@link Division#cut} count
 * @param exhaustive whether all divisions were compared; otherwise a better one may exist
 * @param alike      whether every division of these sizes keeps the same, as behind NVSwitches
 * @param remark     why there is none, or what else is worth knowing, in one sentence; empty for nothing
 */
public record NvLinkPartitions(List<Division> divisions, Unit unit, boolean exhaustive, boolean alike, String remark) {

    private static final int MAX_GPUS = 64;
    private static final int MAX_STEPS = 2_000_000;
    private static final int MAX_DIVISIONS = 5;

    /** Copies the list. */
    public NvLinkPartitions {
        divisions = List.copyOf(divisions);
    }

    /** What is summed up over pairs of GPUs. */
    public enum Unit {
        /** GB/s per direction. */
        GIGABYTES,
        /** Numbers of links: of some the bandwidth is not known. */
        LINKS
    }

    /**
     * A division.
     *
     * @param guests GPUs of each guest
     * @param kept   NVLinks between GPUs of one guest, summed over pairs
     * @param cut    NVLinks between GPUs of different guests, summed over pairs
     */
    public record Division(List<List<String>> guests, double kept, double cut) {
        /** Copies the lists. */
        public Division {
            guests = guests.stream().map(List::copyOf).toList();
        }
    }

    /**
     * Finds the best divisions.
     *
     * @param matrix the machine's matrix
     * @param groups members of each group of devices that can only go together, by its name
     * @param guests number of guests, at least 1
     * @return at most five divisions, or none with the reason
     */
    public static NvLinkPartitions best(NvLinkMatrix matrix, Map<String, List<String>> groups, int guests) {
        Map<String, String> groupOf = new LinkedHashMap<>();
        groups.forEach((name, members) -> members.forEach(member -> groupOf.putIfAbsent(member, name)));
        Map<String, List<String>> units = new LinkedHashMap<>();
        matrix.gpus().forEach(gpu -> units.computeIfAbsent(groupOf.containsKey(gpu) ? "group " + groupOf.get(gpu) : gpu,
                key -> new ArrayList<>()).add(gpu));
        int gpus = matrix.gpus().size();
        if (guests < 1 || gpus == 0) {
            return none(gpus == 0 ? "No GPUs are known." : "At least one guest is needed.");
        } else if (gpus > MAX_GPUS || matrix.leftOut() > 0) {
            return none("There are " + (gpus + matrix.leftOut()) + " GPUs; divisions are worked out for at most " + MAX_GPUS
                    + ".");
        } else if (units.size() < guests) {
            return none(units.size() == gpus ? "There are only " + gpus + " GPUs for " + guests + " guests."
                    : gpus + " GPUs stand in " + units.size() + (units.size() == 1 ? " group that goes" : " groups that each go")
                            + " to one guest: there are not enough for " + guests + ".");
        }
        return new Search(matrix, List.copyOf(units.values()), guests).best();
    }

    private static NvLinkPartitions none(String why) {
        return new NvLinkPartitions(List.of(), Unit.GIGABYTES, true, false, why);
    }

    /** One search: units are placed one after the other, and what cannot beat the worst answer kept is left out. */
    private static final class Search {

        /** An answer. */
        private record Found(int[] owner, double kept) {
        }

        private final List<List<String>> units;
        private final int guests;
        private final Unit unit;
        private final double[][] weight;
        /** What the units from an index on can add at most. */
        private final double[] rest;
        private final double inside;
        private final double total;
        private int largest;
        private int smallest;
        private int steps;
        private final boolean alike;
        private final List<Found> found = new ArrayList<>();

        Search(NvLinkMatrix matrix, List<List<String>> units, int guests) {
            this.guests = guests;
            this.unit = matrix.cells().stream().anyMatch(cell -> cell.links() > 0 && cell.bandwidthGBs().isEmpty())
                    ? Unit.LINKS : Unit.GIGABYTES;
            // Large units first: what does not fit shows early.
            this.units = units.stream().sorted(Comparator.comparingInt((List<String> each) -> each.size()).reversed()).toList();
            int count = units.size();
            this.weight = new double[count][count];
            this.rest = new double[count + 1];
            double own = 0;
            for (int i = count - 1; i >= 0; i--) {
                double toEarlier = 0;
                for (int j = 0; j < count; j++) {
                    weight[i][j] = i == j ? 0 : between(matrix, this.units.get(i), this.units.get(j));
                    toEarlier += j < i ? weight[i][j] : 0;
                }
                rest[i] = rest[i + 1] + toEarlier;
                own += between(matrix, this.units.get(i), this.units.get(i)) / 2;
            }
            this.alike = matrix.cells().stream().filter(cell -> !cell.a().equals(cell.b()))
                    .map(cell -> List.of(cell.text(), cell.bandwidthGBs())).distinct().count() <= 1;
            this.inside = own;
            this.total = own + rest[0];
        }

        private double between(NvLinkMatrix matrix, List<String> one, List<String> other) {
            double sum = 0;
            for (String a : one) {
                for (String b : other) {
                    Cell cell = matrix.at(a, b).orElseThrow();
                    sum += unit == Unit.LINKS ? cell.links() : cell.bandwidthGBs().orElse(0);
                }
            }
            return sum;
        }

        NvLinkPartitions best() {
            int gpus = units.stream().mapToInt(List::size).sum();
            int even = (gpus + guests - 1) / guests;
            // Groups may be too large for equal parts: the largest part grows until there is a way.
            for (int span = 0; span <= gpus && found.isEmpty() && steps < MAX_STEPS; span++) {
                largest = even + span;
                smallest = Math.max(1, gpus / guests - span);
                place(0, new int[units.size()], new int[guests], 0);
            }
            boolean all = steps < MAX_STEPS;
            found.sort(Comparator.comparingDouble(Found::kept).reversed());
            List<Division> divisions = found.stream().map(this::division).toList();
            String remark = divisions.isEmpty() ? "No division was found." : largest > even
                    || gpus % guests != 0 ? "The guests do not get the same number of GPUs." : "";
            return new NvLinkPartitions(divisions, unit, all || alike, alike, remark);
        }

        private Division division(Found answer) {
            List<List<String>> result = new ArrayList<>();
            for (int guest = 0; guest < guests; guest++) {
                List<String> members = new ArrayList<>();
                for (int at = 0; at < units.size(); at++) {
                    if (answer.owner()[at] == guest) {
                        members.addAll(units.get(at));
                    }
                }
                members.sort(NvLinkGraph.ID_ORDER);
                result.add(members);
            }
            result.sort(Comparator.comparing(members -> members.get(0), NvLinkGraph.ID_ORDER));
            return new Division(result, answer.kept() + inside, total - answer.kept() - inside);
        }

        /** A guest without a unit is entered only once, as empty guests are alike; the best guest comes first. */
        private void place(int at, int[] owner, int[] used, double kept) {
            if (steps++ >= MAX_STEPS || alike && !found.isEmpty() || found.size() == MAX_DIVISIONS
                    && kept + rest[at] <= found.get(found.size() - 1).kept()) {
                return;
            }
            if (at == units.size()) {
                if (Arrays.stream(used).allMatch(size -> size >= smallest)) {
                    keep(new Found(owner.clone(), kept));
                }
                return;
            }
            int size = units.get(at).size();
            double[] gains = new double[guests];
            List<Integer> order = new ArrayList<>();
            for (int guest = 0; guest < guests && (guest == 0 || used[guest - 1] > 0); guest++) {
                if (used[guest] + size <= largest) {
                    for (int before = 0; before < at; before++) {
                        gains[guest] += owner[before] == guest ? weight[at][before] : 0;
                    }
                    order.add(guest);
                }
            }
            order.sort(Comparator.comparingDouble(guest -> -gains[guest]));
            for (int guest : order) {
                owner[at] = guest;
                used[guest] += size;
                place(at + 1, owner, used, kept + gains[guest]);
                used[guest] -= size;
            }
        }

        private void keep(Found answer) {
            found.add(answer);
            found.sort(Comparator.comparingDouble(Found::kept).reversed());
            if (found.size() > MAX_DIVISIONS) {
                found.remove(found.size() - 1);
            }
        }
    }
}
