// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bindscope.analysis.nvlink.NvLinkGraph.Kind;

/** Divides the GPUs of a machine among guests so that as little NVLink bandwidth as possible is cut. */
public final class NvLinkPartitions {

    private static final int MAX_GPUS = 64;
    private static final int MAX_STEPS = 300_000;

    /**
     * A division.
     *
     * @param guests      GPUs of each guest
     * @param keptGBs     NVLink bandwidth between GPUs of one guest, per direction, summed over pairs
     * @param exhaustive  whether all divisions were compared; otherwise a better one may exist
     */
    public record Division(List<List<String>> guests, double keptGBs, boolean exhaustive) {
        /** Copies the lists. */
        public Division {
            guests = guests.stream().map(List::copyOf).toList();
        }
    }

    private final NvLinkMatrix matrix;
    private final List<List<String>> units;
    private final int guests;
    private final double[][] weight;
    private int steps;
    private double best = -1;
    private int[] bestOwner = new int[0];

    private NvLinkPartitions(NvLinkMatrix matrix, List<List<String>> units, int guests) {
        this.matrix = matrix;
        this.units = units;
        this.guests = guests;
        this.weight = new double[units.size()][units.size()];
        for (int i = 0; i < units.size(); i++) {
            for (int j = 0; j < units.size(); j++) {
                weight[i][j] = i == j ? 0 : between(units.get(i), units.get(j));
            }
        }
    }

    /**
     * Finds the best division.
     *
     * @param graph  graph of the machine
     * @param matrix its matrix
     * @param groups members of each IOMMU group by number: GPUs of one group stay together
     * @param guests number of guests, at least 1
     * @return empty when there are fewer separable GPUs than guests, they do not divide evenly, or there are
     *         more than 64
     */
    public static Optional<Division> best(NvLinkGraph graph, NvLinkMatrix matrix, Map<String, List<String>> groups,
            int guests) {
        List<String> gpus = graph.endpoints().stream().filter(end -> end.kind() == Kind.GPU)
                .map(NvLinkGraph.Endpoint::id).toList();
        Map<String, List<String>> units = new LinkedHashMap<>();
        for (String gpu : gpus) {
            String group = groups.entrySet().stream().filter(entry -> entry.getValue().contains(gpu))
                    .map(e -> "group " + e.getKey())
                    .findFirst().orElse(gpu);
            units.computeIfAbsent(group, key -> new ArrayList<>()).add(gpu);
        }
        if (guests < 1 || gpus.size() > MAX_GPUS || units.size() < guests || gpus.size() % guests != 0) {
            return Optional.empty();
        }
        return new NvLinkPartitions(matrix, List.copyOf(units.values()), guests).find(gpus.size() / guests);
    }

    private double between(List<String> one, List<String> other) {
        double sum = 0;
        for (String a : one) {
            for (String b : other) {
                sum += matrix.at(a, b).map(cell -> cell.bandwidthGBs().orElse(cell.links())).orElse(0.0);
            }
        }
        return sum;
    }

    private Optional<Division> find(int size) {
        int[] owner = new int[units.size()];
        int[] used = new int[guests];
        search(0, owner, used, size, 0);
        if (best < 0) {
            return Optional.empty();
        }
        List<List<String>> result = new ArrayList<>();
        for (int guest = 0; guest < guests; guest++) {
            List<String> members = new ArrayList<>();
            for (int unit = 0; unit < units.size(); unit++) {
                if (bestOwner[unit] == guest) {
                    members.addAll(units.get(unit));
                }
            }
            result.add(members);
        }
        double inside = units.stream().mapToDouble(unit -> between(unit, unit) / 2).sum();
        return Optional.of(new Division(result, best + inside, steps < MAX_STEPS));
    }

    /** Places one unit after the other; a guest without a unit is entered only once, as empty guests are alike. */
    private void search(int unit, int[] owner, int[] used, int size, double kept) {
        if (steps++ >= MAX_STEPS) {
            return;
        }
        if (unit == units.size()) {
            if (kept > best) {
                best = kept;
                bestOwner = owner.clone();
            }
            return;
        }
        for (int guest = 0; guest < guests; guest++) {
            if (used[guest] + units.get(unit).size() <= size) {
                double gain = 0;
                for (int before = 0; before < unit; before++) {
                    gain += owner[before] == guest ? weight[unit][before] : 0;
                }
                boolean empty = used[guest] == 0;
                owner[unit] = guest;
                used[guest] += units.get(unit).size();
                search(unit + 1, owner, used, size, kept + gain);
                used[guest] -= units.get(unit).size();
                if (empty) {
                    return;
                }
            }
        }
    }
}
