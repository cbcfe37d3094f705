// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

import java.util.Optional;
import java.util.Set;

/**
 * What is lit up in a picture besides what it shows.
 *
 * @param selected ids of selected elements
 * @param focus    id of the element that the keyboard is at
 * @param found    ids of the elements that a search found
 */
public record SceneHighlight(Set<String> selected, Optional<String> focus, Set<String> found) {

    /** Nothing. */
    public static final SceneHighlight NONE = new SceneHighlight(Set.of(), Optional.empty(), Set.of());

    /** Copies the sets. */
    public SceneHighlight {
        selected = Set.copyOf(selected);
        found = Set.copyOf(found);
    }
}
