// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.topology;

import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.model.Machine;
import org.bindscope.render.scene.Scene;
import org.bindscope.render.scene.SceneOptions;
import org.bindscope.render.scene.TextMeasure;
import org.bindscope.render.scene.machine.MachineScenes;
import org.bindscope.ui.canvas.ScenePanel.Picture;
import org.bindscope.ui.canvas.SceneSubjects;

/** Makes pictures of machines. Not for the UI thread. */
final class Pictures {

    private Pictures() {
    }

    /**
     * What came of drawing.
     *
     * @param picture empty when there is nothing to draw
     * @param missing why there is not
     */
    record Drawn(Optional<Picture> picture, Optional<String> missing) {
    }

    /**
     * Draws a machine.
     *
     * @param analysis  conclusions about it, perhaps under suppositions
     * @param options   which picture
     * @param cancelled asked now and then
     * @throws CancellationException when the answer was yes
     */
    static Drawn of(MachineAnalysis analysis, SceneOptions options, BooleanSupplier cancelled) {
        Optional<String> missing = MachineScenes.missing(analysis, options);
        if (missing.isPresent()) {
            return new Drawn(Optional.empty(), missing);
        }
        check(cancelled);
        Scene scene = MachineScenes.of(analysis, options, TextMeasure.builtIn(), cancelled);
        check(cancelled);
        Machine machine = analysis.machine();
        return new Drawn(Optional.of(Picture.of(scene, new SceneSubjects(machine), analysis.nvLink())), Optional.empty());
    }

    private static void check(BooleanSupplier cancelled) {
        if (cancelled.getAsBoolean()) {
            throw new CancellationException();
        }
    }
}
