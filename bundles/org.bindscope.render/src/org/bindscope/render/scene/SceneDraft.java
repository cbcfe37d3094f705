// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bindscope.render.VisibleText;

/**
 * What a picture is to show, before {@link SceneLayout} finds places for it. Not for several threads.
 */
public final class SceneDraft {

    /** No text of a picture is longer; a description is. */
    static final int MAX_TEXT = 120;
    static final int MAX_DESCRIPTION = 1000;

    private final String title;
    private final String description;
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Map<String, Edge> edges = new LinkedHashMap<>();
    private final Map<String, Box> boxes = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private String legendTitle = "";
    private final List<Explained> legend = new ArrayList<>();

    /**
     * A draft without anything in it.
     *
     * @param title       what the picture shows
     * @param description the same in one or two sentences
     */
    public SceneDraft(String title, String description) {
        this.title = visible(title, MAX_TEXT);
        this.description = visible(description, MAX_DESCRIPTION);
    }

    /**
     * A line of text of a node or box.
     *
     * @param text   any text; it is shown cleaned and shortened
     * @param style  font
     * @param colour colour
     */
    public record Line(String text, TextStyle style, SceneColour colour) {

        /** Cleans the text. */
        public Line {
            text = visible(text, MAX_TEXT);
        }

        /** The first line of a node. */
        public static Line title(String text) {
            return new Line(text, TextStyle.TITLE, SceneColour.TEXT);
        }

        /** Addresses, ids, driver names. */
        public static Line code(String text) {
            return new Line(text, TextStyle.CODE, SceneColour.MUTED);
        }

        /** Other words. */
        public static Line detail(String text) {
            return new Line(text, TextStyle.DETAIL, SceneColour.MUTED);
        }
    }

    /**
     * A sign of a node, box or edge.
     *
     * @param sign its shape
     * @param text what it says
     */
    public record Sign(SceneSign sign, String text) {

        /** Cleans the text. */
        public Sign {
            text = visible(text, MAX_DESCRIPTION);
        }
    }

    /**
     * A node.
     *
     * @param id          unique among all elements
     * @param subjects    what it stands for
     * @param shape       outline
     * @param lines       text
     * @param signs       signs, shown in a row
     * @param group       class by which it is coloured
     * @param fold        whether it can be folded or unfolded
     * @param box         id of the box that it is in
     * @param description one sentence
     */
    public record Node(String id, List<SceneSubject> subjects, NodeShape shape, List<Line> lines, List<Sign> signs,
            SceneClass group, Optional<SceneFold> fold, Optional<String> box, String description) {

        /** Copies the lists and cleans the text. */
        public Node {
            subjects = List.copyOf(subjects);
            lines = List.copyOf(lines);
            signs = List.copyOf(signs);
            description = visible(description, MAX_DESCRIPTION);
        }
    }

    /**
     * A line between two nodes.
     *
     * @param id          unique among all elements
     * @param source      id of the node where it starts: it comes before the other in the direction of reading
     * @param target      id of the node where it ends
     * @param subjects    links that it stands for
     * @param kind        what it is
     * @param state       what is to be said of it
     * @param count       how many links it stands for
     * @param label       its text, empty for none
     * @param sign        a sign before the text
     * @param fold        whether it can be unfolded or folded
     * @param beside      whether its ends stand side by side and not behind each other; see {@link SceneLayout}
     * @param description one sentence
     */
    public record Edge(String id, String source, String target, List<SceneSubject> subjects, EdgeKind kind,
            EdgeState state, int count, String label, Optional<Sign> sign, Optional<SceneFold> fold, boolean beside,
            String description) {

        /** Copies the list and cleans the text. */
        public Edge {
            subjects = List.copyOf(subjects);
            label = visible(label, MAX_TEXT);
            description = visible(description, MAX_DESCRIPTION);
        }
    }

