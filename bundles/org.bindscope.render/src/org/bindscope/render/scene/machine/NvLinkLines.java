// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene.machine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bindscope.analysis.nvlink.NvLinkGraph;
import org.bindscope.analysis.nvlink.NvLinkGraph.Link;
import org.bindscope.render.scene.EdgeKind;
import org.bindscope.render.scene.SceneDraft;
import org.bindscope.render.scene.SceneFold;
import org.bindscope.render.scene.SceneOptions;

/** Makes the lines of NVLinks: one for all links between two nodes, or one for each when unfolded. */
final class NvLinkLines {

    /** Most lines of a picture: beyond, only the widest bundles are drawn. */
    static final int MAX_LINES = 1500;

    /**
     * An end of a line.
     *
     * @param node id of the node
     * @param name what sentences call it
     * @param rank lines go from lower to higher ranks; between equal ones from the earlier to the later
     * @param row  whether a line to another node of this rank leads along their row
     */
    record End(String node, String name, int rank, boolean row) {
    }

    private record Pair(End from, End to, List<Link> links) {
        String id() {
            return "nvlink:" + from.node() + "|" + to.node();
        }
    }

    private final SceneOptions options;
    private final Map<String, Pair> bundles = new LinkedHashMap<>();
    private int left;

    NvLinkLines(SceneOptions options) {
        this.options = options;
    }

    /**
     * Adds the links of a graph.
     *
     * @param graph the graph
     * @param ends  the node of each end; ends without one are passed over
     */
    void add(NvLinkGraph graph, Map<String, End> ends) {
        List<String> order = ends.values().stream().map(End::node).distinct().toList();
        Map<String, Integer> place = new LinkedHashMap<>();
        order.forEach(node -> place.put(node, place.size()));
        for (Link link : graph.links()) {
            End a = ends.get(link.a());
            End b = ends.get(link.b());
            if (a == null || b == null || a.node().equals(b.node())) {
                continue;
            }
            boolean forward = a.rank() != b.rank() ? a.rank() < b.rank() : place.get(a.node()) < place.get(b.node());
            Pair pair = forward ? new Pair(a, b, new ArrayList<>()) : new Pair(b, a, new ArrayList<>());
            bundles.computeIfAbsent(pair.id(), key -> pair).links().add(link);
        }
    }

    /** The lines. */
    List<SceneDraft.Edge> edges() {
        List<SceneDraft.Edge> edges = new ArrayList<>();
        for (Pair pair : bundles.values()) {
            List<Link> links = pair.links();
            String id = pair.id();
            boolean all = options.unfolded().contains(SceneOptions.ALL_LINKS);
            boolean open = links.size() > 1 && (all || options.unfolded().contains(id))
                    && edges.size() + links.size() <= MAX_LINES / 2;
            if (edges.size() >= MAX_LINES) {
                left++;
                continue;
            }
            if (!open) {
                edges.add(edge(id, pair, links, links.size() > 1 ? Optional.of(new SceneFold(id, true, links.size()))
                        : Optional.empty()));
                continue;
            }
            for (int i = 0; i < links.size(); i++) {
                edges.add(edge(id + "#" + i, pair, List.of(links.get(i)), Optional.of(new SceneFold(id, false, links.size()))));
            }
        }
        return edges;
    }

    /** How many bundles the last call of {@link #edges()} had no room for. */
    int left() {
        return left;
    }

    private SceneDraft.Edge edge(String id, Pair pair, List<Link> links, Optional<SceneFold> fold) {
        LinkBundle bundle = new LinkBundle(links, options.taken());
        boolean processor = pair.from().rank() == 2 || pair.to().rank() == 2;
        boolean beside = pair.from().row() && pair.to().row() && pair.from().rank() == pair.to().rank();
        return new SceneDraft.Edge(id, pair.from().node(), pair.to().node(), bundle.subjects(),
                processor ? EdgeKind.PROCESSOR_LINK : EdgeKind.NVLINK, bundle.state(), links.size(),
                bundle.label(options.labels()), bundle.sign(), fold, beside,
                bundle.sentence(pair.from().name(), pair.to().name()));
    }
}
