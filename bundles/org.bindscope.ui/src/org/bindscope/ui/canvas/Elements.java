// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.canvas;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.bindscope.render.scene.SceneBadge;
import org.bindscope.render.scene.SceneBox;
import org.bindscope.render.scene.SceneEdge;
import org.bindscope.render.scene.SceneElement;
import org.bindscope.render.scene.SceneFold;
import org.bindscope.render.scene.SceneLabel;
import org.bindscope.render.scene.SceneNode;
import org.bindscope.render.scene.SceneText;

/** What nodes, lines and frames of a scene have in common. */
final class Elements {

    private Elements() {
    }

    /** Whether and how an element can be folded. */
    static Optional<SceneFold> fold(SceneElement element) {
        if (element instanceof SceneNode node) {
            return node.fold();
        }
        return element instanceof SceneEdge edge ? edge.fold() : Optional.empty();
    }

    /** The signs of an element. */
    static List<SceneBadge> badges(SceneElement element) {
        if (element instanceof SceneNode node) {
            return node.badges();
        }
        if (element instanceof SceneBox box) {
            return box.badges();
        }
        return element instanceof SceneEdge edge ? edge.label().flatMap(SceneLabel::badge).stream().toList() : List.of();
    }

    /** The first line of text of an element, else its sentence. */
    static String name(SceneElement element) {
        List<SceneText> texts = element instanceof SceneNode node ? node.texts()
                : element instanceof SceneBox box ? box.texts() : List.of();
        return texts.stream().map(SceneText::text).findFirst().orElse(element.description());
    }

    /** The sentence of an element and those of its signs, one a line. */
    static String facts(SceneElement element) {
        return Stream.concat(Stream.of(element.description()), badges(element).stream().map(SceneBadge::text))
                .filter(text -> !text.isBlank()).distinct().collect(Collectors.joining("\n"));
    }
}
