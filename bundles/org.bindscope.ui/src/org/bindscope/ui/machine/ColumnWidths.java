// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.eclipse.jface.layout.PixelConverter;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.swt.widgets.TreeColumn;

/**
 * Widths of a tree's columns, from font metrics and what the cells need. The first column takes what the others
 * leave; where that is too little for it the last column gives way, then the others get no more than their least
 * widths. A width that the user set stays.
 */
final class ColumnWidths {

    private static final String SEPARATOR = ",";
    private static final int WIDEST = 10_000;

    private final Tree tree;
    private final List<TreeColumn> columns;
    private final int[] least;
    private final int[] needed;
    private final boolean[] chosen;
    private final Runnable changed;
    private boolean setting;
    private int filled = -1;

    /**
     * Widths from the least ones.
     *
     * @param tree       the tree
     * @param columns    its columns in the order of creation
     * @param characters their least widths in average characters
     * @param changed    hears of other widths
     */
    ColumnWidths(Tree tree, List<TreeColumn> columns, List<Integer> characters, Runnable changed) {
        this.tree = tree;
        this.columns = List.copyOf(columns);
        this.changed = changed;
        this.chosen = new boolean[columns.size()];
        PixelConverter units = new PixelConverter(tree);
        this.least = characters.stream().mapToInt(units::convertWidthInCharsToPixels).toArray();
        this.needed = least.clone();
        fill();
        tree.addListener(SWT.Resize, event -> fill());
        IntStream.range(0, columns.size()).forEach(i -> columns.get(i).addListener(SWT.Resize, event -> resized(i)));
    }

    /** The last visible column also grows by itself with the tree, which is no wish of the user. */
    private void resized(int column) {
        boolean last = IntStream.range(column + 1, columns.size()).allMatch(i -> columns.get(i).getWidth() == 0);
        if (!setting && !last && tree.getClientArea().width == filled) {
            chosen[column] = true;
            fill();
        }
    }

    /**
     * What the cells of a column need.
     *
     * @param column index of a column
     * @param pixels width of the widest cell
     */
    void need(int column, int pixels) {
        if (needed[column] < pixels) {
            needed[column] = pixels;
            fill();
        }
    }

    private void fill() {
        filled = tree.getClientArea().width;
        int last = columns.size() - 1;
        int[] widths = IntStream.range(0, columns.size()).map(this::wanted).toArray();
        if (filled > 0 && !chosen[last] && lacking(widths) > 0) {
            widths[last] = 0;
        }
        for (int i = last - 1; i > 0 && filled > 0; i--) {
            if (!chosen[i]) {
                widths[i] = Math.max(least[i], widths[i] - Math.max(0, lacking(widths)));
            }
        }
        if (!chosen[0]) {
            widths[0] = Math.max(least[0] / 2, widths[0] - lacking(widths));
        }
        boolean other = false;
        setting = true;
        for (int i = 0; i <= last; i++) {
            other |= columns.get(i).getWidth() != widths[i];
            columns.get(i).setWidth(widths[i]);
        }
        setting = false;
        if (other) {
            changed.run();
        }
    }

    /** Pixels by which the columns are too wide; negative where room is left. */
    private int lacking(int[] widths) {
        return IntStream.of(widths).sum() - filled;
    }

    private int wanted(int column) {
        return chosen[column] ? columns.get(column).getWidth() : needed[column];
    }

    /**
     * Restores widths.
     *
     * @param text what {@link #text()} gave; null or other text changes nothing
     */
    void restore(String text) {
        List<Integer> widths = new ArrayList<>();
        for (String word : text == null ? new String[0] : text.split(SEPARATOR)) {
            try {
                widths.add(Integer.parseInt(word));
            } catch (NumberFormatException e) {
                return;
            }
        }
        if (widths.size() != columns.size() || widths.stream().anyMatch(width -> width < 0 || width > WIDEST)) {
            return;
        }
        setting = true;
        for (int i = 0; i < columns.size(); i++) {
            chosen[i] = widths.get(i) > 0;
            if (chosen[i]) {
                columns.get(i).setWidth(widths.get(i));
            }
        }
        setting = false;
        fill();
    }

    /**
     * The widths as text.
     *
     * @return pixels; 0 for a column whose width the user did not set
     */
    String text() {
        return IntStream.range(0, columns.size()).mapToObj(i -> chosen[i] ? columns.get(i).getWidth() : 0)
                .map(String::valueOf).collect(Collectors.joining(SEPARATOR));
    }
}
