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
    private static final double MAX_TEXT_WIDTH = 380;

    private final TextMeasure measure;
    private final double x;
    private final double room;
    private final List<SceneLegend.Entry> entries = new ArrayList<>();
    private double y;
    private double width;

    private LegendGeometry(TextMeasure measure, double x, double room, double y) {
        this.measure = measure;
        this.x = x;
        this.room = room;
        this.y = y;
    }

    static Optional<SceneLegend> place(SceneDraft draft, TextMeasure measure, ScenePoint at, double room) {
        if (draft.legend().isEmpty()) {
            return Optional.empty();
        }
        SceneText heading = new SceneText(draft.legendTitle(), at.x(), at.y() + measure.ascent(TextStyle.BOX), TextStyle.BOX,
                SceneColour.TEXT);
        LegendGeometry work = new LegendGeometry(measure, at.x(), room, at.y() + measure.lineHeight(TextStyle.BOX) + 8);
        work.block(draft.legend().stream().filter(line -> line.sample() instanceof SceneLegend.Sample.OfClass).toList());
        work.block(draft.legend().stream().filter(line -> !(line.sample() instanceof SceneLegend.Sample.OfClass)).toList());
        double width = Math.max(work.width, measure.width(draft.legendTitle(), TextStyle.BOX));
        return Optional.of(new SceneLegend(draft.legendTitle(), work.entries, heading,
                new SceneRect(at.x(), at.y(), width, work.y - at.y())));
    }

    /** Lines in columns of one width, filled column by column. */
    private void block(List<SceneDraft.Explained> lines) {
        if (lines.isEmpty()) {
            return;
        }
        double text = lines.stream().mapToDouble(line -> measure.width(line.text(), TextStyle.DETAIL)).max().orElse(0);
        double column = SAMPLE + 8 + Math.min(MAX_TEXT_WIDTH, text) + GAP;
        int most = (int) Math.max(1, Math.min(lines.size(), Math.floor((room + GAP) / column)));
        int rows = (lines.size() + most - 1) / most;
        for (int i = 0; i < lines.size(); i++) {
            SceneDraft.Explained line = lines.get(i);
            double left = x + i / rows * column;
            double top = y + i % rows * ROW;
            double baseline = top + (ROW - 6 - measure.lineHeight(TextStyle.DETAIL)) / 2 + measure.ascent(TextStyle.DETAIL);
            entries.add(new SceneLegend.Entry(line.sample(), new SceneText(
                    measure.fit(line.text(), TextStyle.DETAIL, MAX_TEXT_WIDTH), left + SAMPLE + 8, baseline, TextStyle.DETAIL,
                    SceneColour.TEXT), new SceneRect(left, top, SAMPLE, ROW - 6)));
        }
        int columns = (lines.size() + rows - 1) / rows;
        width = Math.max(width, columns * column - GAP);
        y += rows * ROW + 4;
    }
}
