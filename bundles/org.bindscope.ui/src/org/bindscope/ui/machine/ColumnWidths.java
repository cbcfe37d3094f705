// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.swt.widgets.TreeColumn;

/**
 * Widths of a tree's columns, from font metrics. The first column takes what the others leave, until the
 * user sets its width.
 */
public final class ColumnWidths {

    private static final String SEPARATOR = ",";

    private final Tree tree;
    private final List<TreeColumn> columns;
    private final List<Integer> characters;
    private boolean chosen;
    private boolean setting;

    /**
     * @param tree       the tree
     * @param columns    its columns in the order of creation
     * @param characters their least widths in average characters
     */
    public ColumnWidths(Tree tree, List<TreeColumn> columns, List<Integer> characters) {
        this.tree = tree;
        this.columns = List.copyOf(columns);
        this.characters = List.copyOf(characters);
        GC gc = new GC(tree);
        double unit = gc.getFontMetrics().getAverageCharacterWidth();
        gc.dispose();
        setting = true;
        for (int i = 0; i < columns.size(); i++) {
            columns.get(i).setWidth((int) (unit * characters.get(i)));
        }
        setting = false;
        tree.addListener(SWT.Resize, event -> fill());
        columns.get(0).addListener(SWT.Resize, event -> chosen |= !setting);
        columns.stream().skip(1).forEach(column -> column.addListener(SWT.Resize, event -> fill()));
    }

    private void fill() {
        if (chosen || setting) {
            return;
        }
        GC gc = new GC(tree);
        int least = (int) (gc.getFontMetrics().getAverageCharacterWidth() * characters.get(0));
        gc.dispose();
        int others = columns.stream().skip(1).mapToInt(TreeColumn::getWidth).sum();
        setting = true;
        columns.get(0).setWidth(Math.max(least, tree.getClientArea().width - others));
        setting = false;
    }

    /**
     * Restores widths.
     *
     * @param text what {@link #text()} gave; null or other text changes nothing
     */
    public void restore(String text) {
        List<Integer> widths = new ArrayList<>();
        for (String word : text == null ? new String[0] : text.split(SEPARATOR)) {
            try {
                widths.add(Integer.parseInt(word));
            } catch (NumberFormatException e) {
                return;
            }
        }
        if (widths.size() != columns.size()) {
            return;
        }
        chosen = widths.get(0) > 0;
        setting = true;
        for (int i = 0; i < widths.size(); i++) {
            if (widths.get(i) > 0) {
                columns.get(i).setWidth(widths.get(i));
            }
        }
        setting = false;
    }

    /**
     * The widths as text.
     *
     * @return pixels; 0 for the first column while it takes what the others leave
     */
    public String text() {
        return columns.stream().map(column -> column == columns.get(0) && !chosen ? "0" : String.valueOf(column.getWidth()))
                .collect(Collectors.joining(SEPARATOR));
    }
}
