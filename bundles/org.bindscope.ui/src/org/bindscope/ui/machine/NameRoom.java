// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.machine;

import java.util.HashMap;
import java.util.Map;

import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.swt.widgets.TreeItem;

/**
 * How much of a name fits into the first column of a tree: what does not is replaced by an ellipsis, since the
 * native tree would cut through a letter. For the UI thread.
 */
final class NameRoom {

    private static final String ELLIPSIS = "\u2026";

    private final Tree tree;
    private final GC gc;
    /** Widths of texts; names repeat a lot. */
    private final Map<String, Integer> widths = new HashMap<>();
    private int start;
    private int step;

    NameRoom(Tree tree) {
        this.tree = tree;
        this.gc = new GC(tree);
        tree.addListener(SWT.Dispose, event -> gc.dispose());
    }

    /** Looks where the native tree puts text: an expander, an icon and an indent for each level stand before it. */
    void measure() {
        if (tree.getItemCount() == 0) {
            return;
        }
        TreeItem root = tree.getItem(0);
        start = root.getTextBounds(0).x;
        for (TreeItem top : tree.getItems()) {
            if (top.getExpanded() && top.getItemCount() > 0) {
                step = Math.max(step, top.getItem(0).getTextBounds(0).x - top.getTextBounds(0).x);
                return;
            }
        }
    }

    /**
     * A name as far as there is room for it.
     *
     * @param name   the name
     * @param before the text before it
     * @param after  the text behind it
     * @param depth  levels above the row
     * @return the name, or its beginning and an ellipsis; always at least four characters
     */
    String fit(String name, String before, String after, int depth) {
        int margin = width("n");
        int room = tree.getColumn(0).getWidth() - start - depth * step - margin - width(before) - width(after);
        if (start <= 0 || width(name) <= room) {
            return name;
        }
        int end = name.length();
        while (end > 4 && width(name.substring(0, end).stripTrailing() + ELLIPSIS) > room) {
            end--;
        }
        return name.substring(0, end).stripTrailing() + ELLIPSIS;
    }

    /**
     * Width of a cell with a text.
     *
     * @param text one line
     * @return pixels
     */
    int cell(String text) {
        return width(text) + width("nn");
    }

    /**
     * Width of a text.
     *
     * @param text one line
     * @return pixels
     */
    int width(String text) {
        return widths.computeIfAbsent(text, key -> gc.textExtent(key).x);
    }
}
