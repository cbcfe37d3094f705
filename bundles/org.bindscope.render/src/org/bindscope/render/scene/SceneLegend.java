// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

import java.util.List;
import java.util.Optional;

/**
 * What the colours, marks and signs of a picture mean. It stands below the picture.
 *
 * @param title   by what the picture is coloured
 * @param entries one for each class, line style and sign that the picture uses
 * @param heading the title at its place
 * @param bounds  the rectangle around it
 */
public record SceneLegend(String title, List<Entry> entries, SceneText heading, SceneRect bounds) {

    /** Copies the list. */
    public SceneLegend {
        entries = List.copyOf(entries);
    }

    /**
     * One line of a legend.
     *
     * @param sample what is shown
     * @param text   what it means, at its place
     * @param area   where the sample is drawn
     */
    public record Entry(Sample sample, SceneText text, SceneRect area) {
    }

    /** What a line of a legend shows. */
    public sealed interface Sample {

        /** A class of nodes. */
        record OfClass(SceneClass group) implements Sample {
        }

        /** A kind of line. */
        record OfEdge(EdgeKind kind, EdgeState state) implements Sample {
        }

        /** A sign. */
        record OfSign(SceneSign sign) implements Sample {
        }
    }

    /**
     * The class of a legend.
     *
     * @param key its key
     * @return empty when the legend has no such class
     */
    public Optional<SceneClass> group(String key) {
        return entries.stream().map(Entry::sample).filter(Sample.OfClass.class::isInstance)
                .map(sample -> ((Sample.OfClass) sample).group()).filter(group -> group.key().equals(key)).findFirst();
    }
}
