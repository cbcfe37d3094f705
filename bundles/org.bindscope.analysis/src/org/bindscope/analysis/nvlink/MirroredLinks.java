// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.nvlink.Claims.LinkState;

/**
 * Finds the addresses of GPUs that a text calls by number from where their links lead: a link that leads
 * from one GPU to an address leads back from the GPU that is there. The driver counts GPUs by bus, so
 * addresses rise with the numbers.
 */
final class MirroredLinks {

    private static final int MAX_STEPS = 500_000;

    /** GPUs by number. */
    private final List<String> gpus = new ArrayList<>();
    /** Ends of links, by address, that may be GPUs. */
    private final List<String> addresses = new ArrayList<>();
    /** Number of links that a GPU reports to an address. */
    private final Map<String, Map<String, Integer>> counts = new HashMap<>();
    private int[] best = new int[0];
    private int bestCount;
    private int ties;
    private int steps;

    /**
     * @param sources what the texts say
     * @param known   addresses that are settled, by number
     * @param noGpus  addresses that are known to be no GPUs
     */
    MirroredLinks(List<Claims> sources, Map<String, String> known, Set<String> noGpus) {
        Set<String> ends = new TreeSet<>(NvLinkGraph.ID_ORDER);
        Map<Integer, String> byNumber = new TreeMap<>();
        Map<String, LinkState> seen = new HashMap<>();
        for (Claims claims : sources) {
            for (LinkState link : claims.links()) {
                if (Claims.byIndex(link.gpu()) && !known.containsKey(link.gpu())) {
                    byNumber.put(SmiText.integer(link.gpu().substring(3)).orElse(0), link.gpu());
                    boolean first = link.remote().isPresent() && seen.putIfAbsent(link.gpu() + " " + link.number(), link) == null;
                    if (first && PciAddress.parse(link.remote().get()).isPresent()
                            && !noGpus.contains(link.remote().get()) && !known.containsValue(link.remote().get())) {
                        ends.add(link.remote().get());
                        counts.computeIfAbsent(link.gpu(), key -> new HashMap<>()).merge(link.remote().get(), 1, Integer::sum);
                    }
                }
            }
        }
        gpus.addAll(byNumber.values());
        addresses.addAll(ends);
    }

    /** The addresses by number; only those of the one best answer, empty where several are as good. */
    Map<String, String> addresses() {
        if (gpus.size() < 2 || addresses.isEmpty()) {
            return Map.of();
        }
        search(0, 0, new int[gpus.size()], 0);
        if (bestCount == 0 || ties > 1 || steps > MAX_STEPS) {
            return Map.of();
        }
        Map<String, String> found = new HashMap<>();
        for (int i = 0; i < best.length; i++) {
            if (best[i] >= 0) {
                found.put(gpus.get(i), addresses.get(best[i]));
            }
        }
        return found;
    }

    /** Gives each GPU in turn one of the addresses that are left, or none. */
    private void search(int gpu, int from, int[] chosen, int count) {
        if (steps > MAX_STEPS || count + gpus.size() - gpu < bestCount) {
            return;
        }
        if (gpu == gpus.size()) {
            if (count > 0 && joined(chosen)) {
                ties = count > bestCount ? 1 : ties + 1;
                if (count > bestCount) {
                    bestCount = count;
                    best = chosen.clone();
                }
            }
            return;
        }
        for (int address = from; address < addresses.size() && steps <= MAX_STEPS; address++) {
            chosen[gpu] = address;
            if (fits(gpu, chosen)) {
                search(gpu + 1, address + 1, chosen, count + 1);
            }
        }
        chosen[gpu] = -1;
        steps++;
        search(gpu + 1, from, chosen, count);
    }

    /** Links to a GPU's address are as many as its links back; no GPU has a link to itself. */
    private boolean fits(int gpu, int[] chosen) {
        steps += gpu + 1;
        if (count(gpu, chosen[gpu]) > 0) {
            return false;
        }
        for (int before = 0; before < gpu; before++) {
            if (chosen[before] >= 0 && count(gpu, chosen[before]) != count(before, chosen[gpu])) {
                return false;
            }
        }
        return true;
    }

    /** Each address that was given to a GPU is the end of a link that leads back. */
    private boolean joined(int[] chosen) {
        for (int i = 0; i < chosen.length; i++) {
            boolean mirrored = chosen[i] < 0;
            for (int j = 0; j < chosen.length && !mirrored; j++) {
                mirrored = i != j && chosen[j] >= 0 && count(j, chosen[i]) > 0;
            }
            if (!mirrored) {
                return false;
            }
        }
        return true;
    }

    private int count(int gpu, int address) {
        return counts.getOrDefault(gpus.get(gpu), Map.of()).getOrDefault(addresses.get(address), 0);
    }
}