    /**
     * A frame.
     *
     * @param id          unique among all elements
     * @param subjects    what it stands for
     * @param lines       its title
     * @param signs       signs, shown before the title
     * @param group       class by which it is coloured
     * @param parent      id of the box around it
     * @param description one sentence
     */
    public record Box(String id, List<SceneSubject> subjects, List<Line> lines, List<Sign> signs, SceneClass group,
            Optional<String> parent, String description) {

        /** Copies the lists and cleans the text. */
        public Box {
            subjects = List.copyOf(subjects);
            lines = List.copyOf(lines);
            signs = List.copyOf(signs);
            description = visible(description, MAX_DESCRIPTION);
        }
    }

    /**
     * A line of the legend.
     *
     * @param sample what is shown
     * @param text   what it means
     */
    record Explained(SceneLegend.Sample sample, String text) {
    }

    /**
     * Adds a node.
     *
     * @param node the node; its box has been added before
     * @throws IllegalArgumentException when its id is taken or its box is not there
     */
    public void add(Node node) {
        requireBox(node.box(), node.id());
        requireNew(node.id());
        nodes.put(node.id(), node);
    }

    /**
     * Adds a line.
     *
     * @param edge the line; its ends have been added before
     * @throws IllegalArgumentException when its id is taken or one of its ends is not there
     */
    public void add(Edge edge) {
        requireNew(edge.id());
        if (!nodes.containsKey(edge.source()) || !nodes.containsKey(edge.target())) {
            throw new IllegalArgumentException("an end of " + edge.id() + " is not there");
        }
        edges.put(edge.id(), edge);
    }

    /**
     * Adds a frame.
     *
     * @param box the frame; the one around it has been added before
     * @throws IllegalArgumentException when its id is taken or the one around it is not there
     */
    public void add(Box box) {
        requireBox(box.parent(), box.id());
        requireNew(box.id());
        boxes.put(box.id(), box);
    }

    /**
     * Adds a sentence below the title.
     *
     * @param text one sentence
     */
    public void note(String text) {
        notes.add(visible(text, MAX_DESCRIPTION));
    }

    /**
     * Says by what the picture is coloured.
     *
     * @param text heading of the legend
     */
    public void legendTitle(String text) {
        legendTitle = visible(text, MAX_TEXT);
    }

    /**
     * Adds a line to the legend.
     *
     * @param sample what is shown
     * @param text   what it means
     */
    public void explain(SceneLegend.Sample sample, String text) {
        legend.add(new Explained(sample, visible(text, MAX_TEXT)));
    }

    private void requireNew(String id) {
        if (nodes.containsKey(id) || edges.containsKey(id) || boxes.containsKey(id)) {
            throw new IllegalArgumentException("two elements have the id " + id);
        }
    }

    private void requireBox(Optional<String> box, String id) {
        if (box.isPresent() && !boxes.containsKey(box.get())) {
            throw new IllegalArgumentException("the box around " + id + " is not there");
        }
    }

    /** Makes text of unknown origin harmless, and bounds it. */
    static String visible(String text, int longest) {
        String cut = text.length() <= 4 * longest ? text : text.substring(0, 4 * longest);
        String clean = VisibleText.of(cut);
        if (clean.length() <= longest) {
            return clean;
        }
        int end = Character.isHighSurrogate(clean.charAt(longest - 2)) ? longest - 2 : longest - 1;
        return clean.substring(0, end) + "…";
    }

    String title() {
        return title;
    }

    String description() {
        return description;
    }

    /** Nodes in the order in which they were added. */
    public Collection<Node> nodes() {
        return Collections.unmodifiableCollection(nodes.values());
    }

    /** Lines in the order in which they were added. */
    public Collection<Edge> edges() {
        return Collections.unmodifiableCollection(edges.values());
    }

    /** Frames in the order in which they were added. */
    public Collection<Box> boxes() {
        return Collections.unmodifiableCollection(boxes.values());
    }

    List<String> notes() {
        return notes;
    }

    String legendTitle() {
        return legendTitle;
    }

    List<Explained> legend() {
        return legend;
    }
}
