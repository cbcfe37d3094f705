// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts nodes that could stand in each other's place into the order of the draft: nodes of one size in one
 * column of one box, each without a line or with one line from the same node. ELK keeps no order for nodes
 * inside of others.
 */
final class ReadingOrder {

    private record Place(Optional<String> box, Optional<String> source, double x, double width, double height, double label) {
    }

    private ReadingOrder() {
    }

    static void restore(ScenePart part, Arrangement places) {
        Map<String, List<SceneDraft.Edge>> edges = new HashMap<>();
        part.edges().forEach(edge -> {
            edges.computeIfAbsent(edge.source(), key -> new ArrayList<>(2)).add(edge);
            edges.computeIfAbsent(edge.target(), key -> new ArrayList<>(2)).add(edge);
        });
        Map<Place, List<SceneDraft.Node>> alike = new LinkedHashMap<>();
        for (SceneDraft.Node node : part.nodes()) {
            List<SceneDraft.Edge> own = edges.getOrDefault(node.id(), List.of());
            if (own.isEmpty() || own.size() == 1 && own.get(0).target().equals(node.id())) {
                alike.computeIfAbsent(place(node, own, places), key -> new ArrayList<>()).add(node);
            }
        }
        alike.values().stream().filter(nodes -> nodes.size() > 1).forEach(nodes -> sort(nodes, edges, places));
    }

    private static Place place(SceneDraft.Node node, List<SceneDraft.Edge> own, Arrangement places) {
        SceneRect at = places.nodes.get(node.id());
        double label = own.isEmpty() ? 0
                : Optional.ofNullable(places.labels.get(own.get(0).id())).map(SceneRect::width).orElse(0.0);
        return new Place(node.box(), own.stream().map(SceneDraft.Edge::source).findFirst(), at.x(), at.width(), at.height(), label);
    }

    private static void sort(List<SceneDraft.Node> nodes, Map<String, List<SceneDraft.Edge>> edges, Arrangement places) {
        List<SceneDraft.Node> byHeight = nodes.stream()
                .sorted(Comparator.comparingDouble(node -> places.nodes.get(node.id()).y())).toList();
        List<SceneRect> rects = byHeight.stream().map(node -> places.nodes.get(node.id())).toList();
        List<List<ScenePoint>> lines = new ArrayList<>();
        List<Optional<SceneRect>> labels = new ArrayList<>();
        for (SceneDraft.Node node : byHeight) {
            Optional<String> edge = edge(node, edges);
            lines.add(edge.map(places.lines::get).orElse(List.of()));
            labels.add(edge.map(places.labels::get));
        }
        for (int i = 0; i < nodes.size(); i++) {
            places.nodes.put(nodes.get(i).id(), rects.get(i));
            Optional<String> edge = edge(nodes.get(i), edges);
            if (edge.isPresent()) {
                places.lines.put(edge.get(), lines.get(i));
                labels.get(i).ifPresent(at -> places.labels.put(edge.get(), at));
            }
        }
    }

    private static Optional<String> edge(SceneDraft.Node node, Map<String, List<SceneDraft.Edge>> edges) {
        return edges.getOrDefault(node.id(), List.of()).stream().map(SceneDraft.Edge::id).findFirst();
    }
}
