// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.text;

import java.util.List;
import java.util.function.Function;

import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableItem;

/**
 * Fills a table at once. Virtual tables are not used anywhere: GTK ends the program when the theme is
 * switched while one holds rows.
 */
public final class TableRows {

    private TableRows() {
    }

    /**
     * Replaces all rows.
     *
     * @param <T>   what a row stands for
     * @param table the table
     * @param rows  in their order; a few thousand at most
     * @param texts the text of each column
     */
    public static <T> void fill(Table table, List<T> rows, Function<T, String[]> texts) {
        table.setRedraw(false);
        try {
            table.removeAll();
            for (T row : rows) {
                new TableItem(table, SWT.NONE).setText(texts.apply(row));
            }
        } finally {
            table.setRedraw(true);
        }
    }
}
