// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;

import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** What holds for every scene. */
final class SceneChecks {

    private static final double CLOSE = 0.6;

    private SceneChecks() {
    }

    static void check(Scene scene) {
        List<SceneRect> rects = scene.nodes().stream().map(SceneNode::bounds).toList();
        assertApart(rects, "nodes");
        for (SceneNode node : scene.nodes()) {
            assertInside(scene.bounds(), node.bounds(), node.id());
            assertInside(scene.content(), node.bounds(), node.id());
            for (SceneText text : node.texts()) {
                assertInside(node.bounds(), extent(text), node.id() + ": " + text.text());
            }
            node.badges().forEach(badge -> assertInside(node.bounds(), badge.bounds(), node.id() + " " + badge.sign()));
            node.mark().ifPresent(mark -> assertInside(node.bounds(), mark, node.id() + " mark"));
            List<SceneRect> firstLine = new ArrayList<>(node.badges().stream().map(SceneBadge::bounds).toList());
            node.mark().ifPresent(firstLine::add);
            node.texts().stream().map(SceneChecks::extent).forEach(firstLine::add);
            assertApart(firstLine, "text and signs of " + node.id());
            assertFalse(node.description().isBlank(), node.id() + " has no description");
        }
        for (SceneEdge edge : scene.edges()) {
            assertOnBorder(scene.node(edge.source()).orElseThrow(), edge.points().get(0), edge);
            assertOnBorder(scene.node(edge.target()).orElseThrow(), edge.points().get(edge.points().size() - 1), edge);
            assertInside(scene.bounds(), edge.bounds(), edge.id());
            edge.label().ifPresent(label -> {
                assertTrue(rects.stream().noneMatch(label.bounds().grow(-1)::intersects), "label of " + edge.id() + " lies on a node");
                assertTrue(edge.distance(label.bounds().center()) == 0, edge.id());
                double nearest = Double.POSITIVE_INFINITY;
                for (int i = 1; i < edge.points().size(); i++) {
                    nearest = Math.min(nearest, label.bounds().center().distance(edge.points().get(i - 1), edge.points().get(i)));
                }
                assertTrue(nearest <= label.bounds().height(), "label of " + edge.id() + " is " + nearest + " away from its line");
            });
            assertFalse(edge.description().isBlank(), edge.id() + " has no description");
        }
        for (SceneBox box : scene.boxes()) {
            for (String member : box.members()) {
                assertInside(box.bounds(), scene.element(member).orElseThrow().bounds(), box.id() + " around " + member);
            }
            scene.nodes().stream().filter(node -> !box.members().contains(node.id()))
                    .forEach(node -> assertFalse(box.bounds().intersects(node.bounds()) && box.members().stream()
                            .noneMatch(member -> scene.element(member).orElseThrow() instanceof SceneBox),
                            node.id() + " lies in " + box.id()));
            box.texts().forEach(text -> assertInside(box.bounds(), extent(text), box.id() + ": " + text.text()));
        }
        assertApart(scene.boxes().stream().filter(box -> box.parent().isEmpty()).map(SceneBox::bounds).toList(), "boxes");
        scene.legend().ifPresent(legend -> assertInside(scene.bounds(), legend.bounds(), "legend"));
    }

    private static SceneRect extent(SceneText text) {
        TextMeasure measure = TextMeasure.builtIn();
        return new SceneRect(text.x(), text.baseline() - measure.ascent(text.style()), measure.width(text.text(), text.style()),
                measure.lineHeight(text.style()));
    }

    private static void assertInside(SceneRect outer, SceneRect inner, String what) {
        assertTrue(outer.grow(CLOSE).contains(inner), what + ": " + inner + " is not inside " + outer);
    }

    /** Compares each with the following ones that begin before it ends. */
    private static void assertApart(List<SceneRect> rects, String what) {
        List<SceneRect> sorted = new ArrayList<>(rects);
        sorted.sort(Comparator.comparingDouble(SceneRect::x));
        for (int i = 0; i < sorted.size(); i++) {
            for (int j = i + 1; j < sorted.size() && sorted.get(j).x() < sorted.get(i).right(); j++) {
                assertFalse(sorted.get(i).grow(-CLOSE).intersects(sorted.get(j)), what + ": " + sorted.get(i) + " and " + sorted.get(j));
            }
        }
    }

    private static void assertOnBorder(SceneNode node, ScenePoint end, SceneEdge edge) {
        SceneRect at = node.bounds();
        double vertical = Math.min(Math.abs(end.x() - at.x()), Math.abs(end.x() - at.right()));
        double horizontal = Math.min(Math.abs(end.y() - at.y()), Math.abs(end.y() - at.bottom()));
        assertTrue(at.grow(CLOSE).contains(end.x(), end.y()) && Math.min(vertical, horizontal) <= CLOSE,
                edge.id() + " ends at " + end + " and not at the border of " + node.id() + " " + at);
    }

    /** Parses a document of a scene, without looking anything up outside of it. */
    static Document parse(String svg) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        DocumentBuilder builder = factory.newDocumentBuilder();
        builder.setErrorHandler(null);
        Document document = builder.parse(new InputSource(new StringReader(svg)));
        assertEquals("svg", document.getDocumentElement().getLocalName());
        assertEquals("http://www.w3.org/2000/svg", document.getDocumentElement().getNamespaceURI());
        return document;
    }
}
