// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A picture: what is drawn and where. Immutable, and independent of what draws it. The origin is the left
 * upper corner; y grows downward.
 */
public final class Scene {

    private final String title;
    private final String description;
    private final List<SceneNode> nodes;
    private final List<SceneEdge> edges;
    private final List<SceneBox> boxes;
    private final List<SceneText> notes;
    private final Optional<SceneLegend> legend;
    private final SceneRect bounds;
    private final SceneRect content;
    private final Map<String, SceneElement> byId = new LinkedHashMap<>();
    private final Map<String, List<SceneEdge>> edgesOf = new LinkedHashMap<>();
    private final Map<SceneSubject, List<SceneElement>> bySubject = new LinkedHashMap<>();

    /**
     * Puts a scene together.
     *
     * @param title       what the picture shows
     * @param description the same in one or two sentences, for those who do not see it
     * @param nodes       in reading order
     * @param edges       their ends are nodes of the scene
     * @param boxes       outer ones before those inside
     * @param notes       text of the picture itself: its title, what was folded
     * @param legend      what colours and signs mean
     * @param content     rectangle around nodes, edges and boxes
     * @param bounds      rectangle around everything
     * @throws IllegalArgumentException when two elements share an id or an edge ends nowhere
     */
    public Scene(String title, String description, List<SceneNode> nodes, List<SceneEdge> edges, List<SceneBox> boxes,
            List<SceneText> notes, Optional<SceneLegend> legend, SceneRect content, SceneRect bounds) {
        this.title = title;
        this.description = description;
        this.nodes = List.copyOf(nodes);
        this.edges = List.copyOf(edges);
        this.boxes = List.copyOf(boxes);
        this.notes = List.copyOf(notes);
        this.legend = legend;
        this.content = content;
        this.bounds = bounds;
        this.boxes.forEach(this::index);
        this.nodes.forEach(this::index);
        this.edges.forEach(this::index);
        for (SceneEdge edge : this.edges) {
            addEdge(edge.source(), edge);
            if (!edge.source().equals(edge.target())) {
                addEdge(edge.target(), edge);
            }
        }
    }

    private void index(SceneElement element) {
        if (byId.putIfAbsent(element.id(), element) != null) {
            throw new IllegalArgumentException("two elements have the id " + element.id());
        }
        element.subjects().forEach(subject -> bySubject.computeIfAbsent(subject, key -> new ArrayList<>(1)).add(element));
    }

    private void addEdge(String node, SceneEdge edge) {
        if (!(byId.get(node) instanceof SceneNode)) {
            throw new IllegalArgumentException("the line " + edge.id() + " ends at " + node + ", which is no node");
        }
        edgesOf.computeIfAbsent(node, key -> new ArrayList<>(4)).add(edge);
    }

    /** What the picture shows. */
    public String title() {
        return title;
    }

    /** What the picture shows, in one or two sentences. */
    public String description() {
        return description;
    }

    /** Nodes in reading order. */
    public List<SceneNode> nodes() {
        return nodes;
    }

    /** Lines between nodes. */
    public List<SceneEdge> edges() {
        return edges;
    }

    /** Frames, outer ones before those inside. */
    public List<SceneBox> boxes() {
        return boxes;
    }

    /** Text of the picture itself: its title, what was folded. */
    public List<SceneText> notes() {
        return notes;
    }

    /** What colours and signs mean. */
    public Optional<SceneLegend> legend() {
        return legend;
    }

    /** Rectangle around nodes, lines and frames, without title and legend. */
    public SceneRect content() {
        return content;
    }

    /** Rectangle around everything, margins included. */
    public SceneRect bounds() {
        return bounds;
    }

    /**
     * Looks an element up.
     *
     * @param id its id
     * @return empty when there is none
     */
    public Optional<SceneElement> element(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /**
     * Looks a node up.
     *
     * @param id its id
     * @return empty when there is none
     */
    public Optional<SceneNode> node(String id) {
        return byId.get(id) instanceof SceneNode node ? Optional.of(node) : Optional.empty();
    }

    /**
     * Finds what stands for something. A device inside a fold is found as the fold.
     *
     * @param subject the thing
     * @return boxes first, then nodes, then edges; empty when the picture does not show it
     */
    public List<SceneElement> showing(SceneSubject subject) {
        return bySubject.getOrDefault(subject, List.of());
    }

    /**
     * The lines at a node.
     *
     * @param node its id
     * @return in the scene's order
     */
    public List<SceneEdge> edgesOf(String node) {
        return edgesOf.getOrDefault(node, List.of());
    }

    /**
     * The nodes that lines lead to.
     *
     * @param node id of a node
     * @return each once, in the order of the lines
     */
    public List<SceneNode> neighbours(String node) {
        return edgesOf(node).stream().map(edge -> edge.other(node)).distinct().filter(id -> !id.equals(node))
                .map(id -> (SceneNode) byId.get(id)).toList();
    }
}
