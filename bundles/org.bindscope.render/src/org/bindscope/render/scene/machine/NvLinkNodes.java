// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene.machine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.nvlink.NvLinkGraph;
import org.bindscope.analysis.nvlink.NvLinkGraph.Endpoint;
import org.bindscope.analysis.nvlink.NvLinkGraph.Kind;
import org.bindscope.render.scene.SceneFold;
import org.bindscope.render.scene.SceneOptions;

/** Decides which ends of NVLinks stand together in one node. */
final class NvLinkNodes {

    /**
     * Ends that are one node.
     *
     * @param id   id of the node
     * @param kind what they are
     * @param ends one or more, in the graph's order
     * @param fold whether they can be folded or unfolded
     * @param rank row in the picture: 0 for GPUs, 1 for what they link to, 2 for processors
     */
    record Group(String id, Kind kind, List<Endpoint> ends, Optional<SceneFold> fold, int rank) {
        Endpoint first() {
            return ends.get(0);
        }
    }

    /** Addresses by number, then names, so that GPU10 comes after GPU9. */
    private static final Comparator<String> NAMES = (one, other) -> {
        if (PciAddress.parse(one).isPresent() || PciAddress.parse(other).isPresent()) {
            return NvLinkGraph.ID_ORDER.compare(one, other);
        }
        int stems = stem(one).compareTo(stem(other));
        return stems != 0 ? stems : one.length() != other.length() ? Integer.compare(one.length(), other.length())
                : one.compareTo(other);
    };

    private final List<Group> groups = new ArrayList<>();
    private final Map<String, Group> byEnd = new LinkedHashMap<>();

    NvLinkNodes(NvLinkGraph graph, SceneOptions options) {
        Map<String, Set<String>> partners = new LinkedHashMap<>();
        graph.links().forEach(link -> {
            partners.computeIfAbsent(link.a(), key -> new TreeSet<>()).add(link.b());
            partners.computeIfAbsent(link.b(), key -> new TreeSet<>()).add(link.a());
        });
        boolean all = options.unfolded().contains(SceneOptions.ALL);
        boolean open = all && graph.endpoints().size() <= options.maxNodes();
        // GPUs stand for themselves while there is room.
        long gpus = graph.endpoints().stream().filter(end -> end.kind() == Kind.GPU).count();
        boolean crowded = gpus > options.maxNodes() / 2;
        Map<String, List<Endpoint>> together = new LinkedHashMap<>();
        graph.endpoints().stream().sorted(Comparator.comparing(Endpoint::id, NAMES)).forEach(end -> together.computeIfAbsent(key(end, partners.getOrDefault(end.id(), Set.of()), crowded),
                key -> new ArrayList<>(1)).add(end));
        Map<String, Kind> kinds = new HashMap<>();
        graph.endpoints().forEach(end -> kinds.put(end.id(), end.kind()));
        together.values().stream().sorted(Comparator.comparingInt(ends -> rank(ends.get(0), partners, kinds))).forEach(ends -> {
            String fold = "ends:" + ends.get(0).id();
            int rank = rank(ends.get(0), partners, kinds);
            if (ends.size() == 1) {
                add(new Group("end:" + ends.get(0).id(), ends.get(0).kind(), ends, Optional.empty(), rank));
            } else if (open || options.unfolded().contains(fold) && groups.size() + ends.size() <= options.maxNodes()) {
                ends.forEach(end -> add(new Group("end:" + end.id(), end.kind(), List.of(end),
                        Optional.of(new SceneFold(fold, false, ends.size())), rank)));
            } else {
                add(new Group(fold, ends.get(0).kind(), ends, Optional.of(new SceneFold(fold, true, ends.size())), rank));
            }
        });
    }

    /** A name without the digits at its end. */
    private static String stem(String name) {
        int end = name.length();
        while (end > 0 && name.charAt(end - 1) >= '0' && name.charAt(end - 1) <= '9') {
            end--;
        }
        return name.substring(0, end);
    }

    private void add(Group group) {
        groups.add(group);
        group.ends().forEach(end -> byEnd.put(end.id(), group));
    }

    private static String key(Endpoint end, Set<String> partners, boolean crowded) {
        return switch (end.kind()) {
            case NPU -> "npu|" + end.cpu().orElse("") + "|" + host(end) + "|" + partners;
            case NVSWITCH -> "switch|" + partners;
            case GPU -> crowded ? "gpu|" + end.cpu().orElse("") : end.id();
            case UNKNOWN -> partners.isEmpty() || crowded ? "unknown" : end.id();
            case CPU -> end.id();
        };
    }

    /** NPU functions of one host bridge. */
    private static String host(Endpoint end) {
        return end.address().map(address -> address.substring(0, Math.max(0, address.lastIndexOf(':')))).orElse("");
    }

    /** An end that no source identifies is a GPU, or its slot, where an NPU or NVSwitch is at the other end. */
    private static int rank(Endpoint end, Map<String, Set<String>> partners, Map<String, Kind> kinds) {
        boolean facesGpu = end.kind() == Kind.UNKNOWN && partners.getOrDefault(end.id(), Set.of()).stream().map(kinds::get)
                .anyMatch(kind -> kind == Kind.NPU || kind == Kind.NVSWITCH);
        return facesGpu ? 0 : rank(end.kind());
    }

    /** GPUs stand in the first row, processors in the last. */
    static int rank(Kind kind) {
        return switch (kind) {
            case GPU -> 0;
            case NVSWITCH, NPU, UNKNOWN -> 1;
            case CPU -> 2;
        };
    }

    /** GPUs first. */
    List<Group> groups() {
        return groups;
    }

    /** The node of an end; empty for an end that the graph does not list. */
    Optional<Group> of(String end) {
        return Optional.ofNullable(byEnd.get(end));
    }
}
