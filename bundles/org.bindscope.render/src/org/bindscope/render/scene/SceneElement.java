// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

import java.util.List;

/** Something that can be pointed at in a scene. */
public sealed interface SceneElement permits SceneNode, SceneEdge, SceneBox {

    /**
     * Its id.
     *
     * @return unique in the scene, the same for the same machine and options
     */
    String id();

    /**
     * What it stands for.
     *
     * @return the main subject first; may be empty for an element that only explains
     */
    List<SceneSubject> subjects();

    /**
     * Says in one sentence what a reader of the picture sees, with the facts behind it.
     *
     * @return plain text, cleaned of control characters
     */
    String description();

    /**
     * The rectangle around it.
     *
     * @return pixels
     */
    SceneRect bounds();
}
