// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.text;

import java.util.List;
import java.util.function.Function;
import java.util.function.IntConsumer;

import org.eclipse.jface.layout.PixelConverter;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;
import org.eclipse.swt.widgets.TableItem;

/**
 * Makes a table of texts and fills it at once. Virtual tables are not used anywhere: GTK ends the program when the theme is
 * switched while one holds rows.
 */
public final class TableRows {

    private TableRows() {
    }

    /**
     * A table of texts whose rows can be copied.
     *
     * @param parent where it goes
     * @param style  {@link SWT#MULTI} or {@link SWT#SINGLE}
     * @param titles the columns' titles
     * @param widths the columns' widths in average characters, as many as titles
     * @param chosen hears of the index of the row that the user chose
     * @return the table, without rows
     */
    public static Table create(Composite parent, int style, List<String> titles, int[] widths, IntConsumer chosen) {
        Table table = new Table(parent, style | SWT.FULL_SELECTION);
        table.setHeaderVisible(true);
        PixelConverter units = new PixelConverter(table);
        for (int i = 0; i < titles.size(); i++) {
            TableColumn column = new TableColumn(table, SWT.NONE);
            column.setText(titles.get(i));
            column.setWidth(units.convertWidthInCharsToPixels(widths[i]));
        }
        table.addListener(SWT.Selection, event -> {
            if (table.getSelectionIndex() >= 0) {
                chosen.accept(table.getSelectionIndex());
            }
        });
        Clip.install(table);
        return table;
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
