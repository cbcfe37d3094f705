// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.analysis.nvlink.Claims.LinkState;
import org.bindscope.analysis.nvlink.NvLinkGraph.Conflict;
import org.bindscope.analysis.nvlink.NvLinkGraph.Proof;

/** What GPUs report about their links, gathered over all files. */
final class NvLinkReports {

    /** Figures of two files that differ by less are the same figure, printed with other digits. */
    private static final double SAME = 0.01;
    /** Part of the usual speed below which a link was trained down. */
    private static final double SLOW = 0.5;

    private final Map<String, LinkState> links = new LinkedHashMap<>();
    private final List<Conflict> conflicts = new ArrayList<>();

    /** Takes the states of one file; GPUs are already called by their ids in the graph. */
    void gather(List<LinkState> states) {
        for (LinkState link : states) {
            String key = key(link.gpu(), link.number());
            LinkState before = links.get(key);
            if (before != null) {
                compare(before, link);
            }
            links.put(key, before == null ? link : before.merged(link));
        }
    }

    private void compare(LinkState before, LinkState link) {
        String what = "Sources disagree about link " + link.number() + " of " + link.gpu() + ": ";
        if (before.remote().isPresent() && link.remote().isPresent() && !before.remote().equals(link.remote())) {
            conflict(before, link, what + "it leads to " + before.remote().get() + " in one, to " + link.remote().get()
                    + " in the other.");
        }
        if (before.gigabytes().isPresent() && link.gigabytes().isPresent() && Math.abs(before.gigabytes().getAsDouble()
                - link.gigabytes().getAsDouble()) > SAME * before.gigabytes().getAsDouble()) {
            conflict(before, link, what + before.gigabytes().getAsDouble() + " GB/s in one, "
                    + link.gigabytes().getAsDouble() + " GB/s in the other.");
        }
        if (before.inactive() && link.gigabytes().isPresent() || link.inactive() && before.gigabytes().isPresent()) {
            conflict(before, link, what + "inactive in one, with a speed in the other.");
        }
    }

    private void conflict(LinkState before, LinkState link, String text) {
        List<Proof> proofs = new ArrayList<>(before.proofs());
        proofs.addAll(link.proofs());
        conflicts.add(new Conflict("nvlink-import-conflict", Severity.WARNING, List.of(link.gpu()), text, proofs));
    }

    List<LinkState> all() {
        return List.copyOf(links.values());
    }

    /** Links whose other end no file gives, by GPU. */
    Map<String, List<LinkState>> loose() {
        Map<String, List<LinkState>> byGpu = new TreeMap<>(NvLinkGraph.ID_ORDER);
        links.values().stream().filter(link -> link.remote().isEmpty())
                .forEach(link -> byGpu.computeIfAbsent(link.gpu(), key -> new ArrayList<>()).add(link));
        return byGpu;
    }

    /** Disagreements, and links that run far below what is usual for their GPU or, where that is not known, for all. */
    List<Conflict> conflicts(Map<String, Double> usualSpeeds) {
        List<Conflict> all = new ArrayList<>(conflicts);
        double[] speeds = links.values().stream().map(LinkState::gigabytes).filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble).sorted().toArray();
        for (LinkState link : links.values()) {
            if (link.gigabytes().isPresent()) {
                boolean family = usualSpeeds.containsKey(link.gpu());
                double usual = family ? usualSpeeds.get(link.gpu()) : speeds[speeds.length / 2];
                double speed = link.gigabytes().getAsDouble();
                if (speed < SLOW * usual) {
                    all.add(new Conflict("nvlink-downtrained", Severity.WARNING, List.of(link.gpu()), "Link "
                            + link.number() + " of " + link.gpu() + " runs at " + speed + " GB/s; "
                            + (family ? "links of this GPU run at " : "most run at ") + usual + ".", link.proofs()));
                }
            }
        }
        return all;
    }

    static String key(String gpu, int number) {
        return gpu + " " + number;
    }
}
