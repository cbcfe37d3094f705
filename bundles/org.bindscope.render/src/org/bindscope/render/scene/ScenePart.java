// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A part of a draft that hangs together by lines and boxes.
 *
 * @param nodes in the draft's order
 * @param edges in the draft's order
 * @param boxes outer ones first
 */
record ScenePart(List<SceneDraft.Node> nodes, List<SceneDraft.Edge> edges, List<SceneDraft.Box> boxes) {

    /** The nodes that have a line to one that stands beside them. */
    Set<String> beside() {
        return edges.stream().filter(SceneDraft.Edge::beside).flatMap(edge -> Stream.of(edge.source(), edge.target()))
                .collect(Collectors.toSet());
    }

    /** Takes a draft apart, in the order of the first node or box of each part. */
    static List<ScenePart> of(SceneDraft draft) {
        Map<String, String> up = new LinkedHashMap<>();
        draft.boxes().forEach(box -> up.put(box.id(), box.id()));
        draft.nodes().forEach(node -> up.put(node.id(), node.id()));
        draft.boxes().forEach(box -> box.parent().ifPresent(parent -> join(up, box.id(), parent)));
        draft.nodes().forEach(node -> node.box().ifPresent(box -> join(up, node.id(), box)));
        draft.edges().forEach(edge -> join(up, edge.source(), edge.target()));
        Map<String, ScenePart> parts = new LinkedHashMap<>();
        up.keySet().forEach(id -> parts.computeIfAbsent(find(up, id),
                key -> new ScenePart(new ArrayList<>(), new ArrayList<>(), new ArrayList<>())));
        draft.boxes().forEach(box -> parts.get(find(up, box.id())).boxes.add(box));
        draft.nodes().forEach(node -> parts.get(find(up, node.id())).nodes.add(node));
        draft.edges().forEach(edge -> parts.get(find(up, edge.source())).edges.add(edge));
        return List.copyOf(parts.values());
    }

    private static String find(Map<String, String> up, String id) {
        String top = id;
        while (!up.get(top).equals(top)) {
            top = up.get(top);
        }
        for (String at = id; !at.equals(top);) {
            at = up.put(at, top);
        }
        return top;
    }

    private static void join(Map<String, String> up, String one, String other) {
        up.put(find(up, one), find(up, other));
    }
}
