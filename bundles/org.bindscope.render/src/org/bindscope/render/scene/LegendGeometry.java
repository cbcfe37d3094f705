// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts the lines of a legend into columns below a picture. */
final class LegendGeometry {

    private static final double SAMPLE = 26;
    private static final double ROW = 24;
    private static final double GAP = 26;
    private static final double MAX_TEXT_WIDTH = 300;

    private LegendGeometry() {
    }

    static Optional<SceneLegend> place(SceneDraft draft, TextMeasure measure, ScenePoint at, double room) {
        if (draft.legend().isEmpty()) {
            return Optional.empty();
        }
        SceneText heading = new SceneText(draft.legendTitle(), at.x(), at.y() + measure.ascent(TextStyle.BOX), TextStyle.BOX,
                SceneColour.TEXT);
        double text = draft.legend().stream().mapToDouble(line -> measure.width(line.text(), TextStyle.DETAIL)).max().orElse(0);
        double column = SAMPLE + 8 + Math.min(MAX_TEXT_WIDTH, text) + GAP;
        int columns = (int) Math.max(1, Math.min(draft.legend().size(), Math.floor((room + GAP) / column)));
        int rows = (draft.legend().size() + columns - 1) / columns;
        double top = at.y() + measure.lineHeight(TextStyle.BOX) + 8;
        List<SceneLegend.Entry> entries = new ArrayList<>();
        for (int i = 0; i < draft.legend().size(); i++) {
            SceneDraft.Explained line = draft.legend().get(i);
            double x = at.x() + i / rows * column;
            double y = top + i % rows * ROW;
            double baseline = y + (ROW - 6 - measure.lineHeight(TextStyle.DETAIL)) / 2 + measure.ascent(TextStyle.DETAIL);
            entries.add(new SceneLegend.Entry(line.sample(), new SceneText(
                    measure.fit(line.text(), TextStyle.DETAIL, MAX_TEXT_WIDTH), x + SAMPLE + 8, baseline, TextStyle.DETAIL,
                    SceneColour.TEXT), new SceneRect(x, y, SAMPLE, ROW - 6)));
        }
        double width = Math.max(columns * column - GAP, measure.width(draft.legendTitle(), TextStyle.BOX));
        return Optional.of(new SceneLegend(draft.legendTitle(), entries, heading,
                new SceneRect(at.x(), at.y(), width, top + rows * ROW - at.y())));
    }
}
