// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

import java.util.ArrayList;
import java.util.List;

/** The title of a picture and the sentences below it. */
final class HeadingGeometry {

    private final List<SceneText> texts = new ArrayList<>();
    private double width;
    private double bottom;

    HeadingGeometry(SceneDraft draft, TextMeasure measure, double margin) {
        bottom = margin;
        add(draft.title(), TextStyle.HEADING, SceneColour.TEXT, measure, margin);
        for (String note : draft.notes()) {
            add(note, TextStyle.DETAIL, SceneColour.MUTED, measure, margin);
        }
        bottom += texts.isEmpty() ? 0 : 14;
    }

    private void add(String text, TextStyle style, SceneColour colour, TextMeasure measure, double margin) {
        if (text.isEmpty()) {
            return;
        }
        texts.add(new SceneText(text, margin, bottom + measure.ascent(style), style, colour));
        width = Math.max(width, margin + measure.width(text, style));
        bottom += measure.lineHeight(style) + 2;
    }

    List<SceneText> texts() {
        return texts;
    }

    /** Where the picture begins. */
    double height() {
        return bottom;
    }

    /** The right end of the longest line. */
    double width() {
        return width;
    }
}
