// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.canvas;

import java.util.List;

import org.bindscope.ui.session.ModelSelection;
import org.eclipse.emf.ecore.EObject;

/**
 * A row of the table that says the same as a picture: a device, a frame or a line.
 *
 * @param element      id of the element that shows it; several rows share that of a fold
 * @param name         what it is called
 * @param kind         what it is
 * @param from         name of the end where a line starts; the frame that a device is in; empty for none
 * @param to           name of the end where a line ends; empty for what is no line
 * @param speed        speed of a line, with its unit; in words where the snapshot does not tell
 * @param width        lanes of a line
 * @param state        what the signs and colours say
 * @param facts        the element's sentence
 * @param modelObjects what it stands for
 */
public record SceneRow(String element, String name, String kind, String from, String to, String speed, String width,
        String state, String facts, List<EObject> modelObjects) implements ModelSelection {

    /** Copies the list. */
    public SceneRow {
        modelObjects = List.copyOf(modelObjects);
    }

    /**
     * The cells in the order of {@link SceneTable}'s columns.
     *
     * @return eight texts
     */
    List<String> cells() {
        return List.of(name, kind, from, to, speed, width, state, facts);
    }
}
