// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

import java.util.List;
import java.util.Optional;

/**
 * A device, or several folded into one.
 *
 * @param id          unique in the scene
 * @param subjects    what it stands for; a fold names each device in it
 * @param shape       outline
 * @param texts       lines at their places
 * @param badges      signs
 * @param group       the class by which it is coloured
 * @param mark        where the class's mark is drawn; empty for no mark
 * @param bounds      outline's rectangle; edges end at its border
 * @param fold        whether it can be folded or unfolded
 * @param description one sentence
 */
public record SceneNode(String id, List<SceneSubject> subjects, NodeShape shape, List<SceneText> texts,
        List<SceneBadge> badges, SceneClass group, Optional<SceneRect> mark, SceneRect bounds, Optional<SceneFold> fold,
        String description) implements SceneElement {

    /** Copies the lists. */
    public SceneNode {
        subjects = List.copyOf(subjects);
        texts = List.copyOf(texts);
        badges = List.copyOf(badges);
    }

    /**
     * How many devices it stands for.
     *
     * @return 1, or the count of a fold that is closed
     */
    public int count() {
        return fold.filter(SceneFold::folded).map(SceneFold::count).orElse(1);
    }
}
