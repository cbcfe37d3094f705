// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

import java.util.List;
import java.util.Optional;

/**
 * A frame around nodes that belong together.
 *
 * @param id          unique in the scene
 * @param subjects    what it stands for
 * @param texts       title lines at their places
 * @param badges      signs
 * @param group       the class by which it is coloured
 * @param bounds      the frame
 * @param parent      id of the box around it
 * @param members     ids of the nodes and boxes directly inside
 * @param description one sentence
 */
public record SceneBox(String id, List<SceneSubject> subjects, List<SceneText> texts, List<SceneBadge> badges,
        SceneClass group, SceneRect bounds, Optional<String> parent, List<String> members, String description)
        implements SceneElement {

    /** Copies the lists. */
    public SceneBox {
        subjects = List.copyOf(subjects);
        texts = List.copyOf(texts);
        badges = List.copyOf(badges);
        members = List.copyOf(members);
    }
}
