// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

import java.util.Comparator;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Finds the way for the keyboard: along lines where one leads in the wanted direction, else to what is near. */
public final class SceneTravel {

    private final Scene scene;

    /**
     * Travels through a scene.
     *
     * @param scene the scene
     */
    public SceneTravel(Scene scene) {
        this.scene = scene;
    }

    /**
     * Where an arrow key leads from a node.
     *
     * @param from      id of the node
     * @param direction arrow
     * @return the neighbour over a line that lies most in that direction, else the nearest node there;
     *         empty at the edge of the picture, and for an id that is no node
     */
    public Optional<SceneNode> next(String from, SceneDirection direction) {
        Optional<SceneNode> start = scene.node(from);
        if (start.isEmpty()) {
            return Optional.empty();
        }
        ScenePoint place = start.get().bounds().center();
        Predicate<SceneNode> ahead = node -> !node.id().equals(from)
                && direction.along(place, node.bounds().center()) > 1;
        Comparator<SceneNode> near = Comparator.<SceneNode>comparingDouble(node -> cost(place, node, direction))
                .thenComparing(SceneNode::id);
        Predicate<SceneNode> steep = node -> direction.aside(place, node.bounds().center())
                <= 3 * direction.along(place, node.bounds().center());
        return over(scene.neighbours(from).stream().filter(ahead), near)
                .or(() -> over(scene.nodes().stream().filter(ahead).filter(steep), near))
                .or(() -> over(scene.nodes().stream().filter(ahead), near));
    }

    private static Optional<SceneNode> over(Stream<SceneNode> nodes, Comparator<SceneNode> near) {
        return nodes.min(near);
    }

    private static double cost(ScenePoint place, SceneNode node, SceneDirection direction) {
        ScenePoint there = node.bounds().center();
        return direction.along(place, there) + 2 * direction.aside(place, there);
    }
}
